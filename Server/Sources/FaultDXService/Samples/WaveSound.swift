/// A WAV file in memory, read without a line of C: what comes from the network is nobody's to trust.
///
/// PCM of 8, 16, 24 and 32 bits, whole numbers scaled to -1…1 as sound files are, and floating-point numbers of 32 and 64
/// bits as they are.
struct WaveSound {
  var samples: [Float]
  var channels: Int
  var sampleRate: Double

  private enum Coding { case unsigned8, signed16, signed24, signed32, float32, float64 }

  /// - Throws: `ServiceError` where the bytes are no WAV file, are cut off, or hold too much.
  init(_ bytes: [UInt8], _ limits: ServiceLimits) throws(ServiceError) {
    var cursor = LittleEndianCursor(bytes)
    guard bytes.count >= 12, bytes.starts(with: "RIFF".utf8),
      bytes[8..<12].elementsEqual("WAVE".utf8)
    else { throw .malformed("a WAV file begins with RIFF and WAVE") }
    cursor.position = 12
    var format: (coding: Coding, channels: Int, rate: Double)?
    while cursor.left >= 8 {
      let name = bytes[cursor.position..<cursor.position + 4]
      cursor.position += 4
      let size = cursor.number(4)
      if name.elementsEqual("fmt ".utf8) {
        guard (16...1024).contains(size), size <= cursor.left else {
          throw .malformed("a WAV file with a format of \(size) bytes")
        }
        format = try Self.format(cursor, size: size, limits)
      } else if name.elementsEqual("data".utf8) {
        guard let format else {
          throw .malformed("a WAV file whose samples come before their format")
        }
        guard size <= cursor.left else {
          throw .malformed(
            "a WAV file that is cut off: \(size) bytes of samples are promised, \(cursor.left) are there"
          )
        }
        (channels, sampleRate) = (format.channels, format.rate)
        samples = try Self.decode(
          bytes[cursor.position..<cursor.position + size], format.coding, channels: channels,
          limits)
        return
      }
      let step = size + size % 2
      guard step <= cursor.left else { break }
      cursor.position += step
    }
    throw .malformed("a WAV file without samples")
  }

  private static func format(
    _ start: LittleEndianCursor, size: Int, _ limits: ServiceLimits
  ) throws(ServiceError) -> (Coding, Int, Double) {
    var cursor = start
    var tag = cursor.number(2)
    let channels = cursor.number(2)
    let rate = cursor.number(4)
    cursor.position += 6
    let bits = cursor.number(2)
    if tag == 0xFFFE {
      guard size >= 40 else { throw .malformed("a WAV file whose extended format is cut off") }
      cursor.position += 8
      tag = cursor.number(2)
    }
    guard 1...limits.channels ~= channels else {
      throw .tooLarge("a WAV file of \(channels) channels, expected 1 to \(limits.channels)")
    }
    guard 1...1_000_000_000 ~= rate else {
      throw .malformed("a WAV file at \(rate) Hz")
    }
    let coding: Coding
    switch (tag, bits) {
    case (1, 8): coding = .unsigned8
    case (1, 16): coding = .signed16
    case (1, 24): coding = .signed24
    case (1, 32): coding = .signed32
    case (3, 32): coding = .float32
    case (3, 64): coding = .float64
    default:
      throw ServiceError(
        415, "unsupported_format",
        "a WAV file of format \(tag) with \(bits) bits; expected PCM of 8, 16, 24 or 32 bits or floats"
      )
    }
    return (coding, channels, Double(rate))
  }

  private static func decode(
    _ bytes: ArraySlice<UInt8>, _ coding: Coding, channels: Int, _ limits: ServiceLimits
  ) throws(ServiceError) -> [Float] {
    let width =
      switch coding {
      case .unsigned8: 1
      case .signed16: 2
      case .signed24: 3
      case .signed32, .float32: 4
      case .float64: 8
      }
    guard bytes.count % (width * channels) == 0 else {
      throw .malformed(
        "a WAV file of \(bytes.count) bytes of samples, which are no whole frames of \(width * channels)"
      )
    }
    let count = bytes.count / width
    guard count <= limits.samples else {
      throw .tooLarge("\(count) samples, expected at most \(limits.samples)")
    }
    return bytes.withUnsafeBytes { raw in
      func word<Number: FixedWidthInteger>(_ index: Int, _ type: Number.Type) -> Number {
        Number(littleEndian: raw.loadUnaligned(fromByteOffset: index * width, as: type))
      }
      return (0..<count).map { index in
        switch coding {
        case .unsigned8: (Float(raw[index]) - 128) / 128
        case .signed16: Float(word(index, Int16.self)) / 32_768
        case .signed24:
          Float(
            Int32(raw[3 * index]) << 8 | Int32(raw[3 * index + 1]) << 16
              | Int32(truncatingIfNeeded: UInt32(raw[3 * index + 2]) << 24)) / 2_147_483_648
        case .signed32: Float(word(index, Int32.self)) / 2_147_483_648
        case .float32: Float(bitPattern: word(index, UInt32.self))
        case .float64: Float(Double(bitPattern: word(index, UInt64.self)))
        }
      }
    }
  }
}

/// Reads whole numbers, the least significant byte first.
struct LittleEndianCursor {
  let bytes: [UInt8]
  var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Bytes that follow.
  var left: Int { bytes.count - position }

  /// - Precondition: so many bytes are left.
  mutating func number(_ width: Int) -> Int {
    var value = 0
    for offset in 0..<width { value |= Int(bytes[position + offset]) << (8 * offset) }
    position += width
    return value
  }
}
