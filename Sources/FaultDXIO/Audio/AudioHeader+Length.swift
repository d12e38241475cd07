extension AudioHeader {
  /// Where the sound ends by the header's account, in bytes from the start of the file; `nil` where it
  /// does not say or the account lies beyond the bytes given.
  static func claimedEnd(_ header: [UInt8]) -> Int? {
    switch FileFormat(Array(header.prefix(FileFormat.headerLength))) {
    case .wave:
      return chunkEnd(header, name: "data", start: 12, isBig: header[3] == UInt8(ascii: "X"))
    case .aiff: return chunkEnd(header, name: "SSND", start: 12, isBig: true)
    case .rf64: return longChunkEnd(header)
    case .wave64: return wave64End(header)
    case .caf: return coreAudioEnd(header)
    default: return nil
    }
  }

  private static func number(
    _ header: [UInt8], _ offset: Int, _ bytes: Int, isBig: Bool
  ) -> UInt64? {
    guard offset >= 0, offset + bytes <= header.count else { return nil }
    let slice = header[offset..<offset + bytes]
    return (isBig ? Array(slice) : slice.reversed()).reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func chunkEnd(
    _ header: [UInt8], name: String, start: Int, isBig: Bool
  ) -> Int? {
    var offset = start
    while let size = number(header, offset + 4, 4, isBig: isBig) {
      if header[offset..<offset + 4].elementsEqual(name.utf8) {
        // Zero and all ones are what a writer leaves that could not go back: no claim.
        return size == 0 || size >= 0xFFFF_FF00 ? nil : offset + 8 + Int(size)
      }
      offset += 8 + Int(size) + Int(size % 2)
    }
    return nil
  }

  private static func longChunkEnd(_ header: [UInt8]) -> Int? {
    guard header.count >= 48, header[12..<16].elementsEqual("ds64".utf8),
      let size = number(header, 28, 8, isBig: false), size > 0, size < 1 << 60
    else { return nil }
    var offset = 12
    while let here = number(header, offset + 4, 4, isBig: false) {
      if header[offset..<offset + 4].elementsEqual("data".utf8) { return offset + 8 + Int(size) }
      offset += 8 + Int(here) + Int(here % 2)
    }
    return nil
  }

  private static func wave64End(_ header: [UInt8]) -> Int? {
    var offset = 40
    while let size = number(header, offset + 16, 8, isBig: false), size >= 24, size < 1 << 60 {
      if header[offset..<offset + 4].elementsEqual("data".utf8) { return offset + Int(size) }
      offset += (Int(size) + 7) / 8 * 8
    }
    return nil
  }

  private static func coreAudioEnd(_ header: [UInt8]) -> Int? {
    var offset = 8
    while let size = number(header, offset + 4, 8, isBig: true), size < 1 << 60 {
      if header[offset..<offset + 4].elementsEqual("data".utf8) { return offset + 12 + Int(size) }
      offset += 12 + Int(size)
    }
    return nil
  }
}
