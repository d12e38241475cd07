#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Whole files, in and out; what is written is there in full or not at all, whenever the power fails.
public enum DurableFile {
  /// The largest file that is read unless the caller says otherwise: 1 GiB.
  public static let defaultLimit = 1 << 30

  /// Reads a whole file: a regular one, a pipe or a device.
  ///
  /// - Parameter limit: The most bytes to take into memory.
  /// - Throws: `.notFound`, `.isDirectory`, `.unreadable` or `.tooLarge`.
  public static func read(
    _ path: String, limit: Int = defaultLimit
  ) throws(FileError) -> [UInt8] {
    guard !path.utf8.contains(0) else { throw .notFound(path: path) }
    let file = uninterrupted { open(path, O_RDONLY | O_CLOEXEC) }
    guard file >= 0 else {
      let code = errno
      throw code == ENOENT || code == ENOTDIR
        ? .notFound(path: path) : .unreadable(path: path, code: code)
    }
    defer { close(file) }
    var information = stat()
    guard fstat(file, &information) == 0 else { throw .unreadable(path: path, code: errno) }
    guard information.st_mode & S_IFMT != S_IFDIR else { throw .isDirectory(path: path) }
    let size = Int(information.st_size)
    guard size <= limit else { throw .tooLarge(path: path, limit: limit) }

    // The size is only a hint: pipes and /proc say 0, and a file may grow while it is read.
    var bytes: [UInt8] = []
    var wanted = min(max(size, 1 << 16), limit) + 1
    while true {
      var code: Int32 = 0
      let chunk = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
        while count < wanted {
          let got = Glue.read(file, buffer.baseAddress.map { $0 + count }, wanted - count)
          if got > 0 { count += got }
          if got == 0 { break }
          if got < 0, errno != EINTR {
            code = errno
            break
          }
        }
      }
      guard code == 0 else { throw .unreadable(path: path, code: code) }
      let isLast = chunk.count < wanted
      if bytes.isEmpty { bytes = chunk } else { bytes.append(contentsOf: chunk) }
      guard bytes.count <= limit else { throw .tooLarge(path: path, limit: limit) }
      if isLast { return bytes }
      wanted = min(bytes.count, limit - bytes.count) + 1
    }
  }
}

/// The C functions whose names the methods above take.
enum Glue {
  static func read(_ file: Int32, _ buffer: UnsafeMutablePointer<UInt8>?, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.read(file, buffer, count)
    #elseif canImport(Musl)
      Musl.read(file, buffer, count)
    #else
      Darwin.read(file, buffer, count)
    #endif
  }

  static func write(_ file: Int32, _ buffer: UnsafePointer<UInt8>?, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(file, buffer, count)
    #elseif canImport(Musl)
      Musl.write(file, buffer, count)
    #else
      Darwin.write(file, buffer, count)
    #endif
  }
}

/// Repeats a system call for as long as a signal interrupts it.
func uninterrupted(_ call: () -> Int32) -> Int32 {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}
