/// Noise that is drawn once and then taken from random places, since a normal number for every sample of every window
/// would cost more than a small network does.
///
/// A draw is the sum of two stretches from random places with a random sign: of `2³³` pairs hardly one comes twice, so
/// that there is nothing to learn by heart. The table is periodic: a stretch may run over its end. For measurements,
/// where each draw should be independent of all others, use ``AddedNoise``.
package struct NoiseTable: Sendable {
  private static let count = 1 << 16
  private let values: [Float]

  /// The table of a run.
  package init(_ kind: NoiseKind, using random: inout CounterGenerator) {
    values = kind.source(length: Self.count).samples(using: &random).map { Float($0) }
  }

  /// Writes so many samples, their level as it comes.
  package func draw(
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
