import FaultDXStorage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Bytes in blocks: from a file descriptor or from memory.
///
/// A class because a descriptor has one position and is closed once.
package final class ByteSource {
  let name: String
  private var descriptor: Int32 = -1
  private var memory: [UInt8] = []
  /// How many bytes were read.
  private(set) var position = 0

  /// Opens a file for reading.
  init(path: String) throws(ReadingError) {
    name = path
    descriptor = try Self.open(path)
  }

  /// Reads from memory.
  package init(bytes: [UInt8], name: String) {
    self.name = name
    memory = bytes
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Fills the buffer from its start and tells how many bytes came; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadingError) -> Int {
    guard descriptor >= 0 else {
      let count = min(buffer.count, memory.count - position)
      memory.withUnsafeBytes { bytes in
        buffer.copyMemory(
          from: UnsafeRawBufferPointer(rebasing: bytes[position..<position + count]))
      }
      position += count
      return count
    }
    while true {
      #if canImport(Glibc)
        let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      #elseif canImport(Musl)
        let count = Musl.read(descriptor, buffer.baseAddress, buffer.count)
      #else
        let count = Darwin.read(descriptor, buffer.baseAddress, buffer.count)
      #endif
      if count >= 0 {
        position += count
        return count
      }
      if errno != EINTR { throw .file(.unreadable(path: name, code: errno)) }
    }
  }

  /// What stands from an offset on, for threads to read; `nil` where that can be read only once.
  func shared(from offset: Int) -> SharedBytes? {
    descriptor >= 0
      ? SharedBytes(descriptor: descriptor, from: offset)
      : SharedBytes(memory: memory, from: offset)
  }

  /// The first bytes, as many as there are up to the wanted number.
  func header(_ wanted: Int = AudioHeader.wantedBytes) throws(ReadingError) -> [UInt8] {
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: wanted, alignment: 16)
    defer { block.deallocate() }
    var count = 0
    while count < wanted {
      let more = try read(into: UnsafeMutableRawBufferPointer(rebasing: block[count...]))
      if more == 0 { break }
      count += more
    }
    return Array(block[..<count])
  }

  /// How many bytes are worth reading at a time: no more than there are, where that is known.
  func blockSize(atMost largest: Int) -> Int {
    descriptor >= 0 ? largest : min(max(memory.count + 1, 64), largest)
  }

  /// The same bytes from the beginning.
  func rewound() throws(ReadingError) -> ByteSource {
    descriptor >= 0 ? try ByteSource(path: name) : ByteSource(bytes: memory, name: name)
  }

  /// A descriptor for reading a regular file, a pipe or a device.
  static func open(_ path: String) throws(ReadingError) -> Int32 {
    while true {
      #if canImport(Glibc)
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
      #elseif canImport(Musl)
        let descriptor = Musl.open(path, O_RDONLY | O_CLOEXEC)
      #else
        let descriptor = Darwin.open(path, O_RDONLY | O_CLOEXEC)
      #endif
      if descriptor >= 0 {
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
          close(descriptor)
          throw .file(.isDirectory(path: path))
        }
        return descriptor
      }
      switch errno {
      case EINTR: continue
      case ENOENT, ENOTDIR: throw .file(.notFound(path: path))
      default: throw .file(.unreadable(path: path, code: errno))
      }
    }
  }
}
