#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The discrete Fourier transform of one length, in `Double`.
///
///     X[k] = Σ(t) x[t] · exp(-2πi k t / length)
///
/// Powers of two go through a radix-2 transform in place; any other length through Bluestein's
/// chirp convolution on the next power of two (L. Bluestein 1970), so that a recording need not be
/// cut or padded. Make one and use it for every signal of that length.
public struct FourierTransform: Sendable {
  /// Samples in, and coefficients out of a complex transform.
  public let length: Int
  private let plan: Plan

  private indirect enum Plan: Sendable {
    case radix2(cosine: [Double], sine: [Double])
    case bluestein(inner: FourierTransform, chirp: Spectrum, filter: Spectrum)
  }

  /// Prepares the tables.
  ///
  /// - Precondition: `length` is positive.
  public init(length: Int) {
    require(length > 0, "a Fourier transform needs a positive length, got \(length)")
    self.length = length
    if length & (length - 1) == 0 {
      let turns = (0..<(length / 2)).map { 2 * Double.pi * Double($0) / Double(length) }
      plan = .radix2(cosine: turns.map { cos($0) }, sine: turns.map { -sin($0) })
    } else {
      plan = Self.bluestein(length)
    }
  }

  /// The transform of a real signal: `length / 2 + 1` coefficients, from 0 to the Nyquist
  /// frequency.
  ///
  /// - Precondition: `signal.count == length`.
  public func callAsFunction(_ signal: [Double]) -> Spectrum {
    require(
      signal.count == length, "a transform of length \(length) was given \(signal.count) samples")
    var spectrum = Spectrum(
      real: signal, imaginary: [Double](repeating: 0, count: length))
    transform(&spectrum)
    return Spectrum(
      real: Array(spectrum.real.prefix(length / 2 + 1)),
      imaginary: Array(spectrum.imaginary.prefix(length / 2 + 1)))
  }

  /// Transforms `length` complex values in place.
  func transform(_ values: inout Spectrum) {
    switch plan {
    case .radix2(let cosine, let sine):
      values.real.withUnsafeMutableBufferPointer { real in
        values.imaginary.withUnsafeMutableBufferPointer { imaginary in
          Self.radix2(real, imaginary, cosine, sine)
        }
      }
    case .bluestein(let inner, let chirp, let filter):
      var padded = Spectrum(zeros: inner.length)
      for t in 0..<length { padded[t] = product(values[t], chirp[t]) }
      inner.transform(&padded)
      for k in 0..<inner.length { padded[k] = product(padded[k], filter[k]) }
      inner.inverse(&padded)
      for k in 0..<length { values[k] = product(padded[k], chirp[k]) }
    }
  }

  /// Undoes `transform`, the division by `length` included.
  func inverse(_ values: inout Spectrum) {
    // Swapping the real and imaginary parts before and after turns the transform into its inverse.
    swap(&values.real, &values.imaginary)
    transform(&values)
    swap(&values.real, &values.imaginary)
    let scale = 1 / Double(length)
    for t in 0..<length {
      values.real[t] *= scale
      values.imaginary[t] *= scale
    }
  }
}

extension FourierTransform {
  private static func bluestein(_ length: Int) -> Plan {
    var padded = 1
    while padded < 2 * length - 1 { padded *= 2 }
    let inner = FourierTransform(length: padded)
    var chirp = Spectrum(zeros: length)
    var filter = Spectrum(zeros: padded)
    for t in 0..<length {
      // t² modulo 2 · length first, as an integer: the angle of a large t² would have no digits
      // left.
      let step = t.multipliedFullWidth(by: t)
      let remainder = (2 * length).dividingFullWidth(step).remainder
      let angle = Double.pi * Double(remainder) / Double(length)
      chirp[t] = Complex(cos(angle), -sin(angle))
      filter[t] = Complex(cos(angle), sin(angle))
      if t > 0 { filter[padded - t] = filter[t] }
    }
    inner.transform(&filter)
    return .bluestein(inner: inner, chirp: chirp, filter: filter)
  }

  /// Decimation in time: bit reversal, then butterflies over 2, 4, 8, … values.
  private static func radix2(
    _ real: UnsafeMutableBufferPointer<Double>, _ imaginary: UnsafeMutableBufferPointer<Double>,
    _ cosine: [Double], _ sine: [Double]
  ) {
    let length = real.count
    var reversed = 0
    for t in 0..<length {
      if t < reversed {
        real.swapAt(t, reversed)
        imaginary.swapAt(t, reversed)
      }
      var bit = length >> 1
      while bit > 0, reversed & bit != 0 {
        reversed ^= bit
        bit >>= 1
      }
      reversed |= bit
    }
    var half = 1
    while half < length {
      let step = length / (2 * half)
      for start in stride(from: 0, to: length, by: 2 * half) {
        for offset in 0..<half {
          let c = cosine[offset * step]
          let s = sine[offset * step]
          let low = start + offset
          let high = low + half
          let x = real[high] * c - imaginary[high] * s
          let y = real[high] * s + imaginary[high] * c
          real[high] = real[low] - x
          imaginary[high] = imaginary[low] - y
          real[low] += x
          imaginary[low] += y
        }
      }
      half *= 2
    }
  }
}
