import FaultDXSignal

/// Whether the k-th recordings of different classes are of one Monte-Carlo draw that no group names.
///
/// A circuit simulator that starts its random numbers anew for every fault gives run k of each class the same
/// components but the faulty one. What is left of a response when the mean of its class is taken away is then
/// alike for the same k, and not for others.
struct SharedDraws {
  let findings: [DataAudit.Finding]

  private static let fewest = 12
  private static let longest = 8192
  private static let shifts = 24
  /// The mean correlation of recordings in the same place, and its distance from that in other places in
  /// deviations of the latter's mean.
  private static let correlation = 0.5
  private static let deviations = 4.5

  init(_ recordings: [Recording]) {
    let length = recordings.first?.samples.count ?? 0
    guard length >= 2, length <= Self.longest,
      recordings.allSatisfy({ $0.samples.count == length })
    else {
      findings = []
      return
    }
    let classes = Dictionary(grouping: recordings.indices) { recordings[$0].label ?? "" }
      .sorted { $0.key < $1.key }
    guard let first = classes.first, first.value.count >= Self.fewest else {
      findings = []
      return
    }
    let residuals = Self.residuals(first.value.map { recordings[$0].samples })
    var shared: [(label: String, correlation: Double)] = []
    for (label, members) in classes.dropFirst() where members.count == first.value.count {
      // Where groups say so, it is known.
      let isKnown = zip(first.value, members).allSatisfy {
        recordings[$0].group != nil && recordings[$0].group == recordings[$1].group
      }
      if isKnown { continue }
      let others = Self.residuals(members.map { recordings[$0].samples })
      let own = Self.correlation(residuals, others, shift: 0)
      let elsewhere = (1...min(Self.shifts, members.count - 1)).map {
        Self.correlation(residuals, others, shift: $0)
      }
      let mean = elsewhere.reduce(0, +) / Double(elsewhere.count)
      let variance =
        elsewhere.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, elsewhere.count - 1))
      let distance = (own - mean) / max(variance.squareRoot(), 1e-3)
      if own > Self.correlation, distance > Self.deviations { shared.append((label, own)) }
    }
    guard !shared.isEmpty else {
      findings = []
      return
    }
    let mean = shared.reduce(0) { $0 + $1.correlation } / Double(shared.count)
    findings = [
      .init(
        .sharedDraw, .suspicious,
        "the k-th recordings of \"\(first.key)\" and of \(enumerated(shared.map { "\"\($0.label)\"" })) are "
          + "of one random draw (what is left without the mean of the class correlates with "
          + "\(fixedPoint(mean, digits: 2))): make the number of the run the group, or a split puts one "
          + "board on both sides.",
        recordings: first.value.prefix(1).map { recordings[$0].identity },
        figures: [.init("correlation", mean), .init("classes", Double(shared.count + 1))])
    ]
  }

  /// Each signal without the mean of all, at unit length.
  private static func residuals(_ signals: [[Float]]) -> [[Float]] {
    var mean = [Float](repeating: 0, count: signals[0].count)
    for signal in signals {
      for t in mean.indices where signal[t].isFinite { mean[t] += signal[t] }
    }
    for t in mean.indices { mean[t] /= Float(signals.count) }
    return signals.map { signal in
      let rest = zip(signal, mean).map { $0.isFinite ? $0 - $1 : 0 }
      let norm = rest.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
      return norm > 0 ? rest.map { $0 / norm } : rest
    }
  }

  /// The mean product of signals in the same place, one side rotated.
  private static func correlation(_ left: [[Float]], _ right: [[Float]], shift: Int) -> Double {
    var sum = 0.0
    for (place, signal) in left.enumerated() {
      let other = right[(place + shift) % right.count]
      var product: Float = 0
      for t in signal.indices { product += signal[t] * other[t] }
      sum += Double(product)
    }
    return sum / Double(left.count)
  }
}
