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
/// Lengths whose prime factors are 2, 3 and 5 go through a self-sorting transform of these radices and 4 (`MixedRadix`); any other length through
/// Bluestein's chirp convolution on such a length (L. Bluestein 1970), which takes some six times as long, so that a recording need
/// not be cut or padded. A real signal of even length is transformed as a complex one of half the length. Make one and use it for
/// every signal of that length.
public struct FourierTransform: Sendable {
  /// Samples in, and coefficients out of a complex transform.
  public let length: Int
  private let plan: Plan
  /// What a real signal of even length goes through; `nil` of an odd one.
  private let halves: HalfTransform?

  private indirect enum Plan: Sendable {
    case mixedRadix(MixedRadix)
    case bluestein(inner: MixedRadix, chirp: Spectrum, filter: Spectrum)
  }

  /// Prepares the tables.
  ///
  /// - Precondition: `length` is positive.
  public init(length: Int) {
    require(length > 0, "a Fourier transform needs a positive length, got \(length)")
    self.length = length
    halves = length % 2 == 0 ? HalfTransform(length: length) : nil
    plan = MixedRadix(length: length).map { .mixedRadix($0) } ?? Self.bluestein(length)
  }

  /// The transform of a real signal: `length / 2 + 1` coefficients, from 0 to the Nyquist
  /// frequency.
  ///
  /// - Precondition: `signal.count == length`.
  public func callAsFunction(_ signal: [Double]) -> Spectrum {
    require(
      signal.count == length, "a transform of length \(length) was given \(signal.count) samples")
    if let halves { return halves(signal) }
    var spectrum = Spectrum(
      real: signal, imaginary: [Double](repeating: 0, count: length))
    transform(&spectrum)
    return Spectrum(
      real: Array(spectrum.real.prefix(length / 2 + 1)),
      imaginary: Array(spectrum.imaginary.prefix(length / 2 + 1)))
  }

  /// Transforms `length` complex values in place.
  func transform(_ values: inout Spectrum) {
    if case .mixedRadix(let plan) = plan { return plan.transform(&values) }
    var workspace = FourierWorkspace()
    transform(&values, using: &workspace)
  }

  /// The same with memory that is used again.
  func transform(_ values: inout Spectrum, using workspace: inout FourierWorkspace) {
    switch plan {
    case .mixedRadix(let plan): plan.transform(&values, using: &workspace.rows)
    case .bluestein(let inner, let chirp, let filter):
      workspace.padded.clear(inner.length)
      for t in 0..<length { workspace.padded[t] = product(values[t], chirp[t]) }
      inner.transform(&workspace.padded, using: &workspace.rows)
      for k in 0..<inner.length {
        workspace.padded[k] = product(workspace.padded[k], filter[k])
      }
      // The inverse, by exchanging real and imaginary parts before and after.
      swap(&workspace.padded.real, &workspace.padded.imaginary)
      inner.transform(&workspace.padded, using: &workspace.rows)
      swap(&workspace.padded.real, &workspace.padded.imaginary)
      let scale = 1 / Double(inner.length)
      for k in 0..<length { values[k] = product(workspace.padded[k], chirp[k]) * scale }
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
    let padded = FourierTransform.goodLength(atLeast: 2 * length - 1)
    guard let inner = MixedRadix(length: padded) else { fatalError("\(padded) has a large factor") }
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
}

extension FourierTransform {
  /// The smallest length from `count` on that is quick to transform: with no prime factor above 5.
  ///
  /// - Precondition: `count` is positive.
  public static func goodLength(atLeast count: Int) -> Int {
    require(count > 0, "a length is positive, got \(count)")
    var best = 1
    while best < count { best *= 2 }
    var five = 1
    while five < best {
      var three = five
      while three < best {
        var length = three
        while length < count { length *= 2 }
        best = min(best, length)
        three *= 3
      }
      five *= 5
    }
    return best
  }

  /// The largest length up to `count` that is quick to transform.
  ///
  /// - Precondition: `count` is positive.
  public static func goodLength(atMost count: Int) -> Int {
    require(count > 0, "a length is positive, got \(count)")
    var best = 1
    var five = 1
    while five <= count {
      var three = five
      while three <= count {
        var length = three
        while length * 2 <= count { length *= 2 }
        best = max(best, length)
        three *= 3
      }
      five *= 5
    }
    return best
  }
}

/// Memory in which signals are transformed, one after the other; it takes its size from the first.
struct FourierWorkspace: Sendable {
  /// A signal under a chirp, of a length that is quick to transform.
  var padded = Spectrum(zeros: 0)
  /// What the passes write in turn with the signal.
  var rows: [Double] = []
}
