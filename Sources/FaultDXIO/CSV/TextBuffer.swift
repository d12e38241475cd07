/// The part of a text that is being parsed: whole lines in one stretch of memory, refilled in blocks.
///
/// The parser works on `start ..< end` and asks for more when a line is not complete; the unparsed rest
/// then moves to the front. Behind `end` there are always zero bytes, which end every number and every
/// field, so that scanning needs no bounds checks. UTF-16 is turned into UTF-8 on the way in.
package final class TextBuffer {
  static let padding = 32

  let file: String
  private let source: ByteSource
  private let blockSize: Int
  /// The longest line that is read, in bytes.
  private let longestLine: Int
  private(set) var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// The first byte that was not parsed yet.
  var start = 0
  /// Behind the last byte that was read.
  private(set) var end = 0
  /// Whether the source has no more bytes.
  private(set) var atEnd = false
  private var decoder: UTF16Decoder?

  /// Opens the text, skips a byte order mark and reads the first block.
  package init(
    _ source: ByteSource, blockSize: Int = 1 << 20, longestLine: Int = 16 << 20
  ) throws(ReadingError) {
    self.longestLine = longestLine
    self.source = source
    self.blockSize = blockSize
    file = source.name
    capacity = 2 * blockSize
    base = .allocate(capacity: capacity + Self.padding)
    base.initialize(repeating: 0, count: capacity + Self.padding)
    try fill()
    while end < 3 && !atEnd { try fill() }
    if end >= 3, base[0] == 0xEF, base[1] == 0xBB, base[2] == 0xBF {
      start = 3
    } else if end >= 2, base[0] == 0xFF, base[1] == 0xFE {
      try decodeFirstBlock(bigEndian: false)
    } else if end >= 2, base[0] == 0xFE, base[1] == 0xFF {
      try decodeFirstBlock(bigEndian: true)
    }
  }

  /// A text that is there as a whole; `nil` where it cannot be filled in.
  init?(file: String, count: Int, fill: (UnsafeMutableRawBufferPointer) -> Bool) {
    self.file = file
    source = ByteSource(bytes: [], name: file)
    blockSize = 1
    longestLine = .max
    capacity = count
    base = .allocate(capacity: count + Self.padding)
    (base + count).initialize(repeating: 0, count: Self.padding)
    end = count
    atEnd = true
    guard fill(UnsafeMutableRawBufferPointer(start: base, count: count)) else { return nil }
  }

  deinit { base.deallocate() }

  /// What was not parsed yet, for threads to read; `nil` where it can be read only once or is decoded on
  /// the way.
  var rest: SharedBytes? {
    decoder == nil ? source.shared(from: source.position - (end - start)) : nil
  }

  /// Gets more text behind what there is.
  ///
  /// - Throws: where the unfinished line is longer than is allowed.
  func refill(line: Int) throws(ReadingError) {
    guard end - start <= longestLine else {
      throw .line(
        file: file, line: line, message: "the line is longer than \(longestLine >> 20) MiB")
    }
    try fill()
  }

  /// Gets more text whatever the length of the line, for those who take all of it.
  func readMore() throws(ReadingError) { try fill() }

  private func fill() throws(ReadingError) {
    if atEnd { return }
    if start > 0 {
      base.update(from: base + start, count: end - start)
      end -= start
      start = 0
    }
    // UTF-16 grows to at most three bytes for two.
    let room = decoder == nil ? blockSize : 2 * blockSize
    if end + room > capacity {
      let larger = max(2 * capacity, end + room)
      let grown = UnsafeMutablePointer<UInt8>.allocate(capacity: larger + Self.padding)
      grown.initialize(from: base, count: end)
      base.deallocate()
      base = grown
      capacity = larger
    }
    if var decoder {
      let block = try withUnsafeTemporaryBlock(blockSize) { (raw) throws(ReadingError) in
        let count = try source.read(into: raw)
        if count == 0 { atEnd = true }
        return decoder.decode(UnsafeRawBufferPointer(rebasing: raw[..<count]), isLast: count == 0)
      }
      self.decoder = decoder
      append(block)
    } else {
      let count = try source.read(
        into: UnsafeMutableRawBufferPointer(start: base + end, count: blockSize))
      if count == 0 { atEnd = true }
      end += count
    }
    (base + end).initialize(repeating: 0, count: Self.padding)
  }

  private func decodeFirstBlock(bigEndian: Bool) throws(ReadingError) {
    var decoder = UTF16Decoder(bigEndian: bigEndian)
    let raw = UnsafeRawBufferPointer(start: base + 2, count: end - 2)
    let text = decoder.decode(raw, isLast: atEnd)
    self.decoder = decoder
    end = 0
    append(text)
    (base + end).initialize(repeating: 0, count: Self.padding)
  }

  private func append(_ text: [UInt8]) {
    if end + text.count > capacity {
      let larger = 2 * (end + text.count)
      let grown = UnsafeMutablePointer<UInt8>.allocate(capacity: larger + Self.padding)
      grown.initialize(from: base, count: end)
      base.deallocate()
      base = grown
      capacity = larger
    }
    text.withUnsafeBufferPointer { bytes in
      if let first = bytes.baseAddress { (base + end).update(from: first, count: bytes.count) }
    }
    end += text.count
  }

  private func withUnsafeTemporaryBlock(
    _ count: Int,
    _ body: (UnsafeMutableRawBufferPointer) throws(ReadingError) -> [UInt8]
  ) throws(ReadingError) -> [UInt8] {
    let raw = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
    defer { raw.deallocate() }
    return try body(raw)
  }
}

