import FaultDXSignal

/// What windows gain in a paired comparison: the mean, its bounds, and whether it is more than chance.
struct PairedGains {
  let mean: Double
  let interval: ClosedRange<Double>?
  let p: Double

  private static let draws = 2000
  /// So few windows that all signs are tried.
  private static let fewest = 12

  /// - Precondition: There is a gain.
  init(_ gains: [Double], using generator: inout CounterGenerator) {
    let count = gains.count
    let mean = gains.reduce(0, +) / Double(count)
    self.mean = mean
    if count > 1 {
      let means = (0..<Self.draws).map { _ in
        (0..<count).reduce(0.0) { sum, _ in sum + gains[generator.integer(below: count)] }
          / Double(count)
      }.sorted()
      interval = means[Self.draws / 40]...means[Self.draws - 1 - Self.draws / 40]
    } else {
      interval = nil
    }
    // Sums of the same gains in another order differ by rounding.
    let limit = mean * Double(count) - 1e-12 * gains.reduce(0) { $0 + abs($1) }
    if count <= Self.fewest {
      let ways = 1 << count
      let reached = (0..<ways).count { signs in
        var sum = 0.0
        for index in 0..<count { sum += signs >> index & 1 == 0 ? gains[index] : -gains[index] }
        return sum >= limit
      }
      p = Double(reached) / Double(ways)
    } else {
      let reached = (0..<Self.draws * 5).count { _ in
        gains.reduce(0.0) { $0 + (generator.next() & 1 == 0 ? $1 : -$1) } >= limit
      }
      p = Double(reached + 1) / Double(Self.draws * 5 + 1)
    }
  }
}
