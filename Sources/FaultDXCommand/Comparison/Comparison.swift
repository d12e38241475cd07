import FaultDX
import FaultDXEvaluation
import FaultDXStorage

/// A network beside the simple classifiers that it has to beat, on the same windows and recordings.
struct Comparison {
  /// One classifier.
  struct Row {
    var name: String
    /// What was chosen for it; empty for the majority and the network.
    var settings: String
    var windows: Predictions
    /// One verdict for each recording.
    var recordings: Predictions
    var windowInterval: Interval?
    var recordingInterval: Interval?

    init(
      _ name: String, settings: String = "", _ windows: Predictions, _ recordings: Predictions,
      seed: UInt64
    ) {
      self.name = name
      self.settings = settings
      self.windows = windows
      self.recordings = recordings
      windowInterval = windows.interval(seed: seed)
      // Where every recording is one window, both are the same.
      recordingInterval =
        recordings.outcomes == windows.outcomes
        ? windowInterval : recordings.interval(seed: seed)
    }
  }

  /// The baselines in their own order.
  let baselines: [Row]
  /// `nil` where simple classifiers are measured alone.
  let network: Row?
  /// The network less the best of the baselines; `nil` where there are none.
  let difference: PairedDifference?
  /// What is to be said of the baselines, as sentences.
  let notes: [String]

  /// Measures baselines on the windows that a network was measured on.
  ///
  /// - Parameters:
  ///   - recordings: What was assessed, conditioned as the model's windows are (`Diagnoser.conditioned`).
  ///   - suite: The baselines, where there are any.
  init(
    _ assessment: Assessment, recordings: [Recording], suite: BaselineSuite?, model: Model,
    common: CommonOptions
  ) {
    let own = assessment.said
    let network = Row("network", own.windows, own.recordings, seed: common.seed)
    self.network = network
    notes = suite?.notes ?? []
    guard let suite else {
      baselines = []
      difference = nil
      return
    }
    let windows = BaselineWindows(
      recordings: recordings,
      windows: assessment.items.enumerated().flatMap { position, item in
        item.diagnosis.windows.map {
          .init(recording: position, start: $0.start, label: item.truth)
        }
      }, windowLength: model.windowLength, conditioning: model.conditioning,
      classCount: model.labels.count)
    let said = suite.predictions(
      on: windows, labels: model.labels, run: common.parallelism.forEach)
    baselines = zip(suite.baselines, said).map { baseline, said in
      // The same units as the network's, so that both are drawn together.
      let windows = Predictions(
        labels: said.labels, truth: said.truth, probabilities: said.probabilities,
        recordings: said.recordings, units: assessment.windowUnits, unitName: assessment.unitName)
      return Row(
        baseline.name, settings: baseline.settings, windows, windows.byRecording,
        seed: common.seed)
    }
    difference = Self.best(baselines).map {
      PairedDifference(network.windows, $0.windows, seed: common.seed)
    }
  }

  /// What classifiers said of several folds, taken together.
  ///
  /// - Precondition: All rows are of the same windows, and there is one.
  init(baselines: [Row], network: Row?, notes: [String], seed: UInt64) {
    self.baselines = baselines
    self.network = network
    self.notes = notes
    difference = network.flatMap { network in
      Self.best(baselines).map { PairedDifference(network.windows, $0.windows, seed: seed) }
    }
  }

  /// Measures baselines alone, on the windows that a network would be asked about.
  init(
    _ suite: BaselineSuite, on test: MeasuredOn, asAskedBy diagnoser: Diagnoser,
    common: CommonOptions
  ) throws {
    let labels = diagnoser.model.labels
    let windows = try test.windows(asAskedBy: diagnoser)
    let units = windows.windows.map { test.units[$0.recording] }
    let rows = suite.predictions(on: windows, labels: labels, run: common.parallelism.forEach)
    self.init(
      baselines: zip(suite.baselines, rows).map { baseline, said in
        let windows = Predictions(
          labels: said.labels, truth: said.truth, probabilities: said.probabilities,
          recordings: said.recordings, units: units, unitName: test.unitName)
        return Row(
          baseline.name, settings: baseline.settings, windows, windows.byRecording,
          seed: common.seed)
      }, network: nil, notes: suite.notes, seed: common.seed)
  }

  /// All, the network last.
  var rows: [Row] { baselines + (network.map { [$0] } ?? []) }

  /// The classes that neither the network nor a baseline tells apart.
  var ambiguity: AmbiguityGroups {
    // The majority tells nothing apart: it says one class of everything.
    let rows =
      baselines.filter { Set($0.windows.predicted).count > 1 } + (network.map { [$0] } ?? [])
    return AmbiguityGroups(of: (rows.isEmpty ? baselines : rows).map(\.windows.outcomesByUnit))
  }

  /// The baseline with the highest accuracy by window.
  var best: Row? { Self.best(baselines) }

  private static func best(_ rows: [Row]) -> Row? {
    rows.max { $0.windows.outcomes.correct < $1.windows.outcomes.correct }
  }

  /// Whether the network is ahead of the best baseline, and whether by more than chance would put it.
  enum Verdict: String {
    /// Ahead, and the bounds of the difference are too.
    case beats
    /// Ahead, but the difference could be none, or the units are too few to tell.
    case ahead
    /// Not ahead.
    case behind
  }

  /// `nil` where there are no baselines.
  var verdict: Verdict? {
    difference.map { difference in
      if difference.difference <= 0 { return .behind }
      return difference.bounds.map { $0.lowerBound > 0 } ?? false ? .beats : .ahead
    }
  }
}

extension Assessment {
  /// What must be drawn as a whole: the group of each window, or its recording where that is not known.
  var windowUnits: [String] {
    items.flatMap { item in [String](repeating: item.unit, count: item.diagnosis.windows.count) }
  }

  /// What these are, in the plural.
  var unitName: String { items.contains { $0.group != nil } ? "groups" : "recordings" }

  /// What the network said of windows and of recordings.
  var said: (windows: Predictions, recordings: Predictions) {
    let windows = Predictions(
      labels: labels,
      truth: items.flatMap { item in item.diagnosis.windows.map { _ in item.truth } },
      probabilities: items.flatMap { item in
        item.diagnosis.windows.map { $0.probabilities.map(Double.init) }
      }, predicted: items.flatMap { $0.diagnosis.windows.map(\.predicted) },
      recordings: items.enumerated().flatMap { position, item in
        item.diagnosis.windows.map { _ in position }
      }, units: windowUnits, unitName: unitName)
    let recordings = Predictions(
      labels: labels, truth: items.map(\.truth),
      probabilities: items.map(\.diagnosis.probabilities), predicted: items.map(\.predicted),
      recordings: Array(items.indices), units: items.map(\.unit), unitName: unitName)
    return (windows, recordings)
  }
}
