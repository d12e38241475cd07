import FaultDXSignal
import Synchronization

/// Every simple classifier that a network has to beat, fitted to the same training windows.
///
/// Settings (bands, shrinkage, penalty, components) are chosen by holding out whole training groups in turn, so what
/// the classifiers are tested on is never looked at:
///
///     let suite = BaselineSuite(training: training, seed: 1)
///     for baseline in suite.baselines {
///       print(baseline.name, baseline.settings)      // "linear discriminant", "32 bands, shrinkage 0.3"
///     }
///     for predictions in suite.predictions(on: test, labels: labels) { print(predictions.metrics.accuracy) }
public struct BaselineSuite: Sendable, Equatable {
  /// Runs a piece of work so many times, on whatever threads there are, and returns when all are done.
  public typealias Runner = (_ count: Int, _ body: @Sendable (Int) -> Void) -> Void

  /// The classifiers, the majority first.
  public let baselines: [FittedBaseline]
  /// What could not be fitted and why, and on what settings were chosen, as sentences.
  public let notes: [String]

  /// The windows that settings are chosen on, at most.
  static let selectionLimit = 1500
  /// The windows that classifiers are fitted to, at most.
  static let fittingLimit = 8000

  /// Fits all.
  ///
  /// - Parameters:
  ///   - training: The training windows. Of more than 8000 that many are taken, spread evenly over each class; of
  ///     these 1500 to choose settings on.
  ///   - seed: Names the draw of the groups that are held out.
  ///   - run: How to run what takes time at once; one after another unless told otherwise. Results do not depend on
  ///     it.
  /// - Precondition: At least one window.
  public init(training: BaselineWindows, seed: UInt64, run: Runner = serially) {
    require(training.count > 0, "baselines need at least one training window")
    let fitted = training.thinned(to: Self.fittingLimit)
    let chosen = fitted.thinned(to: Self.selectionLimit)
    let selection = Selection(windows: chosen, folds: InnerFolds(chosen, seed: seed))
    let majority = MajorityClassBaseline(
      classes: training.classes, classCount: training.classCount)
    let spectra = Self.spectra(fitted, run)
    let part = Self.spectra(chosen, run)
    let found = Self.all(3, run) { index -> FittedBaseline? in
      switch index {
      // What takes longest begins first.
      case 0: .logisticRegression(fitted, spectra, selection, part)
      case 1: .quadraticDiscriminant(fitted, selection)
      default: .linearDiscriminant(fitted, spectra, selection, part)
      }
    }
    baselines =
      [FittedBaseline(.majority, .majority(majority))]
      + [found[2], found[0], found[1]].compactMap { $0 }
    notes = Self.notes(selection.folds, hasQuadratic: found[1] != nil)
  }

  init(baselines: [FittedBaseline], notes: [String]) {
    self.baselines = baselines
    self.notes = notes
  }

  /// What each baseline says of windows, in the order of `baselines`.
  ///
  /// - Parameter labels: The names of the classes.
  /// - Precondition: Windows as those of training; as many labels as classes.
  public func predictions(
    on windows: BaselineWindows, labels: [String], run: Runner = serially
  ) -> [Predictions] {
    let spectra = Self.spectra(windows, run)
    let probabilities = Self.all(baselines.count, run) {
      baselines[$0].probabilities(windows, spectra: spectra)
    }
    let hasGroups = windows.recordings.contains { $0.group != nil }
    let units = windows.units
    return probabilities.map {
      Predictions(
        labels: labels, truth: windows.classes, probabilities: $0,
        recordings: windows.windows.map(\.recording),
        units: windows.windows.map { units[$0.recording] },
        unitName: hasGroups ? "groups" : "recordings")
    }
  }

  /// One after another.
  public static func serially(_ count: Int, _ body: @Sendable (Int) -> Void) {
    for index in 0..<count { body(index) }
  }

  /// Computes values at once, and gives them in order.
  private static func all<Value: Sendable>(
    _ count: Int, _ run: Runner, _ value: @escaping @Sendable (Int) -> Value
  ) -> [Value] {
    let values = Mutex([Int: Value]())
    run(count) { index in
      let computed = value(index)
      values.withLock { $0[index] = computed }
    }
    return values.withLock { values in (0..<count).compactMap { values[$0] } }
  }

  private static func spectra(_ windows: BaselineWindows, _ run: Runner) -> SpectralFeatures {
    let pieces = 8
    return SpectralFeatures(
      joining: all(pieces, run) { piece in
        SpectralFeatures(
          windows, windows.count * piece / pieces..<windows.count * (piece + 1) / pieces)
      })
  }

  private static func notes(_ folds: InnerFolds?, hasQuadratic: Bool) -> [String] {
    let held =
      switch folds?.basis {
      case .groups: "training groups"
      case .recordings: "training recordings"
      case .time: "stretches of time of the training recordings"
      case nil: ""
      }
    return [
      folds == nil
        ? "There is too little of some class to hold any of it out: the baselines have default settings."
        : "The baselines' settings were chosen by holding out \(held) in turn."
    ]
      + (hasQuadratic
        ? [] : ["A class has too few windows for a quadratic discriminant, which is left out."])
  }
}
