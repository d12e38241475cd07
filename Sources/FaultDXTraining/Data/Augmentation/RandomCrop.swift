import FaultDXSignal

/// A stretch of the window that is missing: the mean of each channel stands in its place, as when a sensor drops out.
public struct RandomCrop: Sendable, Equatable {
  /// The stretch is at most this share of the window.
  public var maximumShare: Double
  /// The share of windows that lose one.
  public var probability: Double

  /// Stretches of up to this share.
  public init(maximumShare: Double, probability: Double = 0.25) {
    self.maximumShare = maximumShare
    self.probability = probability
  }

  /// Takes a stretch out of interleaved samples, or does not.
  func apply(
    _ samples: UnsafeMutableBufferPointer<Float>, channels: Int, _ random: inout CounterGenerator
  ) {
    guard random.uniform() < probability else { return }
    let frames = samples.count / channels
    let count = Int((random.uniform() * maximumShare * Double(frames)).rounded())
    let start = random.integer(below: frames - count + 1)
    for channel in 0..<channels {
      let mean = Float(
        ChannelMoments(UnsafeBufferPointer(samples), channel: channel, of: channels).mean)
      for t in start..<(start + count) { samples[t * channels + channel] = mean }
    }
  }
}
