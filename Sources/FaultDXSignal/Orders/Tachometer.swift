/// Finds the pulses that a shaft leaves in a channel.
///
/// A pulse is where the signal rises through the middle of its range after it was below the lower third: so noise on an
/// edge is one pulse. Between the two samples around the crossing its place is found by a straight line.
public struct Tachometer: Sendable, Equatable {
  /// Where pulses begin, in frames with a fraction; increasing.
  public let pulses: [Double]

  /// How much a distance between pulses may differ from the one before: more is a pulse that is missing or one that is
  /// none.
  static let largestChange = 1.8

  /// The pulses of a channel.
  ///
  /// - Parameter signal: A voltage or a logic level; samples that are not finite are no pulse.
  public init(_ signal: [Double]) {
    let finite = signal.lazy.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max(), low < high else {
      pulses = []
      return
    }
    let middle = low + (high - low) / 2
    let armed = low + (high - low) / 3
    var pulses: [Double] = []
    var isArmed = false
    for t in signal.indices {
      let value = signal[t]
      guard value.isFinite else {
        isArmed = false
        continue
      }
      if value < armed {
        isArmed = true
      } else if isArmed, value >= middle {
        // An armed channel has a finite sample below the middle before this one.
        let before = signal[t - 1]
        pulses.append(Double(t - 1) + (middle - before) / (value - before))
        isArmed = false
      }
    }
    self.pulses = pulses
  }

  /// The first pulse that comes much sooner or later than the ones before let expect.
  var irregularity: (frame: Double, distance: Double, expected: Double)? {
    let distances = zip(pulses.dropFirst(), pulses).map { $0 - $1 }
    for k in distances.indices.dropFirst() {
      let change = distances[k] / distances[k - 1]
      if change > Self.largestChange || change < 1 / Self.largestChange {
        return (pulses[k + 1], distances[k], distances[k - 1])
      }
    }
    return nil
  }

  /// Where a pulse comes much sooner or later than the ones before let expect; `nil` where all are regular.
  package var irregularFrame: Int? { irregularity.map { Int($0.frame) } }
}
