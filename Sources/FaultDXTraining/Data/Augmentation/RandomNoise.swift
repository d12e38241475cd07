import FaultDXSignal

/// Noise at a random signal-to-noise ratio.
///
/// The ratio is that of variances over the window, of each channel on its own: an offset is no signal. It is exact for
/// every window, not only on average.
public struct RandomNoise: Sendable, Equatable {
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
    let decibels = random.uniform(in: decibels)
    let frames = samples.count / channels
    for channel in 0..<channels {
      table.draw(frames, into: room, &random)
      NoiseMixing.add(
        UnsafeBufferPointer(start: room, count: frames), to: samples, channel: channel,
        of: channels, decibels: decibels)
    }
  }
}
