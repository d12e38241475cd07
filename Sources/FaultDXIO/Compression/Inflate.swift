/// Unpacks deflated data (RFC 1951), bare as in ZIP archives or as zlib wraps it (RFC 1950), within a given
/// size, with every length and distance checked.
struct Inflate {
  enum Failure: Error, Equatable {
    case notCompressed, cut, damaged, tooLarge, checksum

    var message: String {
      switch self {
      case .notCompressed: "expected compressed data"
      case .cut: "the compressed data is cut short"
      case .damaged: "the compressed data is damaged"
      case .tooLarge: "the compressed data unfolds to more than is allowed"
      case .checksum: "the compressed data does not match its checksum"
      }
    }
  }

  private let input: ArraySlice<UInt8>
  private var position: Int
  private var bits: UInt64 = 0
  private var bitCount = 0
  private var output: [UInt8] = []
  private let limit: Int

  private init(_ input: ArraySlice<UInt8>, limit: Int) {
    self.input = input
    self.limit = limit
    position = input.startIndex
  }

  /// Unpacks zlib data: a header, deflated blocks, and a sum that must agree.
  static func unpack(_ input: ArraySlice<UInt8>, limit: Int) throws(Failure) -> [UInt8] {
    var inflate = Inflate(input, limit: limit)
    return try inflate.zlib()
  }

  /// Unpacks bare deflated blocks, which must end where the input does.
  static func unpackBlocks(_ input: ArraySlice<UInt8>, limit: Int) throws(Failure) -> [UInt8] {
    var inflate = Inflate(input, limit: limit)
    try inflate.blocks()
    guard inflate.position == input.endIndex, inflate.bitCount < 8 else { throw .damaged }
    return inflate.output
  }

  private mutating func zlib() throws(Failure) -> [UInt8] {
    let header = try (number(8), number(8))
    guard header.0 & 15 == 8, header.0 >> 4 <= 7, (header.0 << 8 | header.1) % 31 == 0,
      header.1 & 0x20 == 0
    else { throw .notCompressed }
    try blocks()
    drop(bitCount % 8)
    var sum = 0
    for _ in 0..<4 { sum = try sum << 8 | number(8) }
    guard sum == Self.adler(output) else { throw .checksum }
    return output
  }

  private mutating func blocks() throws(Failure) {
    while true {
      let isLast = try number(1) == 1
      switch try number(2) {
      case 0: try stored()
      case 1: try compressed(Self.fixedLengths, Self.fixedDistances)
      case 2:
        let (lengths, distances) = try codes()
        try compressed(lengths, distances)
      default: throw .damaged
      }
      if isLast { return }
    }
  }

  // MARK: Bits

  private mutating func fill(_ count: Int) {
    while bitCount < count, position < input.endIndex {
      bits |= UInt64(input[position]) << UInt64(bitCount)
      position += 1
      bitCount += 8
    }
  }

  private mutating func drop(_ count: Int) {
    bits >>= UInt64(count)
    bitCount -= count
  }

  private mutating func number(_ count: Int) throws(Failure) -> Int {
    fill(count)
    guard bitCount >= count else { throw .cut }
    let value = Int(bits & ((1 << UInt64(count)) - 1))
    drop(count)
    return value
  }

  private mutating func symbol(_ code: Code) throws(Failure) -> Int {
    fill(15)
    let entry = Int(code.table[Int(bits & UInt64(code.table.count - 1))])
    guard entry != 0 else { throw bitCount < 15 ? .cut : .damaged }
    let length = entry & 15
    guard bitCount >= length else { throw .cut }
    drop(length)
    return entry >> 4
  }

  // MARK: Blocks

  private mutating func stored() throws(Failure) {
    drop(bitCount % 8)
    let length = try number(16)
    guard try number(16) == ~length & 0xFFFF else { throw .damaged }
    guard output.count + length <= limit else { throw .tooLarge }
    for _ in 0..<length { output.append(UInt8(try number(8))) }
  }

