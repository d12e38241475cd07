/// A smooth curve through points that does not swing beyond them.
///
/// Cubic Hermite pieces whose slopes keep it monotone (Fritsch, Butland, SIAM J. Sci. Stat. Comput. 5, 1984), as
/// `scipy.interpolate.PchipInterpolator` has them.
struct MonotoneCubic: Sendable {
  private let x: [Double]
  private let y: [Double]
  private let slopes: [Double]

  /// A curve through points.
  ///
  /// - Precondition: There are two at least, and `x` increases.
  init(x: [Double], y: [Double]) {
    require(x.count == y.count && x.count >= 2, "no curve through \(x.count) points")
    self.x = x
    self.y = y
    let widths = zip(x.dropFirst(), x).map { $0 - $1 }
    let secants = zip(zip(y.dropFirst(), y).map { $0 - $1 }, widths).map { $0 / $1 }
    if x.count == 2 {
      slopes = [secants[0], secants[0]]
      return
    }
    var slopes = [Double](repeating: 0, count: x.count)
    for k in 1..<x.count - 1 where secants[k - 1] * secants[k] > 0 {
      let before = 2 * widths[k] + widths[k - 1]
      let behind = widths[k] + 2 * widths[k - 1]
      slopes[k] = (before + behind) / (before / secants[k - 1] + behind / secants[k])
    }
    let last = widths.count - 1
    slopes[0] = Self.endSlope(widths[0], widths[1], secants[0], secants[1])
    slopes[last + 1] = Self.endSlope(
      widths[last], widths[last - 1], secants[last], secants[last - 1])
    self.slopes = slopes
  }

  /// The three-point estimate, held to the sign and to three times the secant.
  private static func endSlope(
    _ width: Double, _ next: Double, _ secant: Double, _ nextSecant: Double
  ) -> Double {
    let slope = ((2 * width + next) * secant - width * nextSecant) / (width + next)
    if slope * secant <= 0 { return 0 }
    return secant * nextSecant <= 0 && abs(slope) > 3 * abs(secant) ? 3 * secant : slope
  }

  /// The values at increasing positions within the points.
  func values(at positions: some Sequence<Double>) -> [Double] {
    var piece = 0
    return positions.map { position in
      while piece + 2 < x.count, x[piece + 1] <= position { piece += 1 }
      let width = x[piece + 1] - x[piece]
      let t = (position - x[piece]) / width
      let (u, v) = (1 - t, t)
      return y[piece] * u * u * (1 + 2 * v) + y[piece + 1] * v * v * (1 + 2 * u)
        + width * u * v * (u * slopes[piece] - v * slopes[piece + 1])
    }
  }
}
