/// A window where it lies: what may be read around it, and what is known about it.
public struct WindowSurroundings {
  /// Interleaved frames.
  public let samples: UnsafeBufferPointer<Float>
  /// The frames of the window, counted from the first of `samples`.
  public let window: Range<Int>
  /// Interleaved channels.
  public let channels: Int
  /// Frames per second, where it is known.
  public let sampleRate: Double?
  /// Of the shaft, in revolutions per minute, where it is known.
  public let speed: Double?

  /// Describes a window.
  ///
  /// - Precondition: It lies within the samples.
  public init(
    samples: UnsafeBufferPointer<Float>, window: Range<Int>, channels: Int,
    sampleRate: Double? = nil, speed: Double? = nil
  ) {
    require(
      channels > 0 && window.lowerBound >= 0 && window.upperBound * channels <= samples.count,
      "the window \(window) of \(channels) channels does not lie in \(samples.count) samples")
    self.samples = samples
    self.window = window
    self.channels = channels
    self.sampleRate = sampleRate
    self.speed = speed
  }

  /// The frames there are.
  public var frames: Int { samples.count / channels }

  /// The window's own samples, `[window.count, channels]`.
  public var windowSamples: UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(
      rebasing: samples[window.lowerBound * channels..<window.upperBound * channels])
  }

  /// One channel of some frames.
  func channel(_ channel: Int, _ frames: Range<Int>) -> [Double] {
    frames.map { Double(samples[$0 * channels + channel]) }
  }
}
