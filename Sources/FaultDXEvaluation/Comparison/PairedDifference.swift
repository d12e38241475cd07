import FaultDXSignal

/// How much more accurate one classifier is than another on the same windows, and between which bounds.
///
/// Whole units (groups, or recordings where no group is known) are drawn with replacement, each with all its windows
/// and with what both classifiers said of them, so that what a unit does to both cancels. (B. Efron, R. J. Tibshirani,
/// "An Introduction to the Bootstrap", 1993, chapter 16; the cluster bootstrap of C. A. Field, A. H. Welsh,
/// "Bootstrapping clustered data", 2007.)
///
/// Where recordings lie within groups, the group is what is drawn: a bearing's recordings fail together, so five
/// recordings of one bearing are one piece of evidence.
public struct PairedDifference: Sendable, Equatable, CustomStringConvertible {
  /// The accuracy of the first less that of the second, over all windows.
  public let difference: Double
  /// The bounds at 95 %, by the same draws for both; `nil` with too few units.
  public let bounds: ClosedRange<Double>?
  /// How many units there are.
  public let units: Int
  /// The windows of each unit that the first gets right less those that the second does.
  public let gains: [Int]
  /// What they are, in the plural.
  public let unitName: String
  /// Recordings on which exactly one of the two gives the right verdict.
  public let recordings: McNemar
  /// McNemar's mid-p value over recordings; `nil` where a unit has several, which are then not independent.
  public let midP: Double?

  /// With fewer units no bounds are given: so few draws of units differ.
  public static let fewestUnits = Interval.fewestUnits

  /// Compares two classifiers.
  ///
  /// - Precondition: Both speak of the same windows in the same order.
  public init(_ first: Predictions, _ second: Predictions, seed: UInt64, draws: Int = 2000) {
    require(
      first.truth == second.truth && first.recordings == second.recordings
        && first.units == second.units,
      "two classifiers can only be compared on the same windows")
    require(draws > 0, "a bootstrap needs draws")
    var positions: [String: Int] = [:]
    var sizes: [Int] = []
    var gains: [Int] = []
    for window in first.truth.indices {
      let position = positions[first.units[window]] ?? sizes.count
      if position == sizes.count {
        positions[first.units[window]] = position
        sizes.append(0)
        gains.append(0)
      }
      sizes[position] += 1
      gains[position] += first.predicted[window] == first.truth[window] ? 1 : 0
      gains[position] -= second.predicted[window] == second.truth[window] ? 1 : 0
    }
    difference = quotient(Double(gains.reduce(0, +)), Double(first.count))
    units = sizes.count
    self.gains = gains
    unitName = first.unitName
    bounds =
      sizes.count < Self.fewestUnits
      ? nil : Self.bounds(sizes: sizes, gains: gains, seed, draws)
    let (one, other) = (first.byRecording, second.byRecording)
    let gainsAndLosses = McNemar(
      firstRight: zip(one.predicted, one.truth).map { $0 == $1 },
      secondRight: zip(other.predicted, other.truth).map { $0 == $1 })
    recordings = gainsAndLosses
    midP = Set(one.units).count == one.count ? gainsAndLosses.midP : nil
  }

  /// In percentage points, with the bounds and the test of the verdicts on recordings.
  public var description: String {
    func points(_ value: Double) -> String {
      (value < 0 ? "-" : value > 0 ? "+" : "") + fixedPoint(100 * abs(value), digits: 1)
    }
    let range =
      bounds.map {
        " (\(points($0.lowerBound)) to \(points($0.upperBound)), 95 %, paired bootstrap over \(units) "
          + "\(unitName))"
      } ?? " (\(units) \(unitName) are too few for bounds)"
    return "\(points(difference)) points by window\(range); by recording "
      + "\(recordings.onlyFirst) gained, \(recordings.onlySecond) lost "
      + (midP.map { "(McNemar mid-p \(fixedPoint($0, digits: 3)))" }
        ?? "(no p value: \(unitName) have several recordings)")
  }

  /// Percentiles over draws of units.
  ///
  /// Not class by class, as an `Interval` is drawn: a difference does not need every class in a draw, and a class of one
  /// unit would be drawn as it is, as if nothing about it were uncertain.
  private static func bounds(
    sizes: [Int], gains: [Int], _ seed: UInt64, _ draws: Int
  ) -> ClosedRange<Double> {
    var figures = (0..<draws).map { draw in
      var generator = CounterGenerator(seed: seed, stream: stream, substream: UInt64(draw))
      var (size, gain) = (0, 0)
      for _ in sizes.indices {
        let unit = generator.integer(below: sizes.count)
        size += sizes[unit]
        gain += gains[unit]
      }
      return Double(gain) / Double(size)
    }
    figures.sort()
    return Interval.quantile(figures, 0.025)...Interval.quantile(figures, 0.975)
  }

  /// Sets these draws apart from whatever else is drawn from the same seed: "PAIR".
  private static let stream: UInt64 = 0x5041_4952
}
