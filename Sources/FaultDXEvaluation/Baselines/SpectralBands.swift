import FaultDXSignal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What a window sounds like in a few numbers: the logarithm of its mean power in bands of frequency.
///
///     f[c, b] = log(mean over k in band b of |X_c[k]|² / length + 10⁻¹²)
///
/// of each channel, standardised by its own mean and deviation, from the first coefficient after the mean to
/// the Nyquist frequency, in bands of equal width. Any network must beat what these say.
public struct SpectralBands: Sendable {
  /// Samples of each channel in a window.
  public let windowLength: Int
  /// Interleaved channels.
  public let channels: Int
  /// Bands of each channel: 32, or as many as there are coefficients.
  public let bands: Int
  private let transform: FourierTransform

  /// Prepares for windows of this length.
  ///
  /// - Precondition: A window has at least two samples, one channel and one band.
  public init(windowLength: Int, channels: Int = 1, bands: Int = 32) {
    require(
      windowLength >= 2 && channels > 0 && bands > 0,
      "no bands of \(channels) channels of \(windowLength) samples")
    self.windowLength = windowLength
    self.channels = channels
    self.bands = min(bands, windowLength / 2)
    transform = FourierTransform(length: windowLength)
  }

  /// Numbers per window: `channels * bands`.
  public var count: Int { channels * bands }

  /// The numbers of one window, channel by channel.
  ///
  /// - Parameter window: `[windowLength, channels]`, interleaved as a recording's samples are.
  /// - Precondition: The window has that size.
  /// - Complexity: O(channels · length · log length).
  public func callAsFunction(_ window: some RandomAccessCollection<Float>) -> [Double] {
    require(
      window.count == windowLength * channels,
      "a window of \(windowLength) samples of \(channels) channels was given \(window.count)")
    let samples = Array(window)
    var features: [Double] = []
    for channel in 0..<channels {
      let signal = (0..<windowLength).map { Double(samples[$0 * channels + channel]) }
      let spectrum = transform(Self.standardized(signal))
      let coefficients = windowLength / 2
      for band in 0..<bands {
        let range = (band * coefficients / bands)..<((band + 1) * coefficients / bands)
        let power = range.reduce(0.0) { sum, k in
          let (real, imaginary) = (spectrum.real[k + 1], spectrum.imaginary[k + 1])
          return sum + real * real + imaginary * imaginary
        }
        features.append(log(power / Double(windowLength * range.count) + 1e-12))
      }
    }
    return features
  }

  /// Without mean, with deviation 1; a constant becomes zero.
  private static func standardized(_ signal: [Double]) -> [Double] {
    let count = Double(signal.count)
    let mean = signal.reduce(0, +) / count
    let centered = signal.map { $0 - mean }
    let deviation = (centered.reduce(0) { $0 + $1 * $1 } / count).squareRoot()
    // What rounding leaves of a constant is no signal.
    let isConstant = deviation <= 1e-12 * abs(mean)
    return !isConstant ? centered.map { $0 / deviation } : centered.map { _ in 0 }
  }
}
