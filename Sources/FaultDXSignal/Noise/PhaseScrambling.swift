#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Makes of a signal another one with the same spectrum and no events: every phase is drawn anew.
///
/// Level, tones and resonances stay; impacts, whose phases are what puts them into one place, are spread over all of the
/// signal. (J. Theiler et al., "Testing for nonlinearity in time series: the method of surrogate data", Physica D 58,
/// 1992.)
package struct PhaseScrambling: Sendable {
  private let transform: FourierTransform

  /// Prepares for signals of a length.
  ///
  /// - Precondition: `length` is positive.
  package init(length: Int) { transform = FourierTransform(length: length) }

  /// The scrambled signal; mean and, of an even length, the coefficient at half the rate stay what they are.
  ///
  /// - Precondition: The signal has the length that was prepared for.
  package func callAsFunction(
    _ signal: [Double], using generator: inout CounterGenerator
  ) -> [Double] {
    let count = transform.length
    require(signal.count == count, "\(signal.count) samples to scramble, expected \(count)")
    var spectrum = Spectrum(
      real: signal, imaginary: [Double](repeating: 0, count: count))
    transform.transform(&spectrum)
    for bin in 1..<max(1, (count + 1) / 2) {
      let angle = 2 * Double.pi * generator.uniform()
      let turned = product(spectrum[bin], Complex(cos(angle), sin(angle)))
      spectrum[bin] = turned
      spectrum[count - bin] = Complex(turned.x, -turned.y)
    }
    transform.inverse(&spectrum)
    return spectrum.real
  }
}
