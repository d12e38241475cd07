/// The count, mean and biased variance of one channel of interleaved samples, in `Double`.
package struct ChannelMoments {
  /// How many samples.
  private(set) var count = 0.0
  /// Their mean; 0 of no samples.
  package private(set) var mean = 0.0
  private var squares = 0.0

  /// The mean squared distance from the mean; 0 of no samples.
  package var variance: Double { count > 0 ? squares / count : 0 }

  /// Of no samples.
  init() {}

  /// Two passes, since one pass of sums of squares loses everything at a large offset; eight sums
  /// side by side, since one would wait for itself.
  package init(_ samples: UnsafeBufferPointer<Float>, channel: Int, of channels: Int) {
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

  /// The sum of a term over a channel; one channel alone is worth a loop that knows its stride.
  @inline(__always)
  private static func sum(
    _ samples: UnsafeBufferPointer<Float>, channel: Int, of channels: Int,
    _ term: (Float) -> Double
  ) -> Double {
    channels == 1
      ? sum(samples, from: 0, by: 1, term) : sum(samples, from: channel, by: channels, term)
  }

  @inline(__always)
  private static func sum(
    _ samples: UnsafeBufferPointer<Float>, from start: Int, by step: Int, _ term: (Float) -> Double
  ) -> Double {
    var sums = SIMD8<Double>.zero
    var index = start
    while index + 7 * step < samples.count {
      sums += SIMD8(
        term(samples[index]), term(samples[index + step]), term(samples[index + 2 * step]),
        term(samples[index + 3 * step]), term(samples[index + 4 * step]),
        term(samples[index + 5 * step]), term(samples[index + 6 * step]),
        term(samples[index + 7 * step]))
      index += 8 * step
    }
    while index < samples.count {
      sums[0] += term(samples[index])
      index += step
    }
    return sums.sum()
  }
}

/// The smallest and largest sample of one channel; `(+inf, -inf)` of none, and blind to NaN.
package func extremes(
  _ samples: UnsafeBufferPointer<Float>, channel: Int, of channels: Int
) -> (minimum: Float, maximum: Float) {
  var minima = SIMD4<Float>(repeating: .infinity)
  var maxima = -minima
  forEachFour(samples, channel: channel, of: channels) { four, _ in
    minima.replace(with: four, where: four .< minima)
    maxima.replace(with: four, where: four .> maxima)
  }
  return (minima.min(), maxima.max())
}

/// How many samples of one channel have either of two values.
package func occurrences(
  _ samples: UnsafeBufferPointer<Float>, channel: Int, of channels: Int, equalTo a: Float,
  or b: Float
) -> Int {
  var counts = SIMD4<Int32>.zero
  forEachFour(samples, channel: channel, of: channels) { four, used in
    let equal = four .== SIMD4(repeating: a) .| four .== SIMD4(repeating: b)
    counts.replace(with: counts &+ 1, where: equal .& used)
  }
  return Int(counts.wrappedSum())
}

/// The samples of one channel four at a time, and which of them count: of the
/// few left over at the end, the first of four copies does.
@inline(__always)
private func forEachFour(
  _ samples: UnsafeBufferPointer<Float>, channel: Int, of channels: Int,
  _ body: (SIMD4<Float>, SIMDMask<SIMD4<Int32>>) -> Void
) {
  // One channel alone is worth a loop that knows its stride.
  if channels == 1 {
    forEachFour(samples, from: 0, by: 1, body)
  } else {
    forEachFour(samples, from: channel, by: channels, body)
  }
}

@inline(__always)
private func forEachFour(
  _ samples: UnsafeBufferPointer<Float>, from start: Int, by step: Int,
  _ body: (SIMD4<Float>, SIMDMask<SIMD4<Int32>>) -> Void
) {
  var index = start
  while index + 3 * step < samples.count {
    let four = SIMD4(
      samples[index], samples[index + step], samples[index + 2 * step], samples[index + 3 * step])
    body(four, SIMDMask(repeating: true))
    index += 4 * step
  }
  while index < samples.count {
    var first = SIMDMask<SIMD4<Int32>>(repeating: false)
    first[0] = true
    body(SIMD4(repeating: samples[index]), first)
    index += step
  }
}
