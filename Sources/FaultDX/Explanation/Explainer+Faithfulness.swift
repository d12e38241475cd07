import FaultDXNN
import FaultDXSignal
import FaultDXTensor

extension Explainer {
  /// Tries every curve of the recording's windows by deletion and insertion.
  ///
  /// The probability is that of the networks that the curve is of. Each window is tried for its own verdict or for the
  /// class that is named. The p values speak of this recording: windows of another bearing may differ.
  ///
  /// - Parameters:
  ///   - label: a class.
  ///   - settings: how much is tried.
  /// - Throws: `ExplanationError.noSuchClass`.
  public func faithfulness(
    of label: String? = nil, _ settings: Faithfulness.Settings = .init()
  ) throws(ExplanationError) -> [Faithfulness] {
    let numbers = apartWindows(most: settings.windows)
    var trials: [Explanation.Source: [Trial]] = [:]
    var result: [Faithfulness] = []
    for (index, group) in groups.enumerated() {
      trials = [:]
      var order: [Explanation.Source] = []
      for number in numbers {
        let explanation = try explanation(ofWindow: number, for: label)
        let target = try self.index(of: explanation.label)
        let part = explanation.parts[index]
        let window = MaskedWindow(
          group, inputs: inputs(of: explanation.window), target: target, settings, number: number)
        for curve in part.curves where curve.source.isWhole {
          if trials[curve.source] == nil { order.append(curve.source) }
          trials[curve.source, default: []].append(window.trial(of: curve.values, settings))
        }
      }
      for source in order {
        guard let trials = trials[source] else { continue }
        var generator = CounterGenerator(seed: settings.seed, stream: Self.testStream)
        result.append(
          Faithfulness(
            part: index, source: source,
            fill: group[0].axis.kind == .samples ? settings.fill : .mean, windows: trials.count,
            deletion: Trial.comparison(trials.map(\.deletion), sign: -1, &generator),
            insertion: Trial.comparison(trials.map(\.insertion), sign: 1, &generator)))
      }
    }
    return result
  }

  /// Sets these draws apart from others of the same seed: "FAIT".
  private static let testStream: UInt64 = 0x4641_4954

  /// Numbers of sound windows that do not overlap, spread over the recording.
  func apartWindows(most: Int) -> [Int] {
    let model = diagnoser.model
    var apart: [Int] = []
    var end = 0
    for window in diagnosis.windows where window.start >= end {
      apart.append(window.start / model.hop)
      end = window.start + model.windowLength
    }
    let most = max(1, most)
    guard apart.count > most else { return apart }
    return (0..<most).map { apart[$0 * apart.count / most] }
  }
}

extension Explanation.Source {
  /// Whether it is about all channels of the input.
  fileprivate var isWhole: Bool {
    if case .contribution(.some) = self { false } else { true }
  }
}

/// What one window's probabilities came to.
private struct Trial {
  var deletion: (attended: Double, random: Double)
  var insertion: (attended: Double, random: Double)

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
      interval: gains.interval, p: gains.p)
  }
}

/// A window that is asked about with parts of it taken away.
private struct MaskedWindow {
  private let seers: [Explainer.Seer]
  private let inputs: [[Float]]
  private let fills: [[Float]]
  private let target: Int
  private let number: Int
  private let whole: Double
  private let empty: Double

  init(
    _ seers: [Explainer.Seer], inputs: [[Float]], target: Int, _ settings: Faithfulness.Settings,
    number: Int
  ) {
    self.seers = seers
    self.target = target
    self.number = number
    self.inputs = seers.map { inputs[$0.number] }
    fills = zip(seers, self.inputs).map { seer, input in
      Self.fill(
        input, of: seer, settings,
        CounterGenerator(seed: settings.seed, stream: UInt64(number), substream: 1))
    }
    let count = seers[0].planned.encoder.length
    let ends = Self.probabilities(
      seers, self.inputs, fills, target,
      [[Bool](repeating: true, count: count), [Bool](repeating: false, count: count)])
    (whole, empty) = (ends[0], ends[1])
  }

