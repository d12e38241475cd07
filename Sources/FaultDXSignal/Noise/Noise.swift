/// A source of noise of one length and one colour; how loud it is, is for whoever adds it to say.
public protocol Noise: Sendable {
  /// Samples in each draw.
  var length: Int { get }
  /// One draw: `length` samples, of no particular power.
  func samples(using generator: inout CounterGenerator) -> [Double]
}

/// Independent Gaussian samples: the same power at every frequency.
public struct WhiteNoise: Noise {
  /// Samples in each draw.
  public let length: Int

  /// Noise of so many samples.
  ///
  /// - Precondition: `length` is positive.
  public init(length: Int) {
    require(length > 0, "noise needs a positive length, got \(length)")
    self.length = length
  }

  /// Independent normal numbers: power 1 on average.
  public func samples(using generator: inout CounterGenerator) -> [Double] {
    (0..<length).map { _ in generator.normal() }
  }
}

/// Gaussian noise whose power falls as 1/f: 3.01 dB an octave, 10 dB a decade, from the first line of the length on.
///
/// Each line of the spectrum is a complex Gaussian number times f^(-1/2), so that the expected power of the line k is exactly
/// proportional to 1/k; the mean is 0. Source: J. Timmer, M. König, "On generating power law noise", Astronomy and Astrophysics
/// 300, 1995.
public struct PinkNoise: Noise {
  /// Samples in each draw.
  public let length: Int
  private let transform: FourierTransform

  /// Noise of so many samples.
  ///
  /// - Precondition: `length` is at least 2.
  public init(length: Int) {
    require(length > 1, "pink noise needs at least 2 samples, got \(length)")
    self.length = length
    transform = FourierTransform(length: length)
  }

  /// Lines of random size and phase, transformed back.
  public func samples(using generator: inout CounterGenerator) -> [Double] {
    var spectrum = Spectrum(zeros: length)
    for line in 1...(length / 2) {
      let amplitude = 1 / Double(line).squareRoot()
      if 2 * line == length {
        // The last line of an even length is its own mirror image: real, with all of the power.
        spectrum.real[line] = amplitude * generator.normal() * 2.0.squareRoot()
        continue
      }
      spectrum.real[line] = amplitude * generator.normal()
      spectrum.imaginary[line] = amplitude * generator.normal()
      spectrum.real[length - line] = spectrum.real[line]
      spectrum.imaginary[length - line] = -spectrum.imaginary[line]
    }
    transform.inverse(&spectrum)
    return spectrum.real
  }
}

/// Gaussian background with rare strong impulses: Bernoulli-Gaussian noise, as switching and knocks make it.
///
/// Each sample is g + b k: g Gaussian with variance 1, b = 1 with `probability` and else 0, k Gaussian with variance `ratio`, all
/// independent. With the defaults one sample in a hundred is an impulse, and impulses carry half of the power. Source: M. Ghosh,
/// "Analysis of the effect of impulse noise on multicarrier and single carrier QAM systems", IEEE Transactions on Communications
/// 44(2), 1996.
public struct ImpulsiveNoise: Noise {
  /// Samples in each draw.
  public let length: Int
  /// The share of samples with an impulse.
  public let probability: Double
  /// The variance of an impulse over that of the background.
  public let ratio: Double

  /// Noise of so many samples.
  ///
  /// - Precondition: `length` is positive, `probability` in 0...1, `ratio` not negative.
  public init(length: Int, probability: Double = 0.01, ratio: Double = 100) {
    require(length > 0, "noise needs a positive length, got \(length)")
    require(
      (0...1).contains(probability) && ratio >= 0 && ratio.isFinite,
      "impulses of probability \(probability) and ratio \(ratio) are none")
    self.length = length
    self.probability = probability
    self.ratio = ratio
  }

  /// Background and impulses: power 1 + `probability` · `ratio` on average.
  public func samples(using generator: inout CounterGenerator) -> [Double] {
    let deviation = ratio.squareRoot()
    return (0..<length).map { _ in
      let background = generator.normal()
      return generator.uniform() < probability
        ? background + deviation * generator.normal() : background
    }
  }
}
