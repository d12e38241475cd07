import FaultDXSignal

/// Names for ranges of a number, so that a split can give every role some of the small and some of the large ones.
///
/// A split spreads classes over its parts. Numbers are no classes: most occur once. Units are put in order of their mean
/// number and cut into at most five ranges of at least five units each, and all recordings of a unit are of one range;
/// with fewer than ten units there is one range, and nothing is spread.
public enum NumericStrata {
  /// Fewest units in a range.
  static let fewestUnits = 5
  /// Most ranges.
  static let most = 5

  /// The name of the range of each recording, such as "0.5 to 1.25".
  ///
  /// - Parameters:
  ///   - values: The number of each recording.
  ///   - units: Its physical unit, or what else is kept together.
  ///   - isOne: Whether there is to be one range whatever the number of units, as where a column says what is tested.
  /// - Precondition: Each number has a unit.
  public static func names(values: [Double], units: [String], isOne: Bool = false) -> [String] {
    require(values.count == units.count, "\(values.count) numbers of \(units.count) units")
    var sums: [String: (sum: Double, count: Double)] = [:]
    for (value, unit) in zip(values, units) {
      let old = sums[unit] ?? (0, 0)
      sums[unit] = (old.sum + value, old.count + 1)
    }
    let order = sums.map { (unit: $0.key, mean: $0.value.sum / $0.value.count) }
      .sorted { ($0.mean, $0.unit) < ($1.mean, $1.unit) }
    let ranges = isOne ? 1 : max(1, min(most, order.count / fewestUnits))
    var stratum: [String: Int] = [:]
    for (place, unit) in order.enumerated() { stratum[unit.unit] = place * ranges / order.count }
    var bounds = [ClosedRange<Double>?](repeating: nil, count: ranges)
    for (value, unit) in zip(values, units) {
      guard let range = stratum[unit] else { continue }
      let old = bounds[range] ?? value...value
      bounds[range] = min(old.lowerBound, value)...max(old.upperBound, value)
    }
    let names = bounds.map { bounds in
      bounds.map { bounds in
        bounds.lowerBound == bounds.upperBound
          ? text(bounds.lowerBound) : "\(text(bounds.lowerBound)) to \(text(bounds.upperBound))"
      } ?? ""
    }
    return units.map { names[stratum[$0] ?? 0] }
  }

  private static func text(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }
}
