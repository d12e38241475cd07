import FaultDX
import FaultDXEvaluation
import FaultDXSignal
import FaultDXStorage
import FaultDXTensor

/// An estimator and the simple ones that it has to beat, measured on recordings whose numbers are known.
struct NumericAssessment {
  /// One recording and what the network said of it.
  struct Item {
    var file: String
    var name: String
    var group: String?
    var truth: Double
    var estimate: Estimate
    /// What its samples are, whatever the file is called.
    var fingerprint: UInt64
  }

  /// One estimator.
  struct Row {
    let name: String
    let settings: String
    let windows: NumericPredictions
    let recordings: NumericPredictions

    init(_ name: String, settings: String = "", _ windows: NumericPredictions) {
      self.name = name
      self.settings = settings
      self.windows = windows
      recordings = windows.byRecording
    }
  }

  let quantity: Quantity
  /// What the network said; empty without one.
  let items: [Item]
  let baselines: [Row]
  let network: Row?
  let notes: [String]
  let seed: UInt64
  /// The share of recordings that the intervals are to cover; `nil` where there are none.
  let coverage: Double?

  /// All of them, the simple ones first.
  var rows: [Row] { baselines + (network.map { [$0] } ?? []) }

  init(
    quantity: Quantity, items: [Item], baselines: [Row], network: Row?, notes: [String],
    seed: UInt64, coverage: Double?
  ) {
    self.quantity = quantity
    self.items = items
    self.baselines = baselines
    self.network = network
    self.notes = notes
    self.seed = seed
    self.coverage = coverage
  }

  /// Measures on labelled recordings.
  ///
  /// - Parameters:
  ///   - recordings: labelled with numbers.
  ///   - units: what is drawn together.
  ///   - suite: the simple estimators; `nil` where there are none.
  ///   - asksNetwork: whether the network is measured too.
  init(
    of recordings: [Recording], units: [String], by estimator: Estimator, suite: RegressionSuite?,
    asksNetwork: Bool = true, common: CommonOptions
  ) throws {
    let quantity = estimator.model.quantity
    let unitName = recordings.contains { $0.group != nil } ? "groups" : "recordings"
    var network: Row?
    var items: [Item] = []
    if asksNetwork {
      let results = estimator.estimate(all: recordings, parallelism: common.parallelism)
      for (recording, result) in zip(recordings, results) {
        items.append(
          Item(
            file: recording.file, name: recording.name, group: recording.group,
            truth: NumericLabels.value(recording), estimate: try result.get(),
            fingerprint: recording.fingerprint))
      }
      let counts = items.map(\.estimate.windows.count)
      network = Row(
        "network",
        NumericPredictions(
          truth: zip(items, counts).flatMap { Array(repeating: $0.truth, count: $1) },
          estimates: items.flatMap { $0.estimate.windows.map(\.value) },
          recordings: counts.enumerated().flatMap {
            Array(repeating: $0.offset, count: $0.element)
          },
          units: zip(units, counts).flatMap { Array(repeating: $0, count: $1) },
          unitName: unitName))
    }
    var baselines: [Row] = []
    if let suite {
      let windows = try estimator.windows(of: recordings)
      let truth = windows.windows.map { NumericLabels.value(recordings[$0.recording]) }
      let drawn = windows.windows.map { units[$0.recording] }
      for baseline in suite.baselines {
        baselines.append(
          Row(
            baseline.name, settings: baseline.settings,
            NumericPredictions(
              truth: truth, estimates: baseline.estimates(windows),
              recordings: windows.windows.map(\.recording), units: drawn, unitName: unitName)))
      }
    }
    self.init(
      quantity: quantity, items: items, baselines: baselines, network: network,
      notes: suite?.notes ?? [], seed: common.seed,
      coverage: asksNetwork ? estimator.model.margin?.coverage : nil)
  }

  /// The simple estimator with the smallest mean error on recordings, the first of equals.
  var best: Row? {
    baselines.min {
      $0.recordings.metrics.meanAbsoluteError < $1.recordings.metrics.meanAbsoluteError
    }
  }

  /// How many recordings have their number within the interval, of how many that have one.
  var covered: (count: Int, of: Int)? {
    let known = items.filter { $0.estimate.interval != nil }
    guard !known.isEmpty else { return nil }
    return (known.count { $0.estimate.interval?.contains($0.truth) ?? false }, known.count)
  }

  /// Whether the network is ahead of the best simple estimator on recordings, in one sentence.
  var verdict: String? {
    guard let network, let best else { return nil }
    let (own, other) = (
      network.recordings.metrics.meanAbsoluteError, best.recordings.metrics.meanAbsoluteError
    )
    let figures = "\(quantity.text(own)) against \(quantity.text(other)) by recording"
    guard let excess = network.recordings.excessInterval(over: best.recordings, seed: seed) else {
      return own < other
        ? "The network's mean error is smaller than that of the \(best.name) (\(figures)); "
          + "\(Set(network.recordings.units).count) \(network.recordings.unitName) are too few to say more."
        : "The network does not beat the \(best.name): \(figures)."
    }
    let bounds =
      "the difference is \(Format.significant(excess.lower)) to \(Format.significant(excess.upper))"
    if excess.upper < 0 { return "The network beats the \(best.name): \(figures); \(bounds)." }
    return excess.lower > 0
      ? "The network is worse than the \(best.name): \(figures); \(bounds)."
      : "The network does not beat the \(best.name) beyond chance: \(figures); \(bounds)."
  }
}

extension Estimator {
  /// The windows that the networks are asked about, for estimators that are none.
  func windows(of recordings: [Recording]) throws -> BaselineWindows {
    var conditioned: [Recording] = []
    var windows: [BaselineWindows.Window] = []
    for (position, recording) in recordings.enumerated() {
      let (prepared, ranges) = try core.soundWindows(of: recording)
      windows += ranges.map { .init(recording: position, start: $0.lowerBound, label: 0) }
      conditioned.append(prepared)
    }
    return BaselineWindows(
      recordings: conditioned, windows: windows, windowLength: model.core.windowLength,
      conditioning: model.core.conditioning, classCount: 1)
  }
}
