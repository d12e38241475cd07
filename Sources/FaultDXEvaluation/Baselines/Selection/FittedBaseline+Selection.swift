import FaultDXSignal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The windows that settings are chosen on, and how they are held out in turn.
struct Selection {
  let windows: BaselineWindows
  let folds: InnerFolds?

  /// Measures settings on windows that they were not fitted to.
  ///
  /// - Parameters:
  ///   - fit: Fits to the windows at these positions, and gives for each setting what predicts the window at a position;
  ///     `nil` for a setting that cannot be fitted to so few.
  /// - Returns: The setting to take; `nil` where nothing can be held out or no setting be fitted.
  func choose(
    among settings: Int, fit: (_ training: [Int]) -> [((_ window: Int) -> Int)?]
  ) -> Int? {
    guard let folds else { return nil }
    var choice = SettingChoice(settings: settings, units: (folds.units.max() ?? 0) + 1)
    let classes = windows.classes
    for fold in 0..<folds.count {
      let (training, heldOut) = folds.part(fold)
      for (setting, predict) in fit(training).enumerated() {
        guard let predict else {
          choice.exclude(setting)
          continue
        }
        for window in heldOut {
          choice.add(
            hit: predict(window) == classes[window], unit: folds.units[window], setting: setting)
        }
      }
    }
    return choice.chosen
  }
}

extension FittedBaseline {
  /// Simplest first.
  private static let shrinkages = [0.5, 0.3, 0.1, 0.03, 0.01]
  private static let penalties = [0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10]
  private static let componentCounts = [2, 3, 4, 6, 8, 12, 16, 24, 32]
  private static let regularizations = [0.1, 0.01, 0.001, 0.0001]

  static func linearDiscriminant(
    _ windows: BaselineWindows, _ spectra: SpectralFeatures, _ selection: Selection,
    _ part: SpectralFeatures
  ) -> FittedBaseline {
    let settings = spectra.counts.indices.flatMap { bands in
      shrinkages.map { (bands: bands, shrinkage: $0) }
    }
    let classes = selection.windows.classes
    let chosen = selection.choose(among: settings.count) { training in
      spectra.counts.indices.flatMap { bands in
        let moments = ClassMoments(
          part.matrices[bands].rows(training), classes: training.map { classes[$0] },
          classCount: windows.classCount, isPooled: true)
        return shrinkages.map { shrinkage in
          let model = LinearDiscriminantBaseline(moments, shrinkage: shrinkage)
          return { model.predict(part.matrices[bands][$0]) }
        }
      }
    }
    let (bands, shrinkage) = chosen.map { settings[$0] } ?? (0, 0.3)
    let moments = ClassMoments(
      spectra.matrices[bands], classes: windows.classes, classCount: windows.classCount,
      isPooled: true)
    return FittedBaseline(
      .linearDiscriminant, settings: "\(spectra.counts[bands]) bands, shrinkage \(shrinkage)",
      .linear(
        LinearDiscriminantBaseline(moments, shrinkage: shrinkage), bands: spectra.counts[bands]))
  }

  /// Chosen by the loss that it is fitted by, which tells settings apart that are all right about everything.
  static func logisticRegression(
    _ windows: BaselineWindows, _ spectra: SpectralFeatures, _ selection: Selection,
    _ part: SpectralFeatures
  ) -> FittedBaseline {
    var best = (bands: 0, penalty: 0.1, loss: Double.infinity)
    if let folds = selection.folds {
      for bands in spectra.counts.indices {
        var search = PenaltySearch(part.matrices[bands], selection.windows, folds)
        let (penalty, loss) = search.best(of: penalties)
        if loss < best.loss { best = (bands, penalty, loss) }
      }
    }
    let model = LogisticRegressionBaseline(
      features: spectra.matrices[best.bands], classes: windows.classes,
      classCount: windows.classCount, inverseRegularization: best.penalty)
    let count = spectra.counts[best.bands]
    return FittedBaseline(
      .logisticRegression, settings: "\(count) bands, C \(best.penalty)",
      .logistic(model, bands: count))
  }