  /// Plays both games with a curve: probabilities at every tenth, between the whole window and the empty one.
  func trial(of values: [Double], _ settings: Faithfulness.Settings) -> Trial {
    var generator = CounterGenerator(
      seed: settings.seed, stream: UInt64(number), substream: 2)
    let draws = max(1, settings.draws)
    var masks: [[Bool]] = []
    for tenth in 1..<10 {
      let mask = PositionMask(
        highest: (values.count * tenth + 5) / 10, of: values, using: &generator)
      for draw in 0...draws {
        let chosen = (draw == 0 ? mask : mask.rearranged(using: &generator)).isChosen
        masks.append(chosen.map { !$0 })
        masks.append(chosen)
      }
    }
    let found = Self.probabilities(seers, inputs, fills, target, masks)
    // The trapezoidal rule over tenths: the ends, which are the same for all, count half.
    let ends = (whole + empty) / 2
    var deletion = (attended: ends, random: ends)
    var insertion = deletion
    for (index, pair) in stride(from: 0, to: found.count, by: 2).enumerated() {
      if index % (draws + 1) == 0 {
        deletion.attended += found[pair]
        insertion.attended += found[pair + 1]
      } else {
        deletion.random += found[pair] / Double(draws)
        insertion.random += found[pair + 1] / Double(draws)
      }
    }
    return Trial(
      deletion: (deletion.attended / 10, deletion.random / 10),
      insertion: (insertion.attended / 10, insertion.random / 10))
  }

  /// The mean probability of the class over the networks, for each choice of what stays.
  private static func probabilities(
    _ seers: [Explainer.Seer], _ inputs: [[Float]], _ fills: [[Float]], _ target: Int,
    _ masks: [[Bool]]
  ) -> [Double] {
    var sums = [Double](repeating: 0, count: masks.count)
    for (index, seer) in seers.enumerated() {
      let channels = seer.planned.encoder.channels
      let capacity = InferenceSession.preferredCapacity
      var session = InferenceSession(seer.planned.plan, capacity: capacity)
      for first in stride(from: 0, to: masks.count, by: capacity) {
        let batch = first..<min(first + capacity, masks.count)
        for (place, mask) in batch.enumerated() {
          session.withWindow(place) { window in
            for (position, stays) in masks[mask].enumerated() {
              for sample in position * channels..<(position + 1) * channels {
                window[sample] = stays ? inputs[index][sample] : fills[index][sample]
              }
            }
          }
        }
        session.run(count: batch.count)
        for (place, mask) in batch.enumerated() {
          let row = session.withLogits(place) { Array($0) }
          let probabilities = softmax(Tensor(shape: [1, row.count], elements: row)).elements
          sums[mask] += Double(probabilities[target]) / Double(seers.count)
        }
      }
    }
    return sums
  }

  /// What stands where something is taken away.
  private static func fill(
    _ input: [Float], of seer: Explainer.Seer, _ settings: Faithfulness.Settings,
    _ generator: CounterGenerator
  ) -> [Float] {
    let channels = seer.planned.encoder.channels
    let count = seer.planned.encoder.length
    guard case .waveform = seer.member.representation else {
      // Scaled by mean and deviation of training: 0 is the mean.
      return [Float](repeating: 0, count: input.count)
    }
    var generator = generator
    var result = input
    for channel in 0..<channels {
      let signal = (0..<count).map { Double(input[$0 * channels + channel]) }
      let fill: [Double]
      if settings.fill == .scrambled, seer.axis.kind == .samples {
        fill = PhaseScrambling(length: count)(signal, using: &generator)
      } else {
        fill = [Double](repeating: signal.reduce(0, +) / Double(count), count: count)
      }
      for position in 0..<count { result[position * channels + channel] = Float(fill[position]) }
    }
    return result
  }
}
