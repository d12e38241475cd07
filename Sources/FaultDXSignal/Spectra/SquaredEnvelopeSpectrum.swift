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
  /// Whether the envelope was followed by the shaft's angle: Hz are then those at its mean speed.
  public let isByAngle: Bool

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
    isByAngle = false
    let channels = recording.channels
    let frames = recording.frames
    let result = recording.samples.withUnsafeBufferPointer { samples in
      var chain = EnvelopeChain(
        length: segmentLength, rate: rate, band: band, whitening: whitening)
      let starts = Array(
        stride(from: 0, through: frames - segmentLength, by: segmentLength / 2))
      func each(_ body: (inout EnvelopeChain) -> Void) {
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

  init(
    power: [Double], segments: Int, segmentLength: Int, rate: Double, band: ClosedRange<Double>?,
    whitening: Double?
  ) {
    resolution = rate / Double(segmentLength)
    self.power = power
    self.segments = segments
    self.segmentLength = segmentLength
    self.band = band
    self.whitening = whitening
    isByAngle = true
  }
}
