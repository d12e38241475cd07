/// A symmetric filter: it changes what is loud and what is soft, and no phase.
///
///     y[t] = h[0] · x[t] + Σ(j = 1 … half) h[j] · (x[t − j] + x[t + j])
///
/// At the angle `ω` per sample its gain is the cosine series `h[0] + 2 Σ h[j] cos(jω)`.
enum ZeroPhaseFilter {
  /// Filters interleaved samples.
  ///
  /// - Parameters:
  ///   - coefficients: `h[0]` to `h[half]`.
  ///   - source: `count` floats with `half` frames more on each side; starts with those before.
  ///   - target: `count` floats, elsewhere.
  static func apply(
    _ coefficients: UnsafePointer<Float>, half: Int, source: UnsafePointer<Float>,
    target: UnsafeMutablePointer<Float>, count: Int, channels: Int
  ) {
    let center = UnsafeRawPointer(source + half * channels)
    let step = channels * MemoryLayout<Float>.stride
    let lanes = 8
    var index = 0
    while index + lanes <= count {
      let place = center + index * MemoryLayout<Float>.stride
      var sum = place.loadUnaligned(as: SIMD8<Float>.self) * coefficients[0]
      for j in 1..<(half + 1) {
        let pair =
          (place - j * step).loadUnaligned(as: SIMD8<Float>.self)
          + (place + j * step).loadUnaligned(as: SIMD8<Float>.self)
        sum += pair * coefficients[j]
      }
      UnsafeMutableRawPointer(target + index).storeBytes(of: sum, as: SIMD8<Float>.self)
      index += lanes
    }
    while index < count {
      let place = source + half * channels + index
      var sum = place[0] * coefficients[0]
      for j in 1..<(half + 1) {
        sum += (place[-j * channels] + place[j * channels]) * coefficients[j]
      }
      target[index] = sum
      index += 1
    }
  }
}