  /// - Returns: `nil` where windows do not differ, or are too few for even two components.
  static func quadraticDiscriminant(
    _ windows: BaselineWindows, _ selection: Selection
  ) -> FittedBaseline? {
    let size = windows.sampleLength * windows.channels
    // Components are of samples, not of classes, and settle long before there are so many numbers.
    let limit = max(200, min(2000, (1 << 21) / size))
    let components = PrincipalComponents(
      windows.thinned(to: limit).matrix, count: componentCounts.max() ?? 0)
    let counts = componentCounts.filter { $0 <= components.count }
    func scores(_ windows: BaselineWindows) -> FeatureMatrix {
      FeatureMatrix(
        windows.windows.indices.map { components(windows.samples($0).map(Double.init)) })
    }
    let settings = counts.flatMap { count in
      regularizations.map { (components: count, regularization: $0) }
    }
    guard !settings.isEmpty else { return nil }
    let part = scores(selection.windows)
    let classes = selection.windows.classes
    let chosen = selection.choose(among: settings.count) { training in
      let moments = ClassMoments(
        part.rows(training), classes: training.map { classes[$0] },
        classCount: windows.classCount, isPooled: false)
      return settings.map { setting in
        QuadraticDiscriminantBaseline(
          moments, features: setting.components, regularization: setting.regularization
        ).map { model in { model.predict(Array(part[$0].prefix(setting.components))) } }
      }
    }
    let moments = ClassMoments(
      scores(windows), classes: windows.classes, classCount: windows.classCount, isPooled: false)
    // Without anything to choose by, as many components as the windows allow, to twelve.
    let fallback = settings.indices.last { index in
      settings[index].components <= 12 && settings[index].regularization == 0.01
        && moments.counts.allSatisfy { $0 == 0 || $0 > 2 * settings[index].components }
    }
    guard let setting = (chosen ?? fallback).map({ settings[$0] }),
      let model = QuadraticDiscriminantBaseline(
        moments, features: setting.components, regularization: setting.regularization)
    else { return nil }
    return FittedBaseline(
      .quadraticDiscriminant,
      settings: "\(setting.components) components, regularisation \(setting.regularization)",
      .quadratic(model, components.leading(setting.components)))
  }
}

/// The loss of logistic regressions of one set of features under one penalty after another.
private struct PenaltySearch {
  private let folds: [(problem: LogisticProblem, heldOut: [Int])]
  private let features: FeatureMatrix
  private let classes: [Int]
  private var starts: [[Double]?]

  init(_ features: FeatureMatrix, _ windows: BaselineWindows, _ inner: InnerFolds) {
    let classes = windows.classes
    self.features = features
    self.classes = classes
    folds = (0..<inner.count).map { fold in
      let (training, heldOut) = inner.part(fold)
      let problem = LogisticProblem(
        features.rows(training), classes: training.map { classes[$0] },
        classCount: windows.classCount)
      return (problem, heldOut)
    }
    starts = folds.map { _ in nil }
  }

  /// The penalty of least loss, and that loss by window.
  mutating func best(of penalties: [Double]) -> (penalty: Double, loss: Double) {
    var best = (penalty: penalties[0], loss: Double.infinity)
    var rises = 0
    for penalty in penalties {
      let loss = loss(penalty)
      if loss < best.loss {
        best = (penalty, loss)
        rises = 0
      } else {
        rises += 1
        // Beyond its minimum the loss only grows.
        if rises == 2 { break }
      }
    }
    return best
  }

  private mutating func loss(_ penalty: Double) -> Double {
    var sum = 0.0
    var count = 0
    for (index, fold) in folds.enumerated() {
      let fit = fold.problem.minimize(
        inverseRegularization: penalty, from: starts[index], tolerance: 1e-4, limit: 100)
      starts[index] = fit.parameters
      let model = LogisticRegressionBaseline(fold.problem, fit)
      for window in fold.heldOut {
        // A class that the fold's training does not have costs no more than this.
        sum -= log(max(1e-12, model.probabilities(features[window])[classes[window]]))
      }
      count += fold.heldOut.count
    }
    return sum / Double(count)
  }
}
