#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Tells windows as those of training from windows under noise that training did not have.
///
/// Noise fills the valleys of a spectrum first. So the gate looks at band levels (``SpectralBands``) in order of size,
/// whatever bands they are: where peaks stand says what the machine does, how deep the valleys are says how noisy it is.
public struct NoiseGate: Sendable, Equatable {
  /// Bands of each channel whose levels are put in order.
  public static let bands = 128
  /// Which of the ordered levels are looked at, as shares of their number.
  static let ranks = [0.02, 0.06, 0.125, 0.25, 0.5, 0.75, 0.94, 0.98]

  /// The weight of each number that `features(of:)` gives, channel by channel.
  public let weights: [Float]
  /// What is added to their sum.
  public let constant: Float

  /// A gate of given weights.
  public init(weights: [Float], constant: Float) {
    self.weights = weights
    self.constant = constant
  }

  /// The numbers for a window of so many channels.
  public static func count(channels: Int) -> Int { channels * ranks.count }

  /// What the gate looks at, from the bands of a window, channel by channel.
  ///
  /// - Precondition: as many bands for each channel.
  public static func features(ofBands bands: [Double], channels: Int) -> [Double] {
    let count = bands.count / channels
    return (0..<channels).flatMap { channel in
      let ordered = bands[channel * count..<(channel + 1) * count].sorted()
      return ranks.map { ordered[min(count - 1, Int($0 * Double(count)))] }
    }
  }

  /// How far a window is noise's, from 0 to 1.
  ///
  /// - Precondition: as many numbers as weights.
  public func share(_ features: [Double]) -> Double {
    require(
      features.count == weights.count,
      "a gate of \(weights.count) weights was given \(features.count) numbers")
    var sum = Double(constant)
    for (weight, feature) in zip(weights, features) { sum += Double(weight) * feature }
    return 1 / (1 + exp(-sum))
  }

  /// The same from the bands of a window, which it puts in order where they lie.
  ///
  /// - Precondition: as many bands for each channel, and their features as many as weights.
  package func share(ordering bands: inout [Double], channels: Int) -> Double {
    require(
      Self.count(channels: channels) == weights.count,
      "a gate of \(weights.count) weights was given \(channels) channels")
    let count = bands.count / channels
    var sum = Double(constant)
    for channel in 0..<channels {
      // By insertion: the standard sort asks for memory, and there are few.
      for end in channel * count..<(channel + 1) * count {
        let level = bands[end]
        var place = end
        while place > channel * count, bands[place - 1] > level {
          bands[place] = bands[place - 1]
          place -= 1
        }
        bands[place] = level
      }
      for (index, rank) in Self.ranks.enumerated() {
        sum +=
          Double(weights[channel * Self.ranks.count + index])
          * bands[channel * count + min(count - 1, Int(rank * Double(count)))]
      }
    }
    return 1 / (1 + exp(-sum))
  }
}
