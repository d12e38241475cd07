import FaultDXNN
import FaultDXSignal

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
  /// Asks every network about a few sound windows: the mean of their probabilities, of the hardened ones as far as
  /// the gate takes a window for noisy, of the others as far as it does not.
  ///
  /// Of a single output, which is a number and no class, it is the mean of what they answer.
  ///
  /// - Parameter recording: what is known about the samples.
  func askAll(
    _ windows: ArraySlice<Range<Int>>, in samples: UnsafeBufferPointer<Float>,
    of recording: Recording, _ scratch: DiagnosisScratch
  ) {
    let classes = model.labels.count
    let channels = windowConditioner.channels
    if let gate = model.gate, let bands = pool.gateBands {
      for (index, frames) in windows.enumerated() {
        scratch.gateLevels.removeAll(keepingCapacity: true)
        bands.append(
          levelsOf: samples.frames(frames, channels: channels), to: &scratch.gateLevels,
          in: &scratch.spectral)
        scratch.shares[index] = Float(
          gate.share(ordering: &scratch.gateLevels, channels: channels))
      }
    } else {
      for index in 0..<windows.count { scratch.shares[index] = 0 }
    }
    let hardened = Float(members.count { $0.isHardened })
    let others = Float(members.count) - hardened
    for position in 0..<windows.count * classes { scratch.logits[position] = 0 }
    for (member, network) in zip(members, scratch.members) {
      for (index, frames) in windows.enumerated() {
        let surroundings = WindowSurroundings(
          samples: samples, window: frames, channels: channels,
          sampleRate: recording.sampleRate, speed: recording.speed)
        network.session.withWindow(index) {
          fill($0, with: surroundings, for: member, in: &scratch.encoding)
        }
      }
      network.session.run(count: windows.count)
      for index in 0..<windows.count {
        let share = scratch.shares[index]
        let weight = member.isHardened ? share / hardened : (1 - share) / others
        let row = scratch.row(index)
        network.session.withLogits(index) { logits in
          for (offset, logit) in logits.enumerated() {
            scratch.probabilities[row.lowerBound + offset] = logit
          }
        }
        if classes > 1 {
          scratch.probabilities.withUnsafeMutableBufferPointer {
            softmax(UnsafeMutableBufferPointer(rebasing: $0[row]))
          }
        }
        for position in row {
          scratch.logits[position] += weight * scratch.probabilities[position]
        }
      }
    }
    guard classes > 1 else { return }
    for position in 0..<windows.count * classes {
      scratch.logits[position] = Self.logit(scratch.logits[position])
    }
  }

  /// A logit that a softmax turns back into the probability; NaN stays what it is.
  private static func logit(_ probability: Float) -> Float {
    log(probability < .leastNormalMagnitude ? .leastNormalMagnitude : probability)
  }

  /// Writes what a network reads of a window.
  func fill(
    _ input: UnsafeMutableBufferPointer<Float>, with window: WindowSurroundings,
    for member: PlannedMember
  ) {
    var workspace = EncodingWorkspace()
    fill(input, with: window, for: member, in: &workspace)
  }

  /// The same in memory that is used again.
  func fill(
    _ input: UnsafeMutableBufferPointer<Float>, with window: WindowSurroundings,
    for member: PlannedMember, in workspace: inout EncodingWorkspace
  ) {
    guard !windowConditioner.isEmpty,
      case .waveform(let normalization) = member.encoder.representation
    else { return member.encoder.encode(window, into: input, in: &workspace) }
    let channels = windowConditioner.channels
    windowConditioner.apply(window.windowSamples, into: input)
    normalization.apply(UnsafeBufferPointer(input), channels: channels, into: input)
  }
}
