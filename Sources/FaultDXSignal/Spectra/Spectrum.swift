/// A complex number: the real part in `x`, the imaginary part in `y`.
typealias Complex = SIMD2<Double>

/// The complex product.
func product(_ a: Complex, _ b: Complex) -> Complex {
  Complex(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x)
}

/// Complex coefficients, real and imaginary parts apart.
public struct Spectrum: Sendable, Equatable {
  /// The real parts.
  public var real: [Double]
  /// The imaginary parts; as many.
  public var imaginary: [Double]

  /// The moduli.
  public var magnitudes: [Double] {
    zip(real, imaginary).map { ($0 * $0 + $1 * $1).squareRoot() }
  }

  init(real: [Double], imaginary: [Double]) {
    self.real = real
    self.imaginary = imaginary
  }

  init(zeros count: Int) {
    self.init(
      real: [Double](repeating: 0, count: count), imaginary: [Double](repeating: 0, count: count))
  }

  /// Becomes so many zeros in the memory that there is.
  mutating func clear(_ count: Int) {
    if real.count != count { self = Spectrum(zeros: count) }
    for index in 0..<count {
      real[index] = 0
      imaginary[index] = 0
    }
  }

  subscript(index: Int) -> Complex {
    get { Complex(real[index], imaginary[index]) }
    set {
      real[index] = newValue.x
      imaginary[index] = newValue.y
    }
  }
}
