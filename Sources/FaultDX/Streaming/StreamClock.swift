/// Where the samples of a stream belong: by the sensor's counter, by time stamps, or else one after the other.
struct StreamClock: Sendable, Equatable {
  /// Doubles count frames exactly up to here, and twice of it overflows nothing.
  static let largestCounter = 1 << 53
  /// Seconds beyond which a time stamp is none.
  static let largestTime = 1e12

  /// What is to be done with samples before they are used.
  struct Placement: Equatable {
    /// Frames that were there before.
    var repeated = 0
    var gap: StreamGap?
    /// Whether windows must not reach across.
    var breaks = false
  }

  /// The counter of the next frame.
  private(set) var position = 0
  /// Whether there was a frame.
  private(set) var hasBegun = false
  /// A frame whose time is known.
  private(set) var anchor: Anchor?

  struct Anchor: Sendable, Equatable {
    var position: Int
    var time: Double
  }

  init() {}

  init(position: Int, hasBegun: Bool, anchor: Anchor?) {
    self.position = position
    self.hasBegun = hasBegun
    self.anchor = anchor
  }

  /// The time stamp of a frame.
  func time(of frame: Int, rate: Double?) -> Double? {
    guard let anchor, let rate else { return nil }
    return anchor.time + Double(frame - anchor.position) / rate
  }

  /// Says where frames belong, and moves to the first of them that is new.
  mutating func place(
    frames: Int, counter: Int?, time: Double?, rate: Double?, tolerance: Double, horizon: Int
  ) -> Placement {
    var result = Placement()
    var frameOfTime = counter ?? position
    let late = time.flatMap { time in
      self.time(of: counter ?? position, rate: rate).map { time - $0 }
    }
    if !hasBegun {
      position = counter ?? 0
      frameOfTime = position
    } else if let counter {
      let behind = position - counter
      let goesOn = time.flatMap { time in
        self.time(of: position, rate: rate).map { next in
          // A repetition has the time that it had; a counter that began anew goes on in time.
          abs(late ?? 0) > tolerance && time >= next - tolerance
        }
      }
      if behind < 0 {
        result.gap = .missing(frames: -behind)
        result.breaks = true
        position = counter
      } else if behind > 0, goesOn ?? (behind > horizon) {
        result.gap = .counterRestarted(from: position)
        result.breaks = true
        position = counter
      } else if behind > 0 {
        result.repeated = min(frames, behind)
        return result
      } else if let late, abs(late) > tolerance {
        result.gap = .clockJumped(seconds: late)
      }
    } else if let late, let rate, abs(late) > tolerance {
      let missing = (late * rate).rounded()
      result.breaks = true
      if missing >= 1, Double(position) + missing < Double(Self.largestCounter) {
        result.gap = .missing(frames: Int(missing))
        position += Int(missing)
        frameOfTime = position
      } else {
        result.gap = .clockJumped(seconds: late)
      }
    }
    hasBegun = true
    if let time { anchor = Anchor(position: frameOfTime, time: time) }
    return result
  }

  /// Frames were used.
  mutating func advance(by frames: Int) { position += frames }
}
