/// Numbers on pages and in drawings: the same text for the same number, in every locale.
enum NumberText {
  /// A fixed count of decimals.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return "–" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let rounded = (value.magnitude * scale).rounded()
    guard rounded < 1e15 else { return exponential(value, digits: 4) }
    let digits = String(Int(rounded))
    let all = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let sign = value < 0 && rounded > 0 ? "-" : ""
    return decimals == 0 ? sign + all : "\(sign)\(all.dropLast(decimals)).\(all.suffix(decimals))"
  }

  /// A place in a drawing: two decimals at most, none that says nothing.
  static func coordinate(_ value: Double) -> String {
    var text = fixed(value, 2)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  /// So many digits that count; very large and very small numbers with a power of ten.
  static func significant(_ value: Double, digits: Int = 3) -> String {
    guard value.isFinite else { return "–" }
    if value == 0 { return "0" }
    let power = exponent(of: value)
    if power < -4 || power >= 6 { return exponential(value, digits: digits) }
    return fixed(value, max(0, digits - 1 - power))
  }

  /// As many digits as it has, four behind the point at most: `12000`, `0.5`.
  static func short(_ value: Double) -> String {
    var text = fixed(value, 4)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  /// A share as a percentage with one decimal.
  static func percent(_ share: Double) -> String { "\(fixed(share * 100, 1)) %" }

  /// A p value: `0.034`, `<0.0001`.
  static func probability(_ p: Double) -> String {
    p.isFinite ? p < 1e-4 ? "<0.0001" : fixed(p, p < 0.01 ? 4 : p < 0.1 ? 3 : 2) : "–"
  }

  /// A difference of shares in points: `+3.1`.
  static func points(_ difference: Double) -> String {
    (difference < 0 ? "-" : "+") + fixed(abs(100 * difference), 1)
  }

  /// A count with its noun: `1 window`, `12 windows`.
  static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  /// The power of ten of the first digit.
  static func exponent(of value: Double) -> Int {
    var (power, magnitude) = (0, value.magnitude)
    guard magnitude > 0, magnitude.isFinite else { return 0 }
    while magnitude >= 10 {
      magnitude /= 10
      power += 1
    }
    while magnitude < 1 {
      magnitude *= 10
      power -= 1
    }
    return power
  }

  private static func exponential(_ value: Double, digits: Int) -> String {
    let power = exponent(of: value)
    var scaled = value
    for _ in 0..<abs(power) { scaled = power > 0 ? scaled / 10 : scaled * 10 }
    return "\(fixed(scaled, digits - 1))e\(power)"
  }
}