/// UTF-16 in blocks to UTF-8; what is not UTF-16 becomes U+FFFD.
struct UTF16Decoder {
  let bigEndian: Bool
  private var oddByte: UInt8?
  private var highSurrogate: UInt16?

  init(bigEndian: Bool) { self.bigEndian = bigEndian }

  mutating func decode(_ bytes: UnsafeRawBufferPointer, isLast: Bool) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 3 / 2 + 8)
    for byte in bytes {
      guard let first = oddByte else {
        oddByte = byte
        continue
      }
      oddByte = nil
      let unit = bigEndian ? UInt16(first) << 8 | UInt16(byte) : UInt16(byte) << 8 | UInt16(first)
      append(unit, to: &text)
    }
    if isLast, oddByte != nil || highSurrogate != nil {
      Self.append(0xFFFD, to: &text)
      oddByte = nil
      highSurrogate = nil
    }
    return text
  }

  private mutating func append(_ unit: UInt16, to text: inout [UInt8]) {
    if let high = highSurrogate {
      highSurrogate = nil
      if (0xDC00...0xDFFF).contains(unit) {
        Self.append(0x10000 + (UInt32(high) - 0xD800) << 10 + UInt32(unit) - 0xDC00, to: &text)
        return
      }
      Self.append(0xFFFD, to: &text)
    }
    switch unit {
    case 0xD800...0xDBFF: highSurrogate = unit
    case 0xDC00...0xDFFF: Self.append(0xFFFD, to: &text)
    default: Self.append(UInt32(unit), to: &text)
    }
  }

  private static func append(_ scalar: UInt32, to text: inout [UInt8]) {
    switch scalar {
    case ..<0x80: text.append(UInt8(scalar))
    case ..<0x800:
      text.append(0xC0 | UInt8(scalar >> 6))
      text.append(0x80 | UInt8(scalar & 0x3F))
    case ..<0x10000:
      text.append(0xE0 | UInt8(scalar >> 12))
      text.append(0x80 | UInt8(scalar >> 6 & 0x3F))
      text.append(0x80 | UInt8(scalar & 0x3F))
    default:
      text.append(0xF0 | UInt8(scalar >> 18))
      text.append(0x80 | UInt8(scalar >> 12 & 0x3F))
      text.append(0x80 | UInt8(scalar >> 6 & 0x3F))
      text.append(0x80 | UInt8(scalar & 0x3F))
    }
  }
}
