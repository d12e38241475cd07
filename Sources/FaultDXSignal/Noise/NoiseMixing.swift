#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Where noise meets a signal, of measurements and of training alike.
package enum NoiseMixing {
  /// Adds noise to a channel of a window so that the ratio of their variances is exact for this window, not only on average.
  ///
  /// An offset is no signal, and none is added. A channel that never changes has no power to compare with and stays as it is,
  /// as it does where the noise never changes.
  ///
  /// - Parameters:
  ///   - noise: as many samples as the window has frames, of any level.
  ///   - samples: `[frames, channels]`, interleaved.
  ///   - decibels: 10 log10 of the variance of the signal over that of the noise.
  package static func add(
    _ noise: UnsafeBufferPointer<Float>, to samples: UnsafeMutableBufferPointer<Float>,
    channel: Int, of channels: Int, decibels: Double
  ) {
    let drawn = ChannelMoments(noise, channel: 0, of: 1)
    let signal = ChannelMoments(UnsafeBufferPointer(samples), channel: channel, of: channels)
    guard drawn.variance > 0, signal.variance > 0 else { return }
    let scale = Float((signal.variance / pow(10, decibels / 10) / drawn.variance).squareRoot())
    let mean = Float(drawn.mean)
    // One channel alone is worth a loop that knows its stride.
    if channels == 1 {
      for t in noise.indices { samples[t] += scale * (noise[t] - mean) }
    } else {
      for t in noise.indices { samples[t * channels + channel] += scale * (noise[t] - mean) }
    }
  }
}
