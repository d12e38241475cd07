import FaultDXSignal

/// Two recordings that are one, in whole or in part.
struct CopyPair: Sendable, Equatable {
  /// How one came from the other.
  enum Relation: Sendable, Equatable {
    /// The same samples throughout.
    case identical
    /// A run of the same samples.
    case excerpt
    /// The same signal after scaling, offset, shift or resampling.
    ///
    /// `shift` in frames of the first, `ratio` in frames of the second for one of the first.
    case altered(correlation: Double, gain: Double, shift: Double, ratio: Double)
  }

  /// The positions of the recordings, in order.
  let first: Int
  let second: Int
  let relation: Relation
}

/// Finds recordings that have samples in common, bit by bit.
struct CopySearch {
  let pairs: [CopyPair]

  /// - Complexity: O(samples).
  init(_ recordings: [Recording]) {
    var pairs: [CopyPair] = []
    var known = Set<[Int]>()
    for (first, second) in Self.identical(recordings) {
      pairs.append(CopyPair(first: first, second: second, relation: .identical))
      known.insert([first, second])
    }
    let representatives = Set(recordings.indices).subtracting(pairs.map(\.second))
    let order = representatives.sorted()
    let anchors = SampleAnchors(order.map { recordings[$0].samples })
    for position in order {
      for found in anchors.occurring(in: recordings[position].samples) {
        let pair = [order[found], position].sorted()
        guard pair[0] != pair[1], known.insert(pair).inserted else { continue }
        pairs.append(CopyPair(first: pair[0], second: pair[1], relation: .excerpt))
      }
    }
    self.pairs = pairs.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
  }

  /// Each copy with the first recording of the same samples.
  private static func identical(_ recordings: [Recording]) -> [(Int, Int)] {
    var seen: [Int: [Int]] = [:]
    var pairs: [(Int, Int)] = []
    for (index, recording) in recordings.enumerated() where recording.samples.hasVariety {
      var hasher = Hasher()
      hasher.combine(recording.samples.count)
      for sample in recording.samples.prefix(4096) { hasher.combine(sample.bitPattern) }
      let key = hasher.finalize()
      if let same = seen[key]?.first(where: { recordings[$0].samples == recording.samples }) {
        pairs.append((same, index))
      } else {
        seen[key, default: []].append(index)
      }
    }
    return pairs
  }
}

extension [Float] {
  /// Whether the samples are more than silence, a switch or a counter: those resemble each other
  /// everywhere.
  fileprivate var hasVariety: Bool {
    let wanted = Swift.min(16, Swift.max(3, count / 2))
    var values = Set<Float>()
    for sample in self {
      values.insert(sample)
      if values.count >= wanted { return true }
    }
    return false
  }
}
