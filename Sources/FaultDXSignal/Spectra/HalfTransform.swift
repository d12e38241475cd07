#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The transform of a real signal of even length through a complex one of half the length.
///
/// Even samples as real and odd ones as imaginary parts; the transforms of both are then told apart by their symmetry. `nil`
/// where half the length has a prime factor above 5.
struct HalfTransform: Sendable {
  private let length: Int
  private let inner: MixedRadix
  private let cosine: [Double]
  private let sine: [Double]

  init?(length: Int) {
    guard length % 2 == 0, let inner = MixedRadix(length: length / 2) else { return nil }
    self.length = length
    self.inner = inner
    let turns = (0...length / 4).map { 2 * Double.pi * Double($0) / Double(length) }
    cosine = turns.map { cos($0) }
    sine = turns.map { -sin($0) }
  }

  /// The coefficients from 0 to the Nyquist frequency.
  func callAsFunction(_ signal: [Double]) -> Spectrum {
    let half = length / 2
    var spectrum = Spectrum(zeros: half + 1)
    spectrum.real.removeLast()
    spectrum.imaginary.removeLast()
    for t in 0..<half {
      spectrum.real[t] = signal[2 * t]
      spectrum.imaginary[t] = signal[2 * t + 1]
    }
    inner.transform(&spectrum)
    let (x, y) = (spectrum.real[0], spectrum.imaginary[0])
    spectrum.real[0] = x + y
    spectrum.imaginary[0] = 0
    spectrum.real.append(x - y)
    spectrum.imaginary.append(0)
    for k in stride(from: 1, through: half / 2, by: 1) {
      let mirror = half - k
      let (low, high) = (spectrum[k], spectrum[mirror])
      let even = Complex(low.x + high.x, low.y - high.y) * 0.5
      let odd = Complex(low.y + high.y, high.x - low.x) * 0.5
      let turned = product(odd, Complex(cosine[k], sine[k]))
      let sum = even + turned
      let difference = even - turned
      spectrum[k] = sum
      spectrum[mirror] = Complex(difference.x, -difference.y)
    }
    return spectrum
  }
}
