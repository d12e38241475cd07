import FaultDXSignal

/// Noise that is drawn once and then taken from random places, since a normal number for every sample of every window
/// would cost more than a small network does.
///
/// A draw is the sum of two stretches from random places with a random sign: of `2³³` pairs hardly one comes twice, so
/// that there is nothing to learn by heart. The table is periodic: a stretch may run over its end.
struct NoiseTable: Sendable {
  /// The colours.
  enum Color: Int, Sendable {
    /// The same power in each Hz.
    case white = 1
    /// The same power in each octave.
    case pink
  }

  private static let count = 1 << 16
  private let values: [Float]

  /// The table of a run.
  init(_ color: Color, seed: UInt64) {
    var random = RandomPurpose.noise.generator(seed: seed, index: color.rawValue)
    let normal = (0..<Self.count).map { _ in random.normal() }
    switch color {
    case .white: values = normal.map { Float($0) }
    case .pink: values = Self.pink(normal)
    }
  }

  /// A Hartley transform of amplitudes that fall with the root of the frequency: unlike a filter, periodic and exact.
  private static func pink(_ normal: [Double]) -> [Float] {
    let amplitudes = normal.enumerated().map { k, value in
      k == 0 ? 0 : value / Double(min(k, count - k)).squareRoot()
    }
    let spectrum = FourierTransform(length: count)(amplitudes)
    return (0..<count).map { t in
      t <= count / 2
        ? Float(spectrum.real[t] - spectrum.imaginary[t])
        : Float(spectrum.real[count - t] + spectrum.imaginary[count - t])
    }
  }

  /// Writes so many samples, their level as it comes.
  func draw(
    _ count: Int, into target: UnsafeMutablePointer<Float>, _ random: inout CounterGenerator
  ) {
    let places = random.next()
    let first = Int(places & 0xFFFF)
    let second = Int((places >> 16) & 0xFFFF)
    let sign: Float = places >> 63 == 0 ? 1 : -1
    values.withUnsafeBufferPointer { values in
      var done = 0
      while done < count {
        let a = (first + done) % values.count
        let b = (second + done) % values.count
        let part = min(count - done, values.count - max(a, b))
        for t in 0..<part { target[done + t] = values[a + t] + sign * values[b + t] }
        done += part
      }
    }
  }
}
