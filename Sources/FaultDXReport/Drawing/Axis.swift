/// What a direction of a chart stands for.
public struct Axis: Sendable, Equatable {
  /// What is along it.
  public var title: String
  /// The unit of its numbers: `s` and `Hz` get prefixes where numbers call for them; `%` takes shares times 100.
  public var unit: String?
  /// The numbers at its ends; what the data need where it is `nil`.
  public var range: ClosedRange<Double>?

  /// Describes an axis.
  public init(_ title: String, unit: String? = nil, range: ClosedRange<Double>? = nil) {
    self.title = title
    self.unit = unit
    self.range = range
  }

  /// What numbers are multiplied by before they are written, and the words beside them.
  func scaled(for range: ClosedRange<Double>) -> (factor: Double, title: String) {
    let largest = max(range.lowerBound.magnitude, range.upperBound.magnitude)
    let (factor, unit): (Double, String?) =
      switch self.unit {
      case "s": Self.seconds(largest)
      case "Hz": largest >= 10_000 ? (1e-3, "kHz") : (1, "Hz")
      case "%": (100, "%")
      default: Self.power(largest, self.unit)
      }
    guard let unit else { return (factor, title) }
    return (factor, title.isEmpty ? unit : "\(title) (\(unit))")
  }

  private static func seconds(_ largest: Double) -> (Double, String?) {
    if largest < 1 { return (1000, "ms") }
    if largest < 300 { return (1, "s") }
    return largest < 18_000 ? (1.0 / 60, "min") : (1.0 / 3600, "h")
  }

  private static func power(_ largest: Double, _ unit: String?) -> (Double, String?) {
    guard largest > 0, largest < 1e-2 || largest >= 1e5 else { return (1, unit) }
    let exponent = Int((Double(NumberText.exponent(of: largest)) / 3).rounded(.down)) * 3
    var factor = 1.0
    for _ in 0..<abs(exponent) { factor = exponent > 0 ? factor / 10 : factor * 10 }
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    let raised = String(String(abs(exponent)).compactMap { $0.wholeNumberValue.map { digits[$0] } })
    return (factor, "10\(exponent < 0 ? "⁻" : "")\(raised)" + (unit.map { " \($0)" } ?? ""))
  }
}
