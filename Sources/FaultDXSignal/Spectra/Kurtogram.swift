#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How impulsive a signal is in bands of frequency of many widths: the fast kurtogram.
///
/// It is that of J. Antoni, "Fast computation of the
/// kurtogram for the detection of transient faults", MSSP 21, 2007.
///
/// A tree of short analytic filters splits the signal's bands into halves and thirds, level by level: level k has
/// 2ᵏ bands, level j + log2(3) has 3 · 2ʲ. The kurtosis of each band's complex envelope is 0 for Gaussian noise and large where
/// impacts ring. A single disturbance that has nothing to do with the bearing is impulsive too, which is the known
/// weakness of choosing by it.
public struct Kurtogram: Sendable, Equatable {
  /// The bands of one width.
  public struct Level: Sendable, Equatable {
    /// The base-2 logarithm of how many bands there are: 0, 1, 1.58, 2, 2.58 and so on.
    public let depth: Double
    /// The kurtosis of each band, from 0 Hz to half the rate.
    public let kurtosis: [Double]
  }

  /// One band.
  public struct Band: Sendable, Equatable {
    /// From where to where, in Hz.
    public let frequencies: ClosedRange<Double>
    /// The kurtosis of its complex envelope (of the samples for the whole).
    public let kurtosis: Double
    /// The depth of its level.
    public let depth: Double
  }

  /// The levels, the widest bands first.
  public let levels: [Level]
  /// Frames per second, in Hz.
  public let sampleRate: Double
  /// Samples that were looked at.
  public let samples: Int

  /// The depth that samples are enough for: seven levels less than they could be halved, eight at most.
  public static func deepest(ofSamples count: Int) -> Int {
    count < 2 ? 0 : min(8, max(0, Int(log2(Double(count))) - 7))
  }

  /// The kurtogram of a signal.
  ///
  /// - Parameters:
  ///   - samples: one channel.
  ///   - sampleRate: in Hz.
  ///   - depth: the last level; ``deepest(ofSamples:)`` where it is `nil` or larger.
  /// - Precondition: the rate is positive and finite.
  public init(of samples: [Double], sampleRate: Double, depth: Int? = nil) {
    require(sampleRate > 0 && sampleRate.isFinite, "no kurtogram of samples at \(sampleRate) Hz")
    let depth = min(depth ?? .max, Self.deepest(ofSamples: samples.count))
    self.sampleRate = sampleRate
    self.samples = samples.count
    let bank = FilterBank.published
    let mean = samples.reduce(0, +) / Double(max(samples.count, 1))
    var levels = [Level(depth: 0, kurtosis: [Self.kurtosis(samples)])]
    var bands = [Spectrum(real: samples.map { $0 - mean }, imaginary: [])]
    for level in 0...depth {
      if level > 0 {
        var halves: [Spectrum] = []
        halves.reserveCapacity(2 * bands.count)
        for index in bands.indices {
          let low = bank.low.decimated(bands[index], by: 2)
          var high = bank.high.decimated(bands[index], by: 2)
          // Decimation turned the upper half upside down.
          for t in stride(from: 0, to: high.real.count, by: 2) {
            high.real[t] = -high.real[t]
            high.imaginary[t] = -high.imaginary[t]
          }
          halves.append(low)
          halves.append(high)
          bands[index] = Spectrum(zeros: 0)
        }
        bands = halves
        let values = bands.enumerated().map { index, band in
          Self.kurtosis(band, settling: index % 2 == 0 ? bank.low.settling : bank.high.settling)
        }
        levels.append(Level(depth: Double(level), kurtosis: values))
      }
      if Double(level) + log2(3) < Double(depth) {
        let values = bands.flatMap { band in
          bank.thirds.map { third in
            Self.kurtosis(third.decimated(band, by: 3), settling: bank.low.settling)
          }
        }
        levels.append(Level(depth: Double(level) + log2(3), kurtosis: values))
      }
    }
    self.levels = levels.sorted { $0.depth < $1.depth }
  }

  /// The most impulsive band.
  ///
  /// - Parameter width: how wide it must be in Hz: what modulates it can be seen up to that frequency.
  public func best(atLeast width: Double = 0) -> Band {
    var best = band(0, of: levels[0])
    for level in levels where sampleRate / 2 / Double(level.kurtosis.count) >= width {
      for (index, value) in level.kurtosis.enumerated() where value > best.kurtosis {
        best = band(index, of: level)
      }
    }
    return best
  }

  /// One band of a level.
  ///
  /// - Precondition: the level has it.
  public func band(_ index: Int, of level: Level) -> Band {
    let width = sampleRate / 2 / Double(level.kurtosis.count)
    return Band(
      frequencies: Double(index) * width...Double(index + 1) * width,
      kurtosis: level.kurtosis[index], depth: level.depth)
  }

