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
