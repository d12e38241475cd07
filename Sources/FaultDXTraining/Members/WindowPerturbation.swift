package import FaultDXSignal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What is done to the samples of a window before it is encoded, so that a network learns what does not matter.
public struct WindowPerturbation: Sendable, Equatable {
  /// The most by which the window is read faster or slower, as a share: another shaft speed.
  public var stretch: Double
  /// The signal-to-noise ratios in dB between which white noise is added; `nil` for none.
  public var noise: ClosedRange<Double>?

  /// A perturbation; without arguments it does nothing.
  public init(stretch: Double = 0, noise: ClosedRange<Double>? = nil) {
    self.stretch = stretch
    self.noise = noise
  }

  /// The samples of a window of a recording, `[length, channels]`, perturbed.
  ///
  /// - Parameters:
  ///   - start: the window's first frame.
  ///   - range: the frames that may be read.
  package func samples(
    of recording: Recording, start: Int, length: Int, within range: Range<Int>,
    _ random: inout CounterGenerator
  ) -> [Float] {
    let channels = recording.channels
    var result = stretched(recording, start: start, length: length, within: range, &random)
    guard let noise else { return result }
    let ratio = random.uniform(in: noise)
    for channel in 0..<channels {
      Self.addNoise(
        to: &result, channel: channel, of: channels, decibels: ratio, &random)
    }
    return result
  }

  private func stretched(
    _ recording: Recording, start: Int, length: Int, within range: Range<Int>,
    _ random: inout CounterGenerator
  ) -> [Float] {
    let channels = recording.channels
    let factor = stretch > 0 ? random.uniform(in: (1 - stretch)...(1 + stretch)) : 1
    let span = Double(length - 1) * factor
    guard factor != 1, span <= Double(range.count - 1) else {
      return Array(recording.samples[start * channels..<(start + length) * channels])
    }
    // As near to where the window lies as the range allows.
    let first = min(Double(start), Double(range.upperBound - 1) - span)
    var result = [Float](repeating: 0, count: length * channels)
    recording.samples.withUnsafeBufferPointer { samples in
      for frame in 0..<length {
        let place = first + Double(frame) * factor
        let left = min(Int(place), range.upperBound - 2)
        let share = place - Double(left)
        let weights = Self.cubic(share)
        for channel in 0..<channels {
          var sum = 0.0
          for tap in 0..<4 {
            let source = min(max(left - 1 + tap, range.lowerBound), range.upperBound - 1)
            sum += weights[tap] * Double(samples[source * channels + channel])
          }
          result[frame * channels + channel] = Float(sum)
        }
      }
    }
    return result
  }

  /// The weights of four neighbours for a place between the middle two (Catmull and Rom 1974).
  private static func cubic(_ t: Double) -> SIMD4<Double> {
    let (t2, t3) = (t * t, t * t * t)
    return SIMD4(
      (-t3 + 2 * t2 - t) / 2, (3 * t3 - 5 * t2 + 2) / 2, (-3 * t3 + 4 * t2 + t) / 2, (t3 - t2) / 2)
  }

  /// Adds white noise whose power has exactly this ratio to that of the signal about its mean.
  private static func addNoise(
    to samples: inout [Float], channel: Int, of channels: Int, decibels: Double,
    _ random: inout CounterGenerator
  ) {
    let frames = samples.count / channels
    var noise = (0..<frames).map { _ in random.normal() }
    func power(_ values: some Sequence<Double>) -> (mean: Double, power: Double) {
      var (sum, squares) = (0.0, 0.0)
      for value in values {
        sum += value
        squares += value * value
      }
      let mean = sum / Double(frames)
      return (mean, max(0, squares / Double(frames) - mean * mean))
    }
    let drawn = power(noise)
    let signal = power((0..<frames).map { [samples] in Double(samples[$0 * channels + channel]) })
    guard drawn.power > 0 else { return }
    let scale = (signal.power / pow(10, decibels / 10) / drawn.power).squareRoot()
    for frame in 0..<frames {
      noise[frame] = (noise[frame] - drawn.mean) * scale
      samples[frame * channels + channel] += Float(noise[frame])
    }
  }
}
