#if SoundFiles
  import CSndFile

  /// Bytes in memory as libsndfile's callbacks want to see them.
  final class MemoryFile {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private func seek(_ offset: Int, whence: Int32) -> Int {
      let origin =
        switch whence {
        case 0: 0
        case 1: position
        default: bytes.count
        }
      let (target, overflow) = origin.addingReportingOverflow(offset)
      if overflow || target < 0 { return -1 }
      position = target
      return position
    }

    private func read(_ destination: UnsafeMutableRawPointer, _ count: Int) -> Int {
      let available = max(0, min(count, bytes.count - position))
      guard available > 0 else { return 0 }
      bytes.withUnsafeBytes { raw in
        UnsafeMutableRawBufferPointer(start: destination, count: available)
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: raw[position..<position + available]))
      }
      position += available
      return available
    }

    private static func of(_ pointer: UnsafeMutableRawPointer?) -> MemoryFile? {
      pointer.map { Unmanaged<MemoryFile>.fromOpaque($0).takeUnretainedValue() }
    }

    static var calls: SF_VIRTUAL_IO {
      SF_VIRTUAL_IO(
        get_filelen: { sf_count_t(MemoryFile.of($0)?.bytes.count ?? 0) },
        seek: { sf_count_t(MemoryFile.of($2)?.seek(Int($0), whence: $1) ?? -1) },
        read: { destination, count, file in
          guard let destination, let memory = MemoryFile.of(file) else { return 0 }
          return sf_count_t(memory.read(destination, Int(count)))
        },
        write: { _, _, _ in 0 },
        tell: { sf_count_t(MemoryFile.of($0)?.position ?? 0) })
    }
  }
#endif
