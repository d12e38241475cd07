public import FaultDXSignal

/// Looks for what a test input shares with training: the same recording, the same group, the same samples.
///
/// A separate test input is only worth its name where training saw nothing of it. Samples are compared by
/// their exact values, so a copy or an excerpt is found under whatever name; one that was scaled, filtered or
/// resampled is not.
///
///     let audit = LeakAudit(training: recordings, test: testRecordings)
///     audit.findings.forEach { print("warning: \($0)") }
public struct LeakAudit: Sendable, Equatable {
  /// Something that is on both sides.
  public enum Finding: Sendable, Equatable, CustomStringConvertible {
    /// A recording is on both sides by name.
    case recording(String)
    /// A group has recordings on both sides.
    case group(String, training: Int, test: Int)
    /// Two recordings of different names have samples in common: copies or excerpts.
    case samples(training: String, test: String)

    /// One sentence.
    public var description: String {
      switch self {
      case .recording(let identity): "\(identity) is in training and in the test"
      case .group(let group, let training, let test):
        "group \(group) is in training (\(training) \(training == 1 ? "recording" : "recordings")) "
          + "and in the test (\(test))"
      case .samples(let training, let test):
        "\(test) of the test has the same samples as \(training) of training"
      }
    }
  }

  /// What is on both sides: recordings, then groups, then samples.
  public let findings: [Finding]

  /// Compares two sets of recordings.
  ///
  /// - Complexity: O(samples).
  public init(training: [Recording], test: [Recording]) {
    let known = Set(training.map(\.identity))
    let shared = test.map(\.identity).filter(known.contains)
    var findings = shared.map { Finding.recording($0) }
    let groups = Dictionary(grouping: training.compactMap(\.group)) { $0 }.mapValues(\.count)
    let tested = Dictionary(grouping: test.compactMap(\.group)) { $0 }.mapValues(\.count)
    for (group, count) in tested.sorted(by: { $0.key < $1.key }) {
      if let trained = groups[group] {
        findings.append(.group(group, training: trained, test: count))
      }
    }
    for (trained, tested) in Self.pairsWithCommonSamples(training, test)
    where training[trained].identity != test[tested].identity {
      findings.append(
        .samples(training: training[trained].identity, test: test[tested].identity))
    }
    self.findings = findings
  }

  /// Positions of recordings that share a run of samples, sorted.
  private static func pairsWithCommonSamples(
    _ training: [Recording], _ test: [Recording]
  ) -> [(training: Int, test: Int)] {
    // Both ways: the excerpt may be on either side, and only its whole is sure to hold an anchor.
    let anchors = SampleAnchors(test.map(\.samples))
    var pairs = Set<[Int]>()
    for (position, recording) in training.enumerated() {
      for found in anchors.occurring(in: recording.samples) { pairs.insert([position, found]) }
    }
    let reverse = SampleAnchors(training.map(\.samples))
    for (position, recording) in test.enumerated() {
      for found in reverse.occurring(in: recording.samples) { pairs.insert([found, position]) }
    }
    return pairs.sorted { $0.lexicographicallyPrecedes($1) }.map { ($0[0], $0[1]) }
  }
}

/// Short runs of samples from many signals, by which any of them is recognised inside another signal.
struct SampleAnchors {
  /// Samples in a run.
  private static let length = 48
  /// Different values that a run must have: silence and a saturated sensor resemble each other everywhere.
  private static let variety = 16
  /// Runs of each signal.
  private static let runs = 32
  private static let base: UInt64 = 0x9E37_79B9_7F4A_7C15

  private let signals: [[Float]]
  /// Signal and offset of the runs with each hash.
  private var places: [UInt64: [(signal: Int, start: Int)]] = [:]
  /// One bit for the low bits of each hash: most samples need no look into the dictionary.
  private var filter = [Bool](repeating: false, count: 1 << 16)

  init(_ signals: [[Float]]) {
    self.signals = signals
    for (position, signal) in signals.enumerated() {
      let last = signal.count - Self.length
      guard last >= 0 else { continue }
      for run in 0..<Self.runs {
        let start = last * run / max(1, Self.runs - 1)
        let samples = signal[start..<(start + Self.length)]
        guard Set(samples).count >= Self.variety else { continue }
        let hash = samples.reduce(UInt64(0)) { Self.append($1, to: $0) }
        places[hash, default: []].append((position, start))
        filter[Int(hash >> 48)] = true
      }
    }
  }

  /// The signals of which a run occurs in this one.
  func occurring(in signal: [Float]) -> Set<Int> {
    guard signal.count >= Self.length, !places.isEmpty else { return [] }
    var highest: UInt64 = 1
    for _ in 1..<Self.length { highest &*= Self.base }
    var found = Set<Int>()
    var hash: UInt64 = 0
    signal.withUnsafeBufferPointer { signal in
      for end in signal.indices {
        if end >= Self.length {
          hash &-= (UInt64(signal[end - Self.length].bitPattern) &+ 1) &* highest
        }
        hash = Self.append(signal[end], to: hash)
        guard end >= Self.length - 1, filter[Int(hash >> 48)], let places = places[hash] else {
          continue
        }
        let start = end + 1 - Self.length
        for place in places where !found.contains(place.signal) {
          let isEqual = (0..<Self.length).allSatisfy {
            signals[place.signal][place.start + $0] == signal[start + $0]
          }
          if isEqual { found.insert(place.signal) }
        }
      }
    }
    return found
  }

  private static func append(_ sample: Float, to hash: UInt64) -> UInt64 {
    hash &* base &+ UInt64(sample.bitPattern) &+ 1
  }
}
