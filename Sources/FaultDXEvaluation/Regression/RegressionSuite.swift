import FaultDXSignal

/// Every simple estimator that a network has to beat, fitted to the same training windows.
///
///     let suite = RegressionSuite(training: windows, values: numbers, seed: 1)
///     for baseline in suite.baselines {
///       print(baseline.name, baseline.settings)      // "ridge regression", "32 bands and level, penalty 0.1"
///     }
public struct RegressionSuite: Sendable, Equatable {
  /// The estimators, constants first.
  public let baselines: [RegressionBaseline]
  /// On what settings were chosen, as sentences.
  public let notes: [String]

  /// What is tried, in units of the mean square of a scaled number, which is 1.
  static let penalties = [10.0, 1, 0.1, 0.01, 0.001, 0.0001]
  /// What is taken where nothing can be held out.
  private static let usualPenalty = 0.1

  /// Fits all.
  ///
  /// Bands and penalty of the ridge regression are those with the smallest mean absolute error on whole units of training
  /// that are held out in turn, each unit counting once; of equals the fewer bands and the larger penalty.
  ///
  /// - Parameters:
  ///   - training: The training windows. Of more than 8000 that many are taken, spread evenly; of these 1500 to choose
  ///     settings on.
  ///   - values: The number of each label of the windows.
  ///   - seed: Names the draw of the units that are held out.
  /// - Precondition: At least one window, and a number for each label.
  public init(training: BaselineWindows, values: [Double], seed: UInt64) {
    require(
      training.count > 0 && training.classCount == values.count,
      "simple estimators need training windows, and a number for each label")
    let fitted = training.thinned(to: BaselineSuite.fittingLimit)
    let chosen = fitted.thinned(to: BaselineSuite.selectionLimit)
    let truth = training.windows.map { values[$0.label] }
    let features = LeveledSpectra(fitted)
    let choice = Self.choose(chosen, values, seed: seed)
    let (bands, penalty) = (
      choice?.bands ?? features.counts[0], choice?.penalty ?? Self.usualPenalty
    )
    let position = features.counts.firstIndex(of: bands) ?? 0
    let ridge = RidgeRegression(
      features: features.matrices[position], values: fitted.windows.map { values[$0.label] },
      penalty: penalty)
    baselines = [
      RegressionBaseline(
        kind: .mean, settings: "",
        model: .constant(truth.reduce(0, +) / Double(truth.count))),
      RegressionBaseline(
        kind: .median, settings: "", model: .constant(RegressionMetrics.median(truth))),
      RegressionBaseline(
        kind: .ridge,
        settings: "\(bands) bands and level, penalty \(penalty)",
        model: .ridge(ridge, bands: bands)),
    ]
    let held =
      switch choice?.basis {
      case .groups: "training groups"
      case .recordings: "training recordings"
      case .time: "stretches of time of the training recordings"
      case nil: ""
      }
    notes = [
      choice == nil
        ? "There is too little to hold any of it out: the ridge regression has default settings."
        : "Bands and penalty of the ridge regression were chosen by holding out \(held) in turn."
    ]
  }

  init(baselines: [RegressionBaseline], notes: [String]) {
    self.baselines = baselines
    self.notes = notes
  }

  /// What each estimator says of windows, in the order of `baselines`.
  ///
  /// - Parameter truth: The true number of each window.
  /// - Precondition: Windows as those of training.
  public func predictions(on windows: BaselineWindows, truth: [Double]) -> [NumericPredictions] {
    let units = windows.units
    let hasGroups = windows.recordings.contains { $0.group != nil }
    return baselines.map {
      NumericPredictions(
        truth: truth, estimates: $0.estimates(windows),
        recordings: windows.windows.map(\.recording),
        units: windows.windows.map { units[$0.recording] },
        unitName: hasGroups ? "groups" : "recordings")
    }
  }

  private struct Choice {
    let bands: Int
    let penalty: Double
    let basis: InnerFolds.Basis
  }

  private static func choose(
    _ windows: BaselineWindows, _ values: [Double], seed: UInt64
  ) -> Choice? {
    let truth = windows.windows.map { values[$0.label] }
    let units = windows.units
    let strata = NumericStrata.names(
      values: truth, units: windows.windows.map { units[$0.recording] })
    let names = Set(strata).sorted()
    let spread = BaselineWindows(
      recordings: windows.recordings,
      windows: zip(windows.windows, strata).map { window, stratum in
        .init(
          recording: window.recording, start: window.start,
          label: names.firstIndex(of: stratum) ?? 0)
      }, windowLength: windows.windowLength, conditioning: windows.conditioning,
      classCount: names.count)
    guard let folds = InnerFolds(spread, seed: seed) else { return nil }
    let features = LeveledSpectra(windows)
    var sizes: [Int: Double] = [:]
    for unit in folds.units { sizes[unit, default: 0] += 1 }
    var errors = [[Double]](
      repeating: [Double](repeating: 0, count: penalties.count), count: features.counts.count)
    for fold in 0..<folds.count {
      let (training, heldOut) = folds.part(fold)
      guard !training.isEmpty else { continue }
      for (position, matrix) in features.matrices.enumerated() {
        let fits = RidgeRegression.fits(
          matrix.rows(training), training.map { truth[$0] }, penalties: penalties)
        for (setting, fit) in fits.enumerated() {
          for index in heldOut {
            errors[position][setting] +=
              abs(fit(matrix[index]) - truth[index]) / (sizes[folds.units[index]] ?? 1)
          }
        }
      }
    }
    var best: (bands: Int, penalty: Double, error: Double)?
    for (position, bands) in features.counts.enumerated() {
      for (setting, penalty) in penalties.enumerated() {
        let error = errors[position][setting]
        if best.map({ error < $0.error }) ?? true { best = (bands, penalty, error) }
      }
    }
    return best.map { Choice(bands: $0.bands, penalty: $0.penalty, basis: folds.basis) }
  }
}
