import FaultDXSignal

/// Trials of curves by deletion and insertion, window by window and recording by recording.
///
///     var trials = FaithfulnessTrials(settings)
///     for recording in heldOut {
///       try trials.add(Explainer(diagnoser, recording), unit: recording.group)
///     }
///     let results = trials.results
///
/// Windows of one physical unit fail together, so they are one piece of evidence: gains are means over units of the means
/// of their windows, and bounds and p values are over units.
public struct FaithfulnessTrials: Sendable {
  /// How curves are tried.
  public let settings: Faithfulness.Settings

  private struct Key: Hashable {
    var part: Int
    var source: Explanation.Source
  }

  private struct Entry {
    var fill: Faithfulness.Fill
    var trials: [(unit: String, trial: Trial)]
  }

  private var order: [Key] = []
  private var entries: [Key: Entry] = [:]

  /// Sets these draws apart from others of the same seed: "FAIT".
  private static let testStream: UInt64 = 0x4641_4954

  /// None yet.
  public init(_ settings: Faithfulness.Settings = .init()) { self.settings = settings }

  /// Tries every curve of some windows of a recording.
  ///
  /// The probability is that of the networks that the curve is of. Each window is tried for its own verdict or for the
  /// class that is named.
  ///
  /// - Parameters:
  ///   - explainer: the recording, and the model that is asked.
  ///   - label: a class.
  ///   - windows: the most windows, which do not overlap and are spread over the recording; those of `settings` unless said
  ///     otherwise.
  ///   - unit: what the recording is a piece of; without one each window is a unit of its own.
  /// - Throws: `ExplanationError.noSuchClass`.
  public mutating func add(
    _ explainer: Explainer, of label: String? = nil, windows: Int? = nil, unit: String? = nil
  ) throws(ExplanationError) {
    for number in explainer.apartWindows(most: windows ?? settings.windows) {
      let explanation = try explainer.explanation(ofWindow: number, for: label)
      let target = try explainer.index(of: explanation.label)
      let inputs = explainer.inputs(of: explanation.window)
      for (index, group) in explainer.groups.enumerated() {
        let part = explanation.parts[index]
        let window = MaskedWindow(group, inputs: inputs, target: target, settings, number: number)
        for curve in part.curves where curve.source.isWhole {
          let key = Key(part: index, source: curve.source)
          if entries[key] == nil {
            order.append(key)
            entries[key] = Entry(
              fill: group[0].axis.kind == .samples ? settings.fill : .mean, trials: [])
          }
          entries[key]?.trials.append(
            (unit ?? "window \(number)", window.trial(of: curve.values, settings)))
        }
      }
    }
  }

  /// What the trials came to, kind of input by kind of input, with p values corrected for the number of curves.
  public var results: [Faithfulness] {
    let keys = order.enumerated().sorted {
      ($0.element.part, $0.offset) < ($1.element.part, $1.offset)
    }.map(\.element)
    var results = keys.compactMap { key in entries[key].map { result(of: $0, key) } }
    let deletions = HolmCorrection.adjusted(results.map(\.deletion.p))
    let insertions = HolmCorrection.adjusted(results.map(\.insertion.p))
    for index in results.indices {
      results[index].deletion.correctedP = deletions[index]
      results[index].insertion.correctedP = insertions[index]
    }
    return results
  }

  private func result(of entry: Entry, _ key: Key) -> Faithfulness {
    var units: [String] = []
    var trials: [String: [Trial]] = [:]
    for (unit, trial) in entry.trials {
      if trials[unit] == nil { units.append(unit) }
      trials[unit, default: []].append(trial)
    }
    let means = units.map { Trial(meanOf: trials[$0] ?? []) }
    var generator = CounterGenerator(seed: settings.seed, stream: Self.testStream)
    return Faithfulness(
      part: key.part, source: key.source, fill: entry.fill, windows: entry.trials.count,
      units: units.count,
      deletion: Trial.comparison(means.map(\.deletion), sign: -1, &generator),
      insertion: Trial.comparison(means.map(\.insertion), sign: 1, &generator))
  }
}

/// What one window's probabilities came to, or those of several in the mean.
struct Trial {
  var deletion: (attended: Double, random: Double)
  var insertion: (attended: Double, random: Double)

  init(deletion: (attended: Double, random: Double), insertion: (attended: Double, random: Double))
  {
    self.deletion = deletion
    self.insertion = insertion
  }

  /// The mean.
  init(meanOf trials: [Trial]) {
    func mean(_ value: (Trial) -> Double) -> Double {
      trials.reduce(0) { $0 + value($1) } / Double(trials.count)
    }
    self.init(
      deletion: (mean(\.deletion.attended), mean(\.deletion.random)),
      insertion: (mean(\.insertion.attended), mean(\.insertion.random)))
  }

  static func comparison(
    _ pairs: [(attended: Double, random: Double)], sign: Double,
    _ generator: inout CounterGenerator
  ) -> Faithfulness.Comparison {
    let gains = PairedGains(
      pairs.map { sign * ($0.attended - $0.random) }, using: &generator)
    let count = Double(pairs.count)
    return Faithfulness.Comparison(
      attended: pairs.reduce(0) { $0 + $1.attended } / count,
      random: pairs.reduce(0) { $0 + $1.random } / count, gain: gains.mean,
      interval: gains.interval, p: gains.p, correctedP: gains.p)
  }
}

extension Explanation.Source {
  /// Whether it is about all channels of the input.
  var isWhole: Bool {
    if case .contribution(.some) = self { false } else { true }
  }
}
