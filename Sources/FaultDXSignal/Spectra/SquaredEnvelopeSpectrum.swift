#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The power spectrum of the squared envelope, averaged over segments: where a bearing's faults show as lines over a
/// floor.
///
/// Each segment goes through the analyst's chain (R. B. Randall, J. Antoni, MSSP 25, 2011): its spectrum is divided by
/// the mean magnitude of all segments around each frequency, which takes the strength of tones and resonances away and
/// leaves impacts (pre-whitening, on request); only a band is kept; the analytic signal's squared modulus is tapered
/// (Hann) and transformed. Segments overlap by half, and their powers are averaged (P. D. Welch, 1967): a floor that
/// fluctuates little, in memory that does not grow with the recording, and lines that a speed which wanders over
/// minutes does not smear. What repeats more slowly than a segment lasts is not seen.
///
/// Powers are relative to the mean squared envelope: a component `a · cos(2πft)` of it has the power `a²` where the mean is
/// 1.
public struct SquaredEnvelopeSpectrum: Sendable, Equatable {
  /// Hz from one line to the next.
  public let resolution: Double
  /// The power of each line, from 0 Hz on.
  public let power: [Double]
  /// Segments that were averaged.
  public let segments: Int
  /// Samples in a segment.
  public let segmentLength: Int
  /// The band that was demodulated, in Hz; `nil` for all of it.
  public let band: ClosedRange<Double>?
  /// The width in Hz over which the spectrum was whitened; `nil` where it was not.
  public let whitening: Double?

  /// The frequency of a line in Hz.
  public func frequency(ofLine line: Int) -> Double { Double(line) * resolution }

  /// The spectrum of one channel of a recording.
  ///
  /// Segments with a sample that is not a finite number are left out.
  ///
  /// - Parameters:
  ///   - recording: at a known rate.
  ///   - channel: counted from 0.
  ///   - segmentLength: in samples; fastest with no prime factor above 5 (``FourierTransform/goodLength(atLeast:)``).
  ///   - band: in Hz.
  ///   - whitening: in Hz.
  /// - Returns: `nil` where no whole segment has finite samples that change.
  /// - Precondition: the recording has that channel and a positive rate, and a segment has at least 16 samples.
  public init?(
    of recording: Recording, channel: Int = 0, segmentLength: Int,
    band: ClosedRange<Double>? = nil, whitening: Double? = nil
  ) {
    guard let rate = recording.sampleRate, rate > 0, rate.isFinite, segmentLength >= 16,
      (0..<recording.channels).contains(channel)
    else { fatalError("no envelope spectrum of \(recording.identity), channel \(channel)") }
    resolution = rate / Double(segmentLength)
    self.segmentLength = segmentLength
    self.band = band
    self.whitening = whitening
    let channels = recording.channels
    let frames = recording.frames
    let result = recording.samples.withUnsafeBufferPointer { samples in
      var chain = Chain(
        length: segmentLength, rate: rate, band: band, whitening: whitening)
      let starts = Array(
        stride(from: 0, through: frames - segmentLength, by: segmentLength / 2))
      func each(_ body: (inout Chain) -> Void) {
        for start in starts
        where chain.load(samples, start: start, channel: channel, of: channels) {
          body(&chain)
        }
      }
      if whitening != nil { each { $0.addMagnitudes() } }
      chain.prepareGains()
      each { $0.addEnvelope() }
      return chain.result()
    }
    guard let result else { return nil }
    power = result.power
    segments = result.segments
  }
}

extension SquaredEnvelopeSpectrum {
  /// What is done to one segment after the other, in the same memory.
  private struct Chain {
    let length: Int
    let rate: Double
    let band: ClosedRange<Double>?
    let whitening: Double?
    let fourier: FourierTransform
    let taper: [Double]
    var values: Spectrum
    var samples: [Double]
    var gains: [Double]
    var magnitudes: [Double]
    var loaded = 0
    var sum: [Double]
    var level = 0.0
    var segments = 0

    init(length: Int, rate: Double, band: ClosedRange<Double>?, whitening: Double?) {
      self.length = length
      self.rate = rate
      self.band = band
      self.whitening = whitening
      fourier = FourierTransform(length: length)
      taper = (0..<length).map {
        0.5 - 0.5 * cos(2 * Double.pi * Double($0) / Double(length))
      }
      values = Spectrum(zeros: 0)
      samples = [Double](repeating: 0, count: length)
      let bins = length / 2 + 1
      gains = [Double](repeating: 1, count: bins)
      magnitudes = [Double](repeating: 0, count: bins)
      sum = [Double](repeating: 0, count: bins)
    }

    /// Takes a segment without its mean and transforms it; `false` where it holds what is no number.
    mutating func load(
      _ recorded: UnsafeBufferPointer<Float>, start: Int, channel: Int, of channels: Int
    ) -> Bool {
      var mean = 0.0
      var index = start * channels + channel
      for t in 0..<length {
        samples[t] = Double(recorded[index])
        mean += samples[t]
        index += channels
      }
      guard mean.isFinite else { return false }
      mean /= Double(length)
      for t in 0..<length { samples[t] -= mean }
      values = fourier(samples)
      return true
    }

    mutating func addMagnitudes() {
      loaded += 1
      for bin in magnitudes.indices {
        let value = values[bin]
        magnitudes[bin] += (value.x * value.x + value.y * value.y).squareRoot()
      }
    }

    /// One over the mean magnitude around each coefficient, doubled for the negative frequencies, 0 outside the band.
    mutating func prepareGains() {
      if let whitening {
        var sums = [0.0]
        sums.reserveCapacity(magnitudes.count + 1)
        for value in magnitudes { sums.append(sums[sums.count - 1] + value) }
        let half = Int(whitening / rate * Double(length)) / 2
        for bin in gains.indices {
          let range = max(0, bin - half)..<min(gains.count, bin + half + 1)
          let mean = (sums[range.upperBound] - sums[range.lowerBound]) / Double(range.count)
          gains[bin] = mean > 0 ? Double(max(loaded, 1)) / mean : 0
        }
      }
      for bin in gains.indices {
        let frequency = Double(bin) / Double(length) * rate
        if bin == 0 || !(band?.contains(frequency) ?? true) {
          gains[bin] = 0
        } else if 2 * bin != length {
          gains[bin] *= 2
        }
      }
    }

    mutating func addEnvelope() {
      for bin in gains.indices {
        values.real[bin] *= gains[bin]
        values.imaginary[bin] *= gains[bin]
      }
      values.real += repeatElement(0, count: length - gains.count)
      values.imaginary += repeatElement(0, count: length - gains.count)
      fourier.inverse(&values)
      var mean = 0.0
      for t in 0..<length {
        let (x, y) = (values.real[t], values.imaginary[t])
        samples[t] = x * x + y * y
        mean += samples[t]
      }
      mean /= Double(length)
      guard mean.isFinite else { return }
      for t in 0..<length { samples[t] = (samples[t] - mean) * taper[t] }
      values = fourier(samples)
      for bin in sum.indices {
        let value = values[bin]
        sum[bin] += value.x * value.x + value.y * value.y
      }
      level += mean
      segments += 1
    }

    /// The average, scaled so that a component of the squared envelope has its amplitude squared.
    func result() -> (power: [Double], segments: Int)? {
      guard segments > 0, level > 0 else { return nil }
      let mean = level / Double(segments)
      // The taper's sum is half the length.
      let scale = 4 / Double(length) / mean
      return (sum.map { $0 * scale * scale / Double(segments) }, segments)
    }
  }
}
