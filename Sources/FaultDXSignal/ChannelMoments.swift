/// The count, mean and biased variance of one channel of interleaved samples, in `Double`.
struct ChannelMoments {
  private(set) var count = 0.0
  private(set) var mean = 0.0
  private var squares = 0.0

  /// The mean squared distance from the mean; 0 of no samples.
  var variance: Double { count > 0 ? squares / count : 0 }

  /// Of no samples.
  init() {}

  /// Two passes, since one pass of sums of squares loses everything at a large offset; four sums side
  /// by side, since one would wait for itself.
  init(_ samples: UnsafeBufferPointer<Float>, channel: Int, of channels: Int) {
    let frames = samples.count / channels
    if frames == 0 { return }
    count = Double(frames)
    mean =
      Self.sum(samples, channel: channel, of: channels) { Double($0) } / count
    let center = mean
    squares = Self.sum(samples, channel: channel, of: channels) {
      let distance = Double($0) - center
      return distance * distance
    }
  }

  /// Adds the moments of other samples (Chan, Golub, LeVeque 1979).
  mutating func merge(_ other: ChannelMoments) {
    if other.count == 0 { return }
    let total = count + other.count
    let distance = other.mean - mean
    mean += distance * other.count / total
    squares += other.squares + distance * distance * count * other.count / total
    count = total
  }

  @inline(__always)
  private static func sum(
    _ samples: UnsafeBufferPointer<Float>, channel: Int, of channels: Int,
    _ term: (Float) -> Double
  ) -> Double {
    var sums = SIMD4<Double>.zero
    var index = channel
    while index + 3 * channels < samples.count {
      sums.x += term(samples[index])
      sums.y += term(samples[index + channels])
      sums.z += term(samples[index + 2 * channels])
      sums.w += term(samples[index + 3 * channels])
      index += 4 * channels
    }
    while index < samples.count {
      sums.x += term(samples[index])
      index += channels
    }
    return sums.sum()
  }
}

/// The smallest and largest sample of one channel; `(+inf, -inf)` of none, and blind to NaN.
func extremes(
  _ samples: UnsafeBufferPointer<Float>, channel: Int, of channels: Int
) -> (minimum: Float, maximum: Float) {
  var minimum = Float.infinity
  var maximum = -Float.infinity
  var index = channel
  while index < samples.count {
    let value = samples[index]
    if value < minimum { minimum = value }
    if value > maximum { maximum = value }
    index += channels
  }
  return (minimum, maximum)
}
