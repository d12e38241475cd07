import CMatIO
import FaultDXStorage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Hands checked variables to libmatio and takes the arrays.
///
/// The library reads files only and prints what it does not like; it gets a nameless file that holds
/// the checked variables and nothing else, and a log that goes nowhere.
enum MatlabFile {
  private static let silence: Void = {
    Mat_LogInitFunc("faultdx") { _, _ in }
    return ()
  }()

  static func arrays(
    _ directory: MatlabDirectory, _ chosen: [MatlabDirectory.Variable]
  ) throws(ReadingError) -> [MatlabArray] {
    _ = silence
    let file = directory.file
    let descriptor = try namelessFile(directory.bytes(of: chosen), for: file)
    defer { close(descriptor) }
    guard let handle = Mat_Open("/dev/fd/\(descriptor)", Int32(MAT_ACC_RDONLY.rawValue)) else {
      throw .contents(file: file, message: "expected a MATLAB file, found another kind")
    }
    defer { Mat_Close(handle) }
    var arrays: [MatlabArray] = []
    for variable in chosen {
      guard let pointer = Mat_VarReadNext(handle) else {
        throw .contents(file: file, message: "variable \"\(variable.name)\" cannot be read")
      }
      defer { Mat_VarFree(pointer) }
      arrays.append(MatlabArray(pointer))
    }
    return arrays
  }

  private static func namelessFile(
    _ bytes: [UInt8], for file: String
  ) throws(ReadingError) -> Int32 {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    let descriptor = open(in: folder)
    guard descriptor >= 0 else { throw .file(.cannotCreate(path: folder, code: errno)) }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { raw in
        write(descriptor, raw.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let code = errno
        close(descriptor)
        throw .file(.writeFailed(path: folder, code: code))
      }
      written += count
    }
    lseek(descriptor, 0, SEEK_SET)
    return descriptor
  }

  /// In memory where the system has such files, else in a folder and unlinked at once.
  private static func open(in folder: String) -> Int32 {
    let inMemory = faultdx_memory_file()
    if inMemory >= 0 { return inMemory }
    var template = Array("\(folder)/faultdx-XXXXXX".utf8CString)
    return template.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return -1 }
      let descriptor = mkstemp(base)
      if descriptor >= 0 { unlink(base) }
      return descriptor
    }
  }
}
