extension DecimalScanner {
  /// `mantissa · 10^exponent` through the leading 128 bits of the power of five; `nil` where those bits
  /// cannot tell between two neighbours.
  ///
  /// Source: Lemire 2021, algorithm 1; Mushtak and Lemire 2023 on why no further test is needed.
  static func product(
    _ mantissa: UInt64, _ exponent: Int, _ leading: UnsafePointer<UInt64>
  ) -> Double? {
    if mantissa == 0 || exponent < PowersOfFive.smallestExponent { return 0 }
    if exponent > PowersOfFive.largestExponent { return .infinity }
    let zeros = mantissa.leadingZeroBitCount
    let normalised = mantissa << UInt64(zeros)
    let entry = leading + 2 * (exponent - PowersOfFive.smallestExponent)
    var (high, low) = normalised.multipliedFullWidth(by: entry[0])
    let precisionMask = UInt64.max >> 55
    if high & precisionMask == precisionMask {
      let second = normalised.multipliedFullWidth(by: entry[1])
      let sum = low.addingReportingOverflow(second.high)
      low = sum.partialValue
      if sum.overflow { high &+= 1 }
      if low == UInt64.max, exponent < -27 || exponent > 55 { return nil }
    }
    let upperBit = Int(high >> 63)
    var significand = high >> UInt64(upperBit + 64 - 52 - 3)
    var binaryExponent = ((152_170 + 65_536) * exponent) >> 16
    binaryExponent += 63 + upperBit - zeros + 1_023
    if binaryExponent <= 0 {
      if 1 - binaryExponent >= 64 { return 0 }
      significand >>= UInt64(1 - binaryExponent)
      significand = (significand + (significand & 1)) >> 1
      // Rounding up may have made it the smallest normal number; its bits say so by themselves.
      return Double(bitPattern: significand)
    }
    // Exactly halfway is possible only here; then to even, not up.
    if low <= 1, exponent >= -4, exponent <= 23, significand & 3 == 1,
      significand << UInt64(upperBit + 64 - 52 - 3) == high
    {
      significand &= ~1
    }
    significand = (significand + (significand & 1)) >> 1
    if significand >= 1 << 53 {
      significand = 1 << 52
      binaryExponent += 1
    }
    if binaryExponent >= 0x7FF { return .infinity }
    return Double(
      bitPattern: UInt64(binaryExponent) << 52 | significand & ((1 << 52) - 1))
  }

  /// The number from `start` (after the sign) to `end` when it has more digits than 64 bits hold.
  ///
  /// The leading 19 significant digits bracket it; where both ends of the bracket round alike, that is
  /// the answer.
  @inline(never)
  func roundMany(
    _ start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, mark: UInt8, negative: Bool
  ) -> Double {
    var leadingDigits: UInt64 = 0
    var kept = 0
    var beyond = 0
    var exponent = writtenExponent(start, end: end)
    var afterMark = false
    var dropped = false
    var p = start
    while p < end {
      let byte = p.pointee
      p += 1
      if byte == mark {
        afterMark = true
        continue
      }
      let digit = byte &- 48
      if digit > 9 { break }
      if afterMark { exponent -= 1 }
      if kept == 0 && digit == 0 { continue }
      if kept < 19 {
        leadingDigits = leadingDigits * 10 + UInt64(digit)
        kept += 1
      } else {
        beyond += 1
        if digit != 0 { dropped = true }
      }
    }
    if kept == 0 { return negative ? -0.0 : 0 }
    if let low = Self.product(leadingDigits, exponent + beyond, leading) {
      if !dropped { return negative ? -low : low }
      if let high = Self.product(leadingDigits + 1, exponent + beyond, leading), high == low {
        return negative ? -low : low
      }
    }
    var text = ""
    p = start
    while p < end, p.pointee &- 48 < 10 || p.pointee == mark {
      if p.pointee != mark { text.unicodeScalars.append(Unicode.Scalar(p.pointee)) }
      p += 1
    }
    return Self.exactly(mantissa: text, exponent: exponent, negative: negative)
  }

  private func writtenExponent(
    _ start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>
  ) -> Int {
    var p = start
    while p < end, p.pointee | 0x20 != UInt8(ascii: "e") { p += 1 }
    if p == end { return 0 }
    p += 1
    let negative = p.pointee == UInt8(ascii: "-")
    if negative || p.pointee == UInt8(ascii: "+") { p += 1 }
    var exponent = 0
    while p < end {
      if exponent < 1_000_000 { exponent = exponent * 10 + Int(p.pointee &- 48) }
      p += 1
    }
    return negative ? -exponent : exponent
  }

  /// The standard library's conversion, which is exact for any number of digits.
  @inline(never)
  static func exactly(mantissa: String, exponent: Int, negative: Bool) -> Double {
    let magnitude = Double("\(mantissa)e\(exponent)") ?? 0
    return negative ? -magnitude : magnitude
  }
}
