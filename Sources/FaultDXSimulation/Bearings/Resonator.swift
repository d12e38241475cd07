#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A mode of vibration, stepped from sample to sample exactly.
///
/// Its response to a unit impact at time 0 is `participation · exp(-ζωt) · sin(ωd t)`, the
/// imaginary part of a rotating and shrinking complex number; so an impact between two samples
/// costs one exponential, and a step one complex product.
struct Resonator {
  private let decay: Double
  private let angularFrequency: Double
  private let participation: Double
  private let cosine: Double
  private let sine: Double
  private var real = 0.0
  private(set) var imaginary = 0.0

  init(_ resonance: BearingUnit.Resonance, sampleRate: Double) {
    let natural = 2 * Double.pi * resonance.frequency
    decay = resonance.damping * natural
    angularFrequency = natural * (1 - resonance.damping * resonance.damping).squareRoot()
    participation = resonance.participation
    let shrinkage = exp(-decay / sampleRate)
    cosine = shrinkage * cos(angularFrequency / sampleRate)
    sine = shrinkage * sin(angularFrequency / sampleRate)
  }

  /// Goes one sample on.
  mutating func step() {
    (real, imaginary) = (real * cosine - imaginary * sine, real * sine + imaginary * cosine)
  }

  /// Adds an impact that happened `age` seconds ago.
  mutating func strike(force: Double, age: Double) {
    let size = participation * force * exp(-decay * age)
    real += size * cos(angularFrequency * age)
    imaginary += size * sin(angularFrequency * age)
  }

  /// Adds an impact of this very moment.
  mutating func strike(force: Double) {
    real += participation * force
  }
}
