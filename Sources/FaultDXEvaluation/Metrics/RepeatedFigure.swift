import FaultDXSignal

/// A figure that was measured several times with other draws: its mean, and where the mean of many such draws lies.
public struct RepeatedFigure: Sendable, Equatable {
  /// What each draw came to.
  public let values: [Double]

  /// Takes what each draw came to.
  ///
  /// - Precondition: there is one.
  public init(_ values: [Double]) {
    require(!values.isEmpty, "a figure that was never measured has no mean")
    self.values = values
  }

  /// The mean of the draws.
  public var mean: Double { values.reduce(0, +) / Double(values.count) }

  /// The 95 % bounds of the mean by Student's distribution; `nil` for a single draw.
  ///
  /// They are of draws, not of units: what all draws are measured on is the same.
  public var bounds: ClosedRange<Double>? {
    guard values.count > 1 else { return nil }
    let mean = mean
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let freedom = values.count - 1
    let error = (squares / Double(freedom) / Double(values.count)).squareRoot()
    let half = Self.quantile(freedom) * error
    return (mean - half)...(mean + half)
  }

  /// The 97.5 % points of Student's distribution with 1 to 30 degrees of freedom.
  private static let quantiles = [
    12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281, 2.2010, 2.1788,
    2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860, 2.0796, 2.0739, 2.0687, 2.0639,
    2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
  ]

  /// Beyond the table, the first terms of the expansion around the normal quantile (Abramowitz and Stegun, 26.7.5).
  private static func quantile(_ freedom: Int) -> Double {
    if freedom <= quantiles.count { return quantiles[freedom - 1] }
    let z = 1.959964
    return z + (z * z * z + z) / (4 * Double(freedom))
  }
}