  private mutating func compressed(_ lengths: Code, _ distances: Code) throws(Failure) {
    while true {
      let symbol = try symbol(lengths)
      if symbol < 256 {
        guard output.count < limit else { throw .tooLarge }
        output.append(UInt8(symbol))
      } else if symbol == 256 {
        return
      } else {
        guard symbol <= 285 else { throw .damaged }
        let length = try Self.lengthBase[symbol - 257] + number(Self.lengthExtra[symbol - 257])
        let slot = try self.symbol(distances)
        guard slot < 30 else { throw .damaged }
        let distance = try Self.distanceBase[slot] + number(Self.distanceExtra[slot])
        guard distance <= output.count else { throw .damaged }
        guard output.count + length <= limit else { throw .tooLarge }
        let start = output.count - distance
        for index in 0..<length { output.append(output[start + index]) }
      }
    }
  }

  private mutating func codes() throws(Failure) -> (Code, Code) {
    let lengthCount = try number(5) + 257
    let distanceCount = try number(5) + 1
    let orderCount = try number(4) + 4
    guard lengthCount <= 286, distanceCount <= 30 else { throw .damaged }
    var widths = [UInt8](repeating: 0, count: 19)
    for index in 0..<orderCount { widths[Self.order[index]] = UInt8(try number(3)) }
    guard let widthCode = Code(widths) else { throw .damaged }
    var all: [UInt8] = []
    while all.count < lengthCount + distanceCount {
      switch try symbol(widthCode) {
      case let width where width < 16: all.append(UInt8(width))
      case 16:
        guard let last = all.last else { throw .damaged }
        all += Array(repeating: last, count: 3 + (try number(2)))
      case 17: all += Array(repeating: 0, count: 3 + (try number(3)))
      default: all += Array(repeating: 0, count: 11 + (try number(7)))
      }
    }
    guard all.count == lengthCount + distanceCount, all[256] != 0,
      let lengths = Code(Array(all[..<lengthCount])),
      let distances = Code(Array(all[lengthCount...]))
    else { throw .damaged }
    return (lengths, distances)
  }

  /// A prefix code as one table over the next bits: symbol and length in each entry, zero for none.
  private struct Code {
    var table: [UInt16]

    init?(_ lengths: [UInt8]) {
      var counts = [Int](repeating: 0, count: 16)
      for length in lengths { counts[Int(length)] += 1 }
      counts[0] = 0
      let widest = counts.lastIndex { $0 > 0 } ?? 0
      table = Array(repeating: 0, count: 1 << max(widest, 1))
      var next = [Int](repeating: 0, count: 17)
      var room = 1
      for length in 1...15 {
        room = room << 1 - counts[length]
        if room < 0 { return nil }
        next[length + 1] = (next[length] + counts[length]) << 1
      }
      for (symbol, length) in lengths.enumerated() where length > 0 {
        let width = Int(length)
        var reversed = 0
        for bit in 0..<width where next[width] >> bit & 1 == 1 {
          reversed |= 1 << (width - 1 - bit)
        }
        next[width] += 1
        for index in stride(from: reversed, to: table.count, by: 1 << width) {
          table[index] = UInt16(symbol << 4 | width)
        }
      }
    }
  }

  private static func adler(_ bytes: [UInt8]) -> Int {
    var a: UInt32 = 1
    var b: UInt32 = 0
    var index = 0
    while index < bytes.count {
      // 5552 is the most bytes that cannot overflow 32 bits before the remainder is taken.
      let end = min(index + 5_552, bytes.count)
      while index < end {
        a &+= UInt32(bytes[index])
        b &+= a
        index += 1
      }
      a %= 65_521
      b %= 65_521
    }
    return Int(b) << 16 | Int(a)
  }

  private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
  private static let lengthExtra = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private static let lengthBase = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163,
    195, 227, 258,
  ]
  private static let distanceExtra = (0..<30).map { max(0, $0 / 2 - 1) }
  private static let distanceBase = distanceExtra.reduce(into: [1]) { bases, extra in
    bases.append((bases.last ?? 1) + 1 << extra)
  }
  private static let fixedLengths = fixed(
    (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
  private static let fixedDistances = fixed(Array(repeating: 5, count: 30))

  private static func fixed(_ lengths: [UInt8]) -> Code {
    guard let code = Code(lengths) else { fatalError("the fixed codes of RFC 1951 are complete") }
    return code
  }
}
