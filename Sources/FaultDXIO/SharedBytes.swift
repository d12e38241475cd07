#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The rest of a file or of bytes in memory, to be read anywhere by any thread.
struct SharedBytes: Sendable {
  private enum Storage: Sendable {
    case memory([UInt8])
    /// Open as long as the source is that it was taken from.
    case descriptor(Int32)
  }

  private let storage: Storage
  private let start: Int
  /// The bytes that there are, or were when the file was asked.
  let count: Int

  init(memory: [UInt8], from start: Int) {
    storage = .memory(memory)
    self.start = start
    count = memory.count - start
  }

  /// The rest of a regular file; `nil` of what can only be read from front to back.
  init?(descriptor: Int32, from start: Int) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      Int(status.st_size) >= start
    else { return nil }
    storage = .descriptor(descriptor)
    self.start = start
    count = Int(status.st_size) - start
  }

  /// Fills the buffer; `false` where there are not as many bytes, or they cannot be read.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
    guard offset >= 0, offset + buffer.count <= count else { return false }
    switch storage {
    case .memory(let bytes):
      bytes.withUnsafeBytes {
        buffer.copyMemory(
          from: UnsafeRawBufferPointer(rebasing: $0[(start + offset)...].prefix(buffer.count)))
      }
      return true
    case .descriptor(let descriptor):
      var done = 0
      while done < buffer.count {
        let part = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
        let got = pread(descriptor, part.baseAddress, part.count, off_t(start + offset + done))
        if got < 0, errno == EINTR { continue }
        if got <= 0 { return false }
        done += got
      }
      return true
    }
  }
}
