#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Takes the values of a signal at uneven positions, and nothing that would alias there.
///
/// The filter is that of ``Resampler``, a sinc under a Kaiser window of β = 5 over ten zero crossings to each side, with
/// a cut-off that follows the distance of the positions: of a run-up, each stretch loses only what that stretch cannot
/// show. The weights of each value add up to 1.
struct AngularResampler {
  /// Values of the kernel in one crossing; a straight line between them is right to 3 parts in 10⁸.
  private static let fineness = 4096
  private static let crossings = 10

  private static let kernel: [Double] = (0...crossings * fineness + 1).map { index in
    let x = Double(index) / Double(fineness)
    let inside = max(0, 1 - x * x / Double(crossings * crossings))
    let sinc = index == 0 ? 1 : sin(Double.pi * x) / (Double.pi * x)
    return sinc * besselI0(5 * inside.squareRoot())
  }

  /// Where values are taken, in frames with a fraction; increasing.
  let positions: [Double]

  /// The values of a channel of interleaved samples.
  func callAsFunction(
    _ samples: UnsafeBufferPointer<Float>, channel: Int, of channels: Int
  ) -> [Float] {
    let frames = samples.count / channels
    return Self.kernel.withUnsafeBufferPointer { kernel in
      positions.indices.map { k in
        let (before, behind) = (max(k - 1, 0), min(k + 1, positions.count - 1))
        let distance =
          before < behind ? (positions[behind] - positions[before]) / Double(behind - before) : 1
        let cutoff = min(1, 1 / distance)
        let reach = Double(Self.crossings) / cutoff
        let first = max(0, Int((positions[k] - reach).rounded(.up)))
        let last = min(frames - 1, Int((positions[k] + reach).rounded(.down)))
        var (sum, weights) = (0.0, 0.0)
        for frame in stride(from: first, through: last, by: 1) {
          let place = abs(Double(frame) - positions[k]) * cutoff * Double(Self.fineness)
          let index = min(Int(place), kernel.count - 2)
          let weight =
            kernel[index] + (place - Double(index)) * (kernel[index + 1] - kernel[index])
          sum += weight * Double(samples[frame * channels + channel])
          weights += weight
        }
        return Float(sum / weights)
      }
    }
  }
}
