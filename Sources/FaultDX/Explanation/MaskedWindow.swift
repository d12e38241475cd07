import FaultDXNN
import FaultDXSignal
import FaultDXTensor

/// A window that is asked about with parts of it taken away.
struct MaskedWindow {
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
