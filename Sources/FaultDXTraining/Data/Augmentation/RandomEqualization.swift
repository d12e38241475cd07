import FaultDXSignal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A smooth random gain over frequency, as if the sensor sat elsewhere on the machine.
///
/// The gain in decibels is a random cosine series over the band from 0 to half the rate; the filter is symmetric, so that
/// impulses stay where they are.
public struct RandomEqualization: Sendable, Equatable {
  /// The deviation of the gain over frequency, in decibels.
  public var decibels: Double
  /// The share of windows that are equalised.
  public var probability: Double

  /// Gains of this deviation.
  public init(decibels: Double, probability: Double = 0.5) {
    self.decibels = decibels
    self.probability = probability
  }

  /// Frames that the filter reaches to either side.
  static let half = 16
  /// Terms of the series: this many swings over the band at most.
  private static let terms = 6
  /// Places at which the gain is computed, between 0 and half the rate.
  private static let places = 32
  private static let cosines = (0..<(2 * places)).map {
    cos(Double.pi * Double($0) / Double(places))
  }

  /// Draws a filter.
  ///
  /// - Parameter coefficients: gets `half + 1` numbers.
  /// - Returns: `false` where the window is left as it is.
  func draw(_ coefficients: UnsafeMutablePointer<Float>, _ random: inout CounterGenerator) -> Bool {
    guard random.uniform() < probability else { return false }
    let count = Self.places
    let deviation = decibels * (2 / Double(Self.terms)).squareRoot()
    var series = SIMD8<Double>.zero
    for term in 0..<Self.terms { series[term] = deviation * random.normal() }
    for j in 0...Self.half { coefficients[j] = 0 }
    Self.cosines.withUnsafeBufferPointer { cosines in
      for place in 0...count {
        var level = 0.0
        for term in 0..<Self.terms {
          level += series[term] * cosines[(term + 1) * place % (2 * count)]
        }
        // The ends stand for half as much of the band as the places between them.
        let weight = place == 0 || place == count ? 0.5 : 1
        let gain = pow(10, level / 20) * weight / Double(count)
        for j in 0...Self.half {
          coefficients[j] += Float(gain * cosines[j * place % (2 * count)])
        }
      }
    }
    return true
  }
}
