/// The analytic signal of real samples, and its modulus, the envelope.
public enum Envelope {
  /// The analytic signal: the samples as real parts, their Hilbert transform as imaginary parts.
  ///
  /// With a band, only the part of the signal between those two frequencies (in cycles per sample)
  /// is kept: cutting the one-sided spectrum is an ideal band-pass filter (D. Ho, R. B. Randall,
  /// MSSP 14, 2000). Without one it equals `scipy.signal.hilbert`.
  public static func analyticSignal(
    of samples: [Double], band: ClosedRange<Double>? = nil
  ) -> Spectrum {
    samples.isEmpty
      ? Spectrum(zeros: 0)
      : analyticSignal(of: samples, FourierTransform(length: samples.count), band: band)
  }

  /// The same with a transform of that length, made once.
  static func analyticSignal(
    of samples: [Double], _ fourier: FourierTransform, band: ClosedRange<Double>? = nil
  ) -> Spectrum {
    let count = samples.count
    var spectrum = Spectrum(real: samples, imaginary: [Double](repeating: 0, count: count))
    fourier.transform(&spectrum)
    for bin in 0..<count {
      let alone = bin == 0 || 2 * bin == count
      let frequency = Double(bin) / Double(count)
      let kept = 2 * bin <= count && (band?.contains(frequency) ?? true)
      let gain: Double = kept ? (alone ? 1 : 2) : 0
      spectrum[bin] *= gain
    }
    fourier.inverse(&spectrum)
    return spectrum
  }

  /// The envelope: how strong the signal (or its part in a band, in cycles per sample) is at each
  /// sample.
  public static func envelope(of samples: [Double], band: ClosedRange<Double>? = nil) -> [Double] {
    analyticSignal(of: samples, band: band).magnitudes
  }
}

/// The amplitude spectrum of a signal's envelope: at which rates impacts repeat.
///
/// The spectrum of a bearing's vibration shows its resonances; that of the envelope shows the rate
/// at which a damaged surface strikes them.
public struct EnvelopeSpectrum: Sendable, Equatable {
  /// Hz from one line to the next.
  public let resolution: Double
  /// The amplitude of each line, from 0 Hz on: of a component `a · cos(2πft)` in the envelope, `a`.
  public let amplitudes: [Double]

  /// The envelope spectrum of a signal.
  ///
  /// - Parameters:
  ///   - samples: one channel.
  ///   - sampleRate: in Hz.
  ///   - band: the resonance to demodulate, in Hz; all frequencies where it is `nil`.
  ///   - squared: whether to take the spectrum of the squared envelope, which has no spurious lines
  ///     (Randall, Antoni, MSSP 25, 2011).
  /// - Precondition: the sampling rate is positive and finite.
  public init(
    of samples: [Double], sampleRate: Double, band: ClosedRange<Double>? = nil,
    squared: Bool = true
  ) {
    require(
      sampleRate > 0 && sampleRate.isFinite, "no spectrum of samples at \(sampleRate) Hz")
    let cycles = band.map { ($0.lowerBound / sampleRate)...($0.upperBound / sampleRate) }
    var envelope = Envelope.envelope(of: samples, band: cycles)
    if squared { envelope = envelope.map { $0 * $0 } }
    let count = envelope.count
    resolution = sampleRate / Double(max(count, 1))
    if count == 0 {
      amplitudes = []
      return
    }
    let mean = envelope.reduce(0, +) / Double(count)
    let spectrum = FourierTransform(length: count)(envelope.map { $0 - mean })
    amplitudes = spectrum.magnitudes.enumerated().map { bin, magnitude in
      magnitude * (bin == 0 || 2 * bin == count ? 1 : 2) / Double(count)
    }
  }

  /// The frequency of a line in Hz.
  public func frequency(ofLine line: Int) -> Double { Double(line) * resolution }

  /// The largest amplitude between two frequencies in Hz; 0 where no line lies between them.
  public func peak(in frequencies: ClosedRange<Double>) -> Double {
    amplitudes[lines(in: frequencies)].max() ?? 0
  }

  /// The median amplitude between two frequencies in Hz, the floor that a line has to stand above; 0 where no
  /// line lies between them.
  public func floor(in frequencies: ClosedRange<Double>) -> Double {
    let between = amplitudes[lines(in: frequencies)].sorted()
    return between.isEmpty ? 0 : between[(between.count - 1) / 2]
  }

  /// The lines from one frequency to the other, as far as there are any.
  private func lines(in frequencies: ClosedRange<Double>) -> Range<Int> {
    let count = Double(amplitudes.count)
    let first = (frequencies.lowerBound / resolution).rounded(.up)
    let end = (frequencies.upperBound / resolution).rounded(.down) + 1
    let start = Int(min(max(first, 0), count))
    return start..<max(start, Int(min(max(end, 0), count)))
  }
}
