import FaultDXSignal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Noise at a random signal-to-noise ratio.
///
/// The ratio is that of variances over the window, of each channel on its own: an offset is no signal. It is exact for
/// every window, not only on average.
public struct AdditiveNoise: Sendable, Equatable {
  /// The ratio in decibels is drawn from here, uniformly.
  public var decibels: ClosedRange<Double>
  /// The share of windows that get noise.
  public var probability: Double

  /// Noise of this much.
  public init(decibels: ClosedRange<Double>, probability: Double = 0.5) {
    self.decibels = decibels
    self.probability = probability
  }

  /// Adds noise to interleaved samples, or does not.
  ///
  /// - Parameter room: as many floats as a channel has frames.
  func apply(
    _ samples: UnsafeMutableBufferPointer<Float>, channels: Int, table: NoiseTable,
    room: UnsafeMutablePointer<Float>, _ random: inout CounterGenerator
  ) {
    guard random.uniform() < probability else { return }
    let ratio = pow(10, random.uniform(in: decibels) / 10)
    let frames = samples.count / channels
    for channel in 0..<channels {
      table.draw(frames, into: room, &random)
      let noise = ChannelMoments(
        UnsafeBufferPointer(start: room, count: frames), channel: 0, of: 1)
      let signal = ChannelMoments(
        UnsafeBufferPointer(samples), channel: channel, of: channels)
      guard noise.variance > 0 else { continue }
      let scale = Float((signal.variance / ratio / noise.variance).squareRoot())
      let mean = Float(noise.mean)
      if channels == 1 {
        for t in 0..<frames { samples[t] += scale * (room[t] - mean) }
      } else {
        for t in 0..<frames { samples[t * channels + channel] += scale * (room[t] - mean) }
      }
    }
  }
}
