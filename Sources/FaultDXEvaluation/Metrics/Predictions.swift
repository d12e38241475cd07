import FaultDXSignal

/// What a classifier said of windows, beside what they are and where they came from.
///
/// One value of it for each classifier, all on the same windows in the same order, is what a table that compares them
/// is made of:
///
///     let network = Predictions(labels: labels, truth: truth, probabilities: …, recordings: …, groups: …)
///     network.metrics.macro.f1              // by window
///     network.byRecording.metrics.accuracy  // by recording, from the mean probabilities of its windows
///     network.interval(seed: 1)             // over groups, not windows
public struct Predictions: Sendable, Equatable {
  /// The names of the classes.
  public let labels: [String]
  /// The class of each window.
  public let truth: [Int]
  /// A row for each window with the probability of each class.
  public let probabilities: [[Double]]
  /// The class that each window was taken for.
  public let predicted: [Int]
  /// The recording that each window is from: windows with one number belong together.
  public let recordings: [Int]
  /// What must be drawn as a whole: the physical unit of each window, or its recording where that is not known.
  public let units: [String]
  /// What `units` are, in the plural: "groups" or "recordings".
  public let unitName: String

  /// Takes what a classifier said.
  ///
  /// - Parameter predicted: The class of each window; `nil` for the most probable one, the first of equals.
  /// - Precondition: All have one entry for each window; classes are below the number of labels.
  public init(
    labels: [String], truth: [Int], probabilities: [[Double]], predicted: [Int]? = nil,
    recordings: [Int], units: [String], unitName: String
  ) {
    let count = truth.count
    require(
      probabilities.count == count && recordings.count == count && units.count == count
        && predicted.map { $0.count == count } ?? true,
      "predictions for \(probabilities.count) windows do not pair with \(count) true classes")
    require(
      truth.allSatisfy(labels.indices.contains)
        && probabilities.allSatisfy { $0.count == labels.count },
      "a class or a row of probabilities does not fit \(labels.count) labels")
    self.labels = labels
    self.truth = truth
    self.probabilities = probabilities
    self.predicted = predicted ?? probabilities.map(\.firstMaximum)
    self.recordings = recordings
    self.units = units
    self.unitName = unitName
  }

  /// The predictions of several folds as one: what each said of the windows that it was not fitted to.
  ///
  /// Units keep their names, so that one that is tested in several folds (as when folds are repeated) is drawn once, with
  /// all that was said of it. A recording counts once for each fold.
  ///
  /// - Precondition: There is a fold, and all have the same labels.
  public init(joining folds: [Predictions]) {
    guard let first = folds.first, folds.allSatisfy({ $0.labels == first.labels }) else {
      fatalError("predictions of \(folds.count) folds of different labels cannot be joined")
    }
    var recordings: [Int] = []
    for fold in folds {
      let offset = (recordings.max() ?? -1) + 1
      let numbers = Dictionary(
        uniqueKeysWithValues: Set(fold.recordings).sorted().enumerated().map { ($1, $0) })
      recordings += fold.recordings.map { offset + (numbers[$0] ?? 0) }
    }
    self.init(
      labels: first.labels, truth: folds.flatMap(\.truth),
      probabilities: folds.flatMap(\.probabilities), predicted: folds.flatMap(\.predicted),
      recordings: recordings, units: folds.flatMap(\.units), unitName: first.unitName)
  }

  /// The number of windows (or recordings).
  public var count: Int { truth.count }

  /// True against predicted classes.
  public var outcomes: ConfusionMatrix {
    ConfusionMatrix(labels: labels, truth: truth, predicted: predicted)
  }

  /// All figures.
  public var metrics: ClassificationMetrics {
    ClassificationMetrics(
      outcomes,
      areaUnderCurve: AreaUnderCurve.macro(truth: truth, probabilities: probabilities))
  }

  /// One verdict for each recording: the mean of the probabilities of its windows.
  ///
  /// - Precondition: All windows of a recording are of one class and unit.
  public var byRecording: Predictions {
    var positions: [Int: Int] = [:]
    var first: [Int] = []
    var sums: [[Double]] = []
    var counts: [Double] = []
    for (window, recording) in recordings.enumerated() {
      let position = positions[recording] ?? sums.count
      if position == sums.count {
        positions[recording] = position
        first.append(window)
        sums.append([Double](repeating: 0, count: labels.count))
        counts.append(0)
      }
      require(
        truth[window] == truth[first[position]] && units[window] == units[first[position]],
        "the windows of a recording are of two classes or units")
      // As differences from the first, so that equal windows give exactly what each of them says.
      for label in labels.indices {
        sums[position][label] +=
          probabilities[window][label] - probabilities[first[position]][label]
      }
      counts[position] += 1
    }
    return Predictions(
      labels: labels, truth: first.map { truth[$0] },
      probabilities: first.indices.map { position in
        zip(probabilities[first[position]], sums[position]).map { $0 + $1 / counts[position] }
      },
      recordings: first.map { recordings[$0] }, units: first.map { units[$0] },
      unitName: unitName)
  }

  /// The interval of the accuracy over units.
  ///
  /// - Returns: `nil` where there are no windows.
  public func interval(seed: UInt64) -> Interval? {
    Interval.accuracy(
      of: Interval.units(labels: labels, names: units, truth: truth, predicted: predicted),
      unitName: unitName, seed: seed)
  }
}
