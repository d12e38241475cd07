import FaultDXNN
import FaultDXSignal
import FaultDXTensor

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A network of a model made ready: what turns windows into its input, and its plan.
struct PlannedMember: Sendable {
  let encoder: WindowEncoder
  let plan: InferencePlan
  let isHardened: Bool

  /// - Parameters:
  ///   - windowLength: frames of a window, conditioned.
  ///   - channels: of a window, conditioned.
  init(_ member: Model.Member, windowLength: Int, channels: Int) {
    encoder = WindowEncoder(member.representation, windowLength: windowLength, channels: channels)
    plan = InferencePlan(member.network)
    isHardened = member.isHardened
  }
}

extension Diagnoser {
  /// Asks every network about sound windows, in order: the mean of their probabilities, of the hardened ones as far as
  /// the gate takes a window for noisy, of the others as far as it does not.
  ///
  /// Of a single output, which is a number and no class, it is the mean of what they answer.
  ///
  /// - Parameter recording: what is known about the samples.
  func answerOfAll(
    _ ranges: [Range<Int>], in samples: UnsafeBufferPointer<Float>, of recording: Recording,
    _ body: (_ frames: Range<Int>, _ logits: [Float], _ probabilities: [Float]) -> Void
  ) {
    let classes = model.labels.count
    let channels = windowConditioner.channels
    var shares = [Float](repeating: 0, count: ranges.count)
    if let gate = model.gate {
      let bands = SpectralBands(
        windowLength: model.windowLength, channels: channels,
        bands: min(NoiseGate.bands, model.windowLength / 2))
      for (index, frames) in ranges.enumerated() {
        let levels = bands(samples.frames(frames, channels: channels))
        shares[index] = Float(
          gate.share(NoiseGate.features(ofBands: levels, channels: channels)))
      }
    }
    let hardened = Float(members.count { $0.isHardened })
    let others = Float(members.count) - hardened
    var sums = [Float](repeating: 0, count: ranges.count * classes)
    for member in members {
      let capacity = min(InferenceSession.preferredCapacity, ranges.count)
      var session = InferenceSession(member.plan, capacity: capacity)
      for first in stride(from: 0, to: ranges.count, by: capacity) {
        let batch = first..<min(first + capacity, ranges.count)
        for (index, window) in batch.enumerated() {
          let surroundings = WindowSurroundings(
            samples: samples, window: ranges[window], channels: channels,
            sampleRate: recording.sampleRate, speed: recording.speed)
          session.withWindow(index) { fill($0, with: surroundings, for: member) }
        }
        session.run(count: batch.count)
        for (index, window) in batch.enumerated() {
          let weight =
            member.isHardened ? shares[window] / hardened : (1 - shares[window]) / others
          session.withLogits(index) { logits in
            let row =
              classes == 1
              ? Array(logits)
              : softmax(Tensor(shape: [1, classes], elements: Array(logits))).elements
            for (label, probability) in row.enumerated() {
              sums[window * classes + label] += weight * probability
            }
          }
        }
      }
    }
    for (window, frames) in ranges.enumerated() {
      let row = sums[window * classes..<(window + 1) * classes]
      let logits = classes == 1 ? Array(row) : row.map(Self.logit)
      body(
        frames, logits,
        Self.probabilities(of: logits, temperature: model.certainty?.temperature ?? 1))
    }
  }

  /// A logit that a softmax turns back into the probability; NaN stays what it is.
  private static func logit(_ probability: Float) -> Float {
    log(probability < .leastNormalMagnitude ? .leastNormalMagnitude : probability)
  }

  private func fill(
    _ input: UnsafeMutableBufferPointer<Float>, with window: WindowSurroundings,
    for member: PlannedMember
  ) {
    guard !windowConditioner.isEmpty,
      case .waveform(let normalization) = member.encoder.representation
    else { return member.encoder.encode(window, into: input) }
    let channels = windowConditioner.channels
    windowConditioner.apply(window.windowSamples, into: input)
    normalization.apply(UnsafeBufferPointer(input), channels: channels, into: input)
  }
}
