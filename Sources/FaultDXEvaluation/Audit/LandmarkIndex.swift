import FaultDXSignal

/// The landmarks of many signals by their patterns.
struct LandmarkIndex {
  /// A proposal that a signal is one of those in the index: `signal[t] = original[t + lag]`.
  struct Candidate {
    let original: Int
    let copy: Int
    let lag: Double
    /// How many landmarks agree.
    let votes: Int
    /// How unlike the closest two are.
    let distance: Float
  }

  private let signals: [Landmarks]
  private var places: [UInt32: [(signal: Int, landmark: Int)]] = [:]

  /// Landmarks of one pattern beyond which the rest is not looked at: a hum repeats itself for ever.
  private static let crowd = 1024
  /// The root mean square difference, in excursions, beyond which two landmarks are not of one signal.
  private static let tolerance: Float = 0.12

  init(_ signals: [Landmarks]) {
    self.signals = signals
    for (signal, landmarks) in signals.enumerated() {
      for (position, landmark) in landmarks.landmarks.enumerated() {
        let isFull = places[landmark.pattern].map { $0.count >= Self.crowd } ?? false
        if !isFull { places[landmark.pattern, default: []].append((signal, position)) }
      }
    }
  }

  /// The signals that one seems to be, the likeliest first.
  ///
  /// - Parameter position: the signal's own, which is not proposed.
  func candidates(for signal: Landmarks, of position: Int, limit: Int) -> [Candidate] {
    /// Proposals for an original within one frame of lag.
    struct Place: Hashable {
      let original: Int
      let lag: Int
    }
    var proposals: [Place: Candidate] = [:]
    for landmark in signal.landmarks {
      for place in places[landmark.pattern] ?? [] where place.signal != position {
        let other = signals[place.signal].landmarks[place.landmark]
        let distance = Self.distance(landmark.values, other.values)
        guard distance < Self.tolerance else { continue }
        let lag = other.position - landmark.position
        let key = Place(original: place.signal, lag: Int(lag.rounded()))
        let known = proposals[key]
        let isCloser = known.map { distance < $0.distance } ?? true
        proposals[key] = Candidate(
          original: place.signal, copy: position, lag: isCloser ? lag : known?.lag ?? lag,
          votes: (known?.votes ?? 0) + 1, distance: min(distance, known?.distance ?? distance))
      }
    }
    var best: [Int: Candidate] = [:]
    for candidate in proposals.values {
      if let other = best[candidate.original], !Self.isLikelier(candidate, other) { continue }
      best[candidate.original] = candidate
    }
    return Array(best.values.sorted(by: Self.isLikelier).prefix(limit))
  }

  private static func isLikelier(_ left: Candidate, _ right: Candidate) -> Bool {
    (right.votes, left.distance, left.original, left.lag) < (
      left.votes, right.distance, right.original, right.lag
    )
  }

  private static func distance(_ left: [Float], _ right: [Float]) -> Float {
    var sum: Float = 0
    for index in left.indices {
      let difference = left[index] - right[index]
      sum += difference * difference
    }
    return (sum / Float(left.count)).squareRoot()
  }
}
