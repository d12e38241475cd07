/// Reads decimal numbers from bytes, correctly rounded: bit for bit what `strtod` gives in the C locale.
///
/// Three steps, each exact: up to 2^53 and 10^±22 one multiplication or division (Clinger 1990); then a
/// 128-bit product (Eisel and Lemire, see ``PowersOfFive``); and where that cannot tell, the standard
/// library's exact conversion. The grammar is `[+-] digits [mark digits] [e [+-] digits]` with at least
/// one digit; hexadecimal, `inf` and `nan` are not numbers here.
package struct DecimalScanner {
  let exact = PowersOfFive.shared.exact
  let leading = PowersOfFive.shared.leading
  let whole = PowersOfFive.shared.whole

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
    var p = cursor
    // Signs of a signal are as random as can be: a branch would be mispredicted every other time.
    let isNegative: UInt64 = p.pointee == UInt8(ascii: "-") ? 1 : 0
    p += Int(isNegative)
    if p.pointee == UInt8(ascii: "+"), isNegative == 0 { p += 1 }
    var mantissa: UInt64 = 0
    let digitsStart = p
    if p[1] == mark, p.pointee &- 48 < 10 {
      mantissa = UInt64(p.pointee &- 48)
      p += 1
    } else {
      scanDigits(&p, into: &mantissa)
    }
    var digits = p - digitsStart
    var exponent = 0
    if p.pointee == mark {
      p += 1
      let fraction = p
      scanDigits(&p, into: &mantissa)
      exponent = fraction - p
      digits -= exponent
    }
    if digits == 0 { return false }
    let magnitude: Double
    if p.pointee | 0x20 == UInt8(ascii: "e") || digits > 19 {
      guard
        let end = finish(
          digitsStart, digits: digits, end: p, mantissa: mantissa, exponent: exponent, mark: mark,
          into: &value)
      else { return false }
      if isNegative == 1 { value.negate() }
      cursor = end
      return true
    }
    if mantissa <= 1 << 53, exponent >= -22 {
      magnitude = Double(Int64(bitPattern: mantissa)) / exact[-exponent]
    } else {
      magnitude = rounded(mantissa, exponent)
    }
    value = Double(bitPattern: magnitude.bitPattern | isNegative << 63)
    cursor = p
    return true
  }

  /// What few numbers need: an exponent, or more digits than 64 bits hold; returns where the number ends.
  @inline(never)
  private func finish(
    _ start: UnsafePointer<UInt8>, digits: Int, end: UnsafePointer<UInt8>, mantissa: UInt64,
    exponent: Int, mark: UInt8, into value: inout Double
  ) -> UnsafePointer<UInt8>? {
    var p = end
    var exponent = exponent
    if p.pointee | 0x20 == UInt8(ascii: "e") {
      guard let written = Self.scanExponent(&p) else { return nil }
      exponent &+= written
    }
    if digits > 19, Self.significantDigits(start, count: digits, mark: mark) > 19 {
      value = roundMany(start, end: p, mark: mark, negative: false)
    } else if mantissa <= 1 << 53, exponent >= -22, exponent <= 22 {
      let whole = Double(mantissa)
      value = exponent < 0 ? whole / exact[-exponent] : whole * exact[exponent]
    } else {
      value = rounded(mantissa, exponent)
    }
    return p
  }

  /// `mantissa · 10^exponent`, correctly rounded.
  @inline(never)
  private func rounded(_ mantissa: UInt64, _ exponent: Int) -> Double {
    Self.product(mantissa, exponent, leading)
      ?? Self.exactly(mantissa: String(mantissa), exponent: exponent, negative: false)
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
  static func load(_ p: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(p).loadUnaligned(as: UInt64.self))
  }

  /// Appends the digits at the cursor to a number and moves past them, eight bytes at a time.
  @inline(__always)
  func scanDigits(_ p: inout UnsafePointer<UInt8>, into number: inout UInt64) {
    while true {
      let digits = Self.load(p) ^ 0x3030_3030_3030_3030
      // Adding 0x76 carries into the highest bit of a byte that is above 9. Carries into the next byte do
      // not matter: only the first that is no digit counts.
      let others = ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080
      if others == 0 {
        number = number &* 100_000_000 &+ Self.valueOfEightDigits(digits)
        p += 8
        continue
      }
      let bits = others.trailingZeroBitCount & ~7
      if bits > 0 {
        // Moved up, they are the last of eight, with zeros before them.
        number =
          number &* whole[bits >> 3] &+ Self.valueOfEightDigits(digits &<< UInt64(64 - bits))
        p += bits >> 3
      }
      return
    }
  }

  @inline(__always)
  private static func valueOfEightDigits(_ digits: UInt64) -> UInt64 {
    // Pairs, then fours, then all eight, each step one multiplication in parallel lanes.
    var value = (digits &* 10 &+ (digits >> 8)) & 0x00FF_00FF_00FF_00FF
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
