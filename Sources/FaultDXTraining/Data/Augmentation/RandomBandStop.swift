import FaultDXSignal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A band of random place and width that is missing: no one line may decide alone.
public struct RandomBandStop: Sendable, Equatable {
  /// The band is at most this share of the frequencies up to half the rate.
  public var maximumWidth: Double
  /// The share of windows that lose a band.
  public var probability: Double

  /// Bands of up to this share.
  public init(maximumWidth: Double, probability: Double = 0.25) {
    self.maximumWidth = maximumWidth
    self.probability = probability
  }

  /// Frames that the filter reaches to either side.
  static let half = 32

  /// Draws a filter: what a band-pass (a windowed sinc, 1 in the middle of its band) lets through is taken away.
  ///
  /// - Parameter coefficients: gets `half + 1` numbers.
  /// - Returns: `false` where the window is left as it is.
  func draw(_ coefficients: UnsafeMutablePointer<Float>, _ random: inout CounterGenerator) -> Bool {
    guard random.uniform() < probability else { return false }
    let width = maximumWidth * (0.25 + 0.75 * random.uniform())
    let low = random.uniform() * (1 - width)
    Self.stop(from: low, to: low + width, coefficients)
    return true
  }

  /// The filter for a band, in shares of half the rate.
  static func stop(from low: Double, to high: Double, _ coefficients: UnsafeMutablePointer<Float>) {
    let center = Double.pi * (low + high) / 2
    let radius = Double.pi * (high - low) / 2
    coefficients[0] = Float(radius)
    var middle = radius
    for j in 1...half {
      let taper = 0.5 + 0.5 * cos(Double.pi * Double(j) / Double(half + 1))
      let value = taper * cos(center * Double(j)) * sin(radius * Double(j)) / Double(j)
      coefficients[j] = Float(value)
      middle += 2 * value * cos(center * Double(j))
    }
    for j in 0...half { coefficients[j] *= Float(-1 / middle) }
    coefficients[0] += 1
  }
}
