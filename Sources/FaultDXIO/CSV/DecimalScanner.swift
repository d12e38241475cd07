/// Reads decimal numbers from bytes, correctly rounded: bit for bit what `strtod` gives in the C locale.
///
/// Three steps, each exact: up to 2^53 and 10^±22 one multiplication or division (Clinger 1990); then a
/// 128-bit product (Eisel and Lemire, see ``PowersOfFive``); and where that cannot tell, the standard
/// library's exact conversion. The grammar is `[+-] digits [mark digits] [e [+-] digits]` with at least
/// one digit; hexadecimal, `inf` and `nan` are not numbers here.
package struct DecimalScanner {
  let exact = PowersOfFive.shared.exact
  let leading = PowersOfFive.shared.leading

  /// A scanner; all of them share one table.
  package init() {}

  /// Reads the number at the cursor and moves past it; leaves the cursor alone where there is none.
  ///
  /// The bytes must end in something that no number holds (a zero byte will do) and be readable for
  /// eight bytes beyond that.
  #if compiler(>=6.3)
    @inline(always)
  #else
    @inline(__always)
  #endif
  func scan(
    _ cursor: inout UnsafePointer<UInt8>, mark: UInt8, into value: inout Double
  ) -> Bool {
    let start = cursor
    var p = start
    var negative = false
    if p.pointee == UInt8(ascii: "-") {
      negative = true
      p += 1
    } else if p.pointee == UInt8(ascii: "+") {
      p += 1
    }
    var mantissa: UInt64 = 0
    let digitsStart = p
    var digit = p.pointee &- 48
    while digit < 10 {
      mantissa = mantissa &* 10 &+ UInt64(digit)
      p += 1
      digit = p.pointee &- 48
    }
    var digits = p - digitsStart
    var exponent = 0
    if p.pointee == mark {
      p += 1
      let fraction = p
      var eight = Self.load(p)
      while Self.isEightDigits(eight) {
        mantissa = mantissa &* 100_000_000 &+ Self.valueOfEightDigits(eight)
        p += 8
        eight = Self.load(p)
      }
      digit = p.pointee &- 48
      while digit < 10 {
        mantissa = mantissa &* 10 &+ UInt64(digit)
        p += 1
        digit = p.pointee &- 48
      }
      exponent = fraction - p
      digits -= exponent
    }
    if digits == 0 { return false }
    if p.pointee | 0x20 == UInt8(ascii: "e") {
      guard let written = Self.scanExponent(&p) else { return false }
      exponent &+= written
    }
    if digits > 19, Self.significantDigits(digitsStart, count: digits, mark: mark) > 19 {
      value = roundMany(digitsStart, end: p, mark: mark, negative: negative)
    } else if mantissa <= 1 << 53, exponent >= -22, exponent <= 22 {
      let whole = Double(mantissa)
      let magnitude = exponent < 0 ? whole / exact[-exponent] : whole * exact[exponent]
      value = negative ? -magnitude : magnitude
    } else if let magnitude = Self.product(mantissa, exponent, leading) {
      value = negative ? -magnitude : magnitude
    } else {
      value = Self.exactly(mantissa: String(mantissa), exponent: exponent, negative: negative)
    }
    cursor = p
    return true
  }

  /// The number that the bytes are, from first to last, or `nil`.
  ///
  /// Needs no padding; for the places where speed does not matter.
  package func number(_ text: some Collection<UInt8>, mark: UInt8 = UInt8(ascii: ".")) -> Double? {
    var padded = Array(text)
    let count = padded.count
    padded.append(contentsOf: repeatElement(0, count: 16))
    return padded.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return nil }
      var cursor = base
      var value = 0.0
      guard scan(&cursor, mark: mark, into: &value), cursor == base + count else { return nil }
      return value
    }
  }

  @inline(__always)
  private static func load(_ p: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(p).loadUnaligned(as: UInt64.self))
  }

  @inline(__always)
  private static func isEightDigits(_ bytes: UInt64) -> Bool {
    // A digit is 0x30 … 0x39: the high nibble is 3, and stays 3 when 6 is added.
    (bytes & 0xF0F0_F0F0_F0F0_F0F0)
      | (((bytes &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0) >> 4)
      == 0x3333_3333_3333_3333
  }

  @inline(__always)
  private static func valueOfEightDigits(_ bytes: UInt64) -> UInt64 {
    // Pairs, then fours, then all eight, each step one multiplication in parallel lanes.
    var value = bytes & 0x0F0F_0F0F_0F0F_0F0F
    value = (value &* 10 &+ (value >> 8)) & 0x00FF_00FF_00FF_00FF
    value = (value &* 100 &+ (value >> 16)) & 0x0000_FFFF_0000_FFFF
    return (value &* 10_000 &+ (value >> 32)) & 0xFFFF_FFFF
  }

  /// How many of the digits (a mark among them or not) count: leading zeros do not.
  private static func significantDigits(
    _ start: UnsafePointer<UInt8>, count: Int, mark: UInt8
  ) -> Int {
    var p = start
    var left = count
    while left > 0, p.pointee == UInt8(ascii: "0") || p.pointee == mark {
      if p.pointee != mark { left -= 1 }
      p += 1
    }
    return left
  }

  @inline(__always)
  private static func scanExponent(_ p: inout UnsafePointer<UInt8>) -> Int? {
    var q = p + 1
    var negative = false
    if q.pointee == UInt8(ascii: "-") {
      negative = true
      q += 1
    } else if q.pointee == UInt8(ascii: "+") {
      q += 1
    }
    let start = q
    var exponent = 0
    var digit = q.pointee &- 48
    while digit < 10 {
      if exponent < 1_000_000 { exponent = exponent &* 10 &+ Int(digit) }
      q += 1
      digit = q.pointee &- 48
    }
    if q == start { return nil }
    p = q
    return negative ? -exponent : exponent
  }
}
