import FaultDXSignal

/// A number that is not negative with so many digits after the point, correctly rounded.
///
/// Rounds the exact binary value, ties to even, as C's and Python's `%.2f` do, but never writes the decimal
/// comma of the process's locale.
///
/// - Precondition: `value` is finite and from 0 to 2⁵³, `digits` from 0 to 9.
func fixedPoint(_ value: Double, digits: Int) -> String {
  require(
    value >= 0 && value <= 0x1p53 && (0...9).contains(digits),
    "cannot write \(value) with \(digits) digits")
  let scale = (0..<digits).reduce(UInt128(1)) { product, _ in product * 10 }
  let rounded: UInt128
  if value == 0 {
    rounded = 0
  } else {
    // value = significand · 2^exponent with a whole significand of at most 53 bits.
    let exponent = Int(value.exponent) - 52
    let significand = UInt128(value.significandBitPattern | 1 << 52)
    let scaled = significand * scale
    if exponent >= 0 {
      rounded = scaled << UInt128(exponent)
    } else if exponent < -120 {
      rounded = 0
    } else {
      let shift = UInt128(-exponent)
      let whole = scaled >> shift
      let rest = scaled - whole << shift
      let half = UInt128(1) << (shift - 1)
      rounded = rest > half || (rest == half && whole % 2 == 1) ? whole + 1 : whole
    }
  }
  if digits == 0 { return String(rounded) }
  let fraction = String(rounded % scale)
  let zeros = String(repeating: "0", count: digits - fraction.count)
  return "\(rounded / scale).\(zeros)\(fraction)"
}