  /// Of real samples, 0 for Gaussian ones.
  private static func kurtosis(_ samples: [Double]) -> Double {
    let count = Double(max(samples.count, 1))
    let mean = samples.reduce(0, +) / count
    var (second, fourth) = (0.0, 0.0)
    for sample in samples {
      let square = (sample - mean) * (sample - mean)
      second += square
      fourth += square * square
    }
    return second > 0 ? fourth * count / (second * second) - 3 : 0
  }

  /// Of a complex envelope without the samples that a filter takes to settle.
  private static func kurtosis(_ band: Spectrum, settling: Int) -> Double {
    let range = min(settling, band.real.count)..<band.real.count
    let count = Double(max(range.count, 1))
    var mean = Complex(0, 0)
    for t in range { mean += band[t] }
    mean /= count
    var (second, fourth) = (0.0, 0.0)
    for t in range {
      let value = band[t] - mean
      let square = (value * value).sum()
      second += square
      fourth += square * square
    }
    return second > 0 ? fourth * count / (second * second) - 2 : 0
  }
}

/// A complex filter of few taps.
private struct AnalyticFilter: Sendable {
  let real: [Double]
  let imaginary: [Double]
  /// Samples of the result in which the signal's beginning is heard, counted as the published program does.
  var settling: Int { real.count - 1 }

  /// Every `step`th sample of the filtered signal, the first one at `step - 1`.
  ///
  /// - Parameter signal: complex; real where it has no imaginary parts.
  func decimated(_ signal: Spectrum, by step: Int) -> Spectrum {
    let count = signal.real.count / step
    var result = Spectrum(zeros: count)
    let taps = real.count
    let isReal = signal.imaginary.isEmpty
    signal.real.withUnsafeBufferPointer { x in
      signal.imaginary.withUnsafeBufferPointer { y in
        real.withUnsafeBufferPointer { a in
          imaginary.withUnsafeBufferPointer { b in
            for index in 0..<count {
              let end = index * step + step - 1
              let last = min(taps - 1, end)
              var (sumX, sumY) = (0.0, 0.0)
              var k = 0
              if isReal {
                while k <= last {
                  sumX += a[k] * x[end - k]
                  sumY += b[k] * x[end - k]
                  k += 1
                }
              } else {
                while k <= last {
                  sumX += a[k] * x[end - k] - b[k] * y[end - k]
                  sumY += a[k] * y[end - k] + b[k] * x[end - k]
                  k += 1
                }
              }
              result.real[index] = sumX
              result.imaginary[index] = sumY
            }
          }
        }
      }
    }
    return result
  }
}

/// The published filters: a pair of half bands around 1/8 and 3/8 of the rate from a 17-tap prototype, and thirds from one of
/// 25 taps.
private struct FilterBank: Sendable {
  let low: AnalyticFilter
  let high: AnalyticFilter
  let thirds: [AnalyticFilter]

  static let published: FilterBank = {
    let half = lowPass(taps: 17, cutoff: 0.4)
    let low = shifted(half, by: 1.0 / 8)
    // The alternating flip of the first 16 taps.
    let high = AnalyticFilter(
      real: (0..<16).map { low.real[15 - $0] * ($0 % 2 == 0 ? -1 : 1) },
      imaginary: (0..<16).map { low.imaginary[15 - $0] * ($0 % 2 == 0 ? -1 : 1) })
    let third = lowPass(taps: 25, cutoff: 2.0 / 3 * 0.4)
    return FilterBank(
      low: low, high: high,
      thirds: (0..<3).map { shifted(third, by: 1.0 / 12 + Double($0) / 6) })
  }()

  /// A sinc under a Hamming window with a gain of 1 at 0 Hz: `scipy.signal.firwin`.
  ///
  /// - Parameter cutoff: as a fraction of half the rate.
  private static func lowPass(taps: Int, cutoff: Double) -> [Double] {
    let values = (0..<taps).map { k in
      let t = Double(k) - Double(taps - 1) / 2
      let sinc = t == 0 ? cutoff : sin(Double.pi * cutoff * t) / (Double.pi * t)
      return sinc * (0.54 - 0.46 * cos(2 * Double.pi * Double(k) / Double(taps - 1)))
    }
    let gain = values.reduce(0, +)
    return values.map { $0 / gain }
  }

  /// The filter moved up the axis by a fraction of the rate.
  private static func shifted(_ taps: [Double], by frequency: Double) -> AnalyticFilter {
    let angles = taps.indices.map { 2 * Double.pi * frequency * Double($0) }
    return AnalyticFilter(
      real: zip(taps, angles).map { $0 * cos($1) },
      imaginary: zip(taps, angles).map { $0 * sin($1) })
  }
}
