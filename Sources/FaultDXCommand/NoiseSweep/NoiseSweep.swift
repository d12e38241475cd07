import FaultDX
import FaultDXEvaluation
import FaultDXSignal
import FaultDXTensor

/// A network and the simple classifiers of its training, on the same windows under more and more noise.
struct NoiseSweep {
  /// One noise at one strength, or none.
  struct Condition: Equatable {
    /// `nil` of clean windows.
    var noise: NoiseKind?
    /// In dB; `nil` of clean windows.
    var ratio: Double?
  }

  /// What every classifier reached under one condition.
  struct Point {
    var condition: Condition
    var comparison: Comparison
  }

  /// How the ratio is meant, for people.
  static let definition =
    "SNR is by window and channel: signal power about the mean over noise power, and every window's noise is "
    + "scaled to exactly that"

  private let windows: CleanWindows
  private let diagnoser: Diagnoser
  private let suite: BaselineSuite?
  private let common: CommonOptions

  init(
    _ windows: CleanWindows, diagnoser: Diagnoser, suite: BaselineSuite?, common: CommonOptions
  ) {
    self.windows = windows
    self.diagnoser = diagnoser
    self.suite = suite
    self.common = common
  }

  /// Clean first, then each noise at each ratio.
  static func conditions(_ kinds: [NoiseKind], _ ratios: [Double]) -> [Condition] {
    [Condition()] + kinds.flatMap { kind in ratios.map { Condition(noise: kind, ratio: $0) } }
  }

  /// Measures under one condition.
  func point(_ condition: Condition) throws -> Point {
    let model = diagnoser.model
    let noise = condition.noise.map { AddedNoise($0, length: model.windowLength) }
    let found = try common.parallelism.map(shards: windows.sources.count) { index in
      let source = windows.sources[index]
      let recording =
        if let noise, let ratio = condition.ratio {
          windows.noisy(source, noise, decibels: ratio, seed: common.seed)
        } else { source.recording }
      return Result { () throws(DiagnosisError) in
        (recording, try diagnoser.probabilities(ofWindowsEndToEnd: recording))
      }
    }.map { try $0.get() }
    let network = row("network", "", found.flatMap { $0.1.map { $0.map(Double.init) } })
    let baselines: [Comparison.Row] =
      if let suite {
        zip(
          suite.baselines,
          suite.predictions(
            on: windows.baselineWindows(found.map(\.0), of: model), labels: model.labels,
            run: common.parallelism.forEach)
        ).map { row($0.name, $0.settings, $1.probabilities) }
      } else { [] }
    return Point(
      condition: condition,
      comparison: Comparison(
        baselines: baselines, network: network, notes: suite?.notes ?? [], seed: common.seed))
  }

  private func row(_ name: String, _ settings: String, _ probabilities: [[Double]])
    -> Comparison.Row
  {
    let said = windows.predictions(probabilities)
    return Comparison.Row(name, settings: settings, said, said.byRecording, seed: common.seed)
  }
}
