import FaultDXSignal

/// What an estimator said of windows, beside what is true of them and where they came from.
///
/// One value of it for each estimator, all on the same windows in the same order, is what a table that compares them is
/// made of:
///
///     let network = NumericPredictions(truth: …, estimates: …, recordings: …, units: …, unitName: "groups")
///     network.metrics.meanAbsoluteError                // by window
///     network.byRecording.metrics.meanAbsoluteError    // by recording, from the median of its windows
///     network.byRecording.errorInterval(seed: 1)       // over groups, not windows
public struct NumericPredictions: Sendable, Equatable {
  /// The true number of each window.
  public let truth: [Double]
  /// What each window was estimated as.
  public let estimates: [Double]
  /// The recording that each window is from: windows with one number belong together.
  public let recordings: [Int]
  /// What must be drawn as a whole: the physical unit of each window, or its recording where that is not known.
  public let units: [String]
  /// What `units` are, in the plural: "groups" or "recordings".
  public let unitName: String

  /// Takes what an estimator said.
  ///
  /// - Precondition: All have one entry for each window, and there is a window.
  public init(
    truth: [Double], estimates: [Double], recordings: [Int], units: [String], unitName: String
  ) {
    let count = truth.count
    require(
      count > 0 && estimates.count == count && recordings.count == count && units.count == count,
      "estimates of \(estimates.count) windows do not pair with \(count) true numbers")
    self.truth = truth
    self.estimates = estimates
    self.recordings = recordings
    self.units = units
    self.unitName = unitName
  }

  /// The predictions of several folds as one: what each said of the windows that it was not fitted to.
  ///
  /// Units keep their names, so that one that is tested in several folds is drawn once; a recording counts once for each
  /// fold.
  ///
  /// - Precondition: There is a fold.
  public init(joining folds: [NumericPredictions]) {
    require(!folds.isEmpty, "there are no folds to join")
    var recordings: [Int] = []
    var first = 0
    for fold in folds {
      recordings += fold.recordings.map { $0 + first }
      first += (fold.recordings.max() ?? -1) + 1
    }
    self.init(
      truth: folds.flatMap(\.truth), estimates: folds.flatMap(\.estimates), recordings: recordings,
      units: folds.flatMap(\.units), unitName: folds[0].unitName)
  }

  /// How far off the estimates are.
  public var metrics: RegressionMetrics { RegressionMetrics(truth: truth, estimates: estimates) }

  /// One estimate a recording: the median of its windows', so that a few windows with a disturbance have no say.
  public var byRecording: NumericPredictions {
    var order: [Int] = []
    var members: [Int: [Int]] = [:]
    for (index, recording) in recordings.enumerated() {
      if members[recording] == nil { order.append(recording) }
      members[recording, default: []].append(index)
    }
    let rows = order.map { members[$0] ?? [] }
    return NumericPredictions(
      truth: rows.map { truth[$0[0]] },
      estimates: rows.map { RegressionMetrics.median($0.map { estimates[$0] }) },
      recordings: order, units: rows.map { units[$0[0]] }, unitName: unitName)
  }

  /// The bounds of the mean absolute error at 95 %, by drawing whole units.
  ///
  /// - Returns: `nil` with fewer than ``Interval/fewestUnits`` units, where a bootstrap would only look sure.
  public func errorInterval(seed: UInt64, draws: Int = 2000) -> Interval? {
    Self.interval(
      of: zip(truth, estimates).map { abs($0 - $1) }, units, unitName, seed: seed, draws: draws)
  }

  /// The bounds of how much larger the mean absolute error is than another estimator's on the same windows, by drawing
  /// whole units; below 0 is smaller.
  ///
  /// - Returns: As ``errorInterval(seed:draws:)``.
  /// - Precondition: The other's windows are the same, in the same order.
  public func excessInterval(
    over other: NumericPredictions, seed: UInt64, draws: Int = 2000
  ) -> Interval? {
    require(truth == other.truth && units == other.units, "estimates of other windows")
    let differences = truth.indices.map {
      abs(truth[$0] - estimates[$0]) - abs(truth[$0] - other.estimates[$0])
    }
    return Self.interval(of: differences, units, unitName, seed: seed, draws: draws)
  }

  /// Sets these draws apart from whatever else is drawn from the same seed: "MAEB".
  private static let stream: UInt64 = 0x4D41_4542

  private static func interval(
    of values: [Double], _ units: [String], _ unitName: String, seed: UInt64, draws: Int
  ) -> Interval? {
    require(draws > 0, "a bootstrap needs draws")
    var places: [String: Int] = [:]
    var sums: [(sum: Double, count: Double)] = []
    for (value, unit) in zip(values, units) {
      let place = places[unit] ?? sums.count
      if place == sums.count {
        places[unit] = place
        sums.append((0, 0))
      }
      sums[place].sum += value
      sums[place].count += 1
    }
    guard sums.count >= Interval.fewestUnits else { return nil }
    var figures: [Double] = []
    for draw in 0..<draws {
      var generator = CounterGenerator(seed: seed, stream: stream, substream: UInt64(draw))
      var (sum, count) = (0.0, 0.0)
      for _ in sums.indices {
        let unit = sums[generator.integer(below: sums.count)]
        sum += unit.sum
        count += unit.count
      }
      figures.append(sum / count)
    }
    figures.sort()
    return Interval(
      lower: Interval.quantile(figures, 0.025), upper: Interval.quantile(figures, 0.975),
      method: .bootstrap(units: sums.count, draws: draws), unitName: unitName)
  }
}
