#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How strong a signal is in a band.
public enum BandLevel {
  /// The root mean square of one channel in a band in Hz, from the mean power of Hann-tapered segments of a second that overlap by half.
  ///
  /// - Returns: `nil` where the rate is not known or less than twice the band's upper edge, the recording lasts less than a second, or a sample is no
  ///   finite number.
  /// - Precondition: the recording has that channel.
  public static func rms(
    of recording: Recording, channel: Int = 0, band: ClosedRange<Double>
  ) -> Double? {
    guard let rate = recording.sampleRate, recording.axis == .time, rate >= 2 * band.upperBound,
      rate < 1e9, recording.frames >= Int(rate), recording.frames >= 16
    else { return nil }
    let length = FourierTransform.goodLength(atMost: Int(rate))
    let fourier = FourierTransform(length: length)
    let taper = (0..<length).map { 0.5 - 0.5 * cos(2 * Double.pi * Double($0) / Double(length)) }
    var sum = 0.0
    var segments = 0
    for start in stride(from: 0, through: recording.frames - length, by: length / 2) {
      let samples = (0..<length).map {
        Double(recording.samples[(start + $0) * recording.channels + channel]) * taper[$0]
      }
      let spectrum = fourier(samples)
      for line in 0...length / 2
      where band.contains(Double(line) * rate / Double(length)) {
        let value = spectrum[line]
        sum += (value.x * value.x + value.y * value.y) * (2 * line == length ? 1 : 2)
      }
      segments += 1
    }
    // The mean square of the taper is 3/8.
    let power = sum / Double(segments) / (Double(length) * Double(length) * 3 / 8)
    return power.isFinite ? power.squareRoot() : nil
  }
}
