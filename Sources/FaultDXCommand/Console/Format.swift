/// Numbers as people read them, the same in every locale.
enum Format {
  /// A number with a fixed count of decimals, padded on the left.
  static func fixed(_ value: Double, decimals: Int, width: Int = 0) -> String {
    guard value.isFinite else { return padded("\(value)", width) }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let rounded = (value.magnitude * scale).rounded()
    guard rounded < 1e15 else { return padded("\(value)", width) }
    let digits = String(Int(rounded))
    let padding = String(repeating: "0", count: max(0, decimals + 1 - digits.count))
    let all = padding + digits
    let sign = value < 0 && rounded > 0 ? "-" : ""
    let whole = sign + all.dropLast(decimals)
    return padded(decimals == 0 ? whole : "\(whole).\(all.suffix(decimals))", width)
  }

  /// A share as a percentage with one decimal.
  static func percent(_ share: Double) -> String { "\(fixed(share * 100, decimals: 1)) %" }

  /// A number without a fraction that says nothing: `12000`, `0.5`.
  static func short(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }

  /// Four significant digits, for figures whose size is not known beforehand.
  static func significant(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return short(value) }
    var decimals = 3
    var magnitude = value.magnitude
    while magnitude >= 10, decimals > 0 {
      magnitude /= 10
      decimals -= 1
    }
    while magnitude < 1, decimals < 12 {
      magnitude *= 10
      decimals += 1
    }
    return fixed(value, decimals: decimals)
  }

  /// Text filled up with blanks on the left.
  static func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// Text filled up with blanks on the right.
  static func leftAligned(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// Minutes and seconds.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    let remainder = whole % 60
    return "\(whole / 60):\(remainder < 10 ? "0" : "")\(remainder)"
  }
}
