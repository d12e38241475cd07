/// Evenly spaced instants, and what brings unevenly sampled values onto them.
public struct UniformGrid: Sendable, Equatable {
  /// The first instant, in seconds.
  public let start: Double
  /// Instants per second.
  public let sampleRate: Double
  /// The number of instants.
  public let frames: Int

  /// So many instants from `start` on.
  ///
  /// - Precondition: the rate is positive and finite, `frames` not negative.
  public init(start: Double, sampleRate: Double, frames: Int) {
    require(
      sampleRate > 0 && sampleRate.isFinite && frames >= 0,
      "there is no grid of \(frames) frames at \(sampleRate) Hz")
    self.start = start
    self.sampleRate = sampleRate
    self.frames = frames
  }

  /// The grid from the first time to the last, at a rate, or else at as many instants as there are
  /// times.
  public init(covering times: [Double], sampleRate: Double? = nil) throws(UniformGridError) {
    let rate = try Self.meanRate(of: times)
    let span = times[times.count - 1] - times[0]
    // The last instant may miss the last time by a rounding; it is still meant.
    let steps = (span * (sampleRate ?? rate) * (1 + 1e-9)).rounded(.down)
    guard steps < 1e9 else { throw .tooMany(frames: steps) }
    self.init(start: times[0], sampleRate: sampleRate ?? rate, frames: Int(steps) + 1)
  }

  /// The instants, in seconds.
  public var times: [Double] { (0..<frames).map { start + Double($0) / sampleRate } }

  /// The rate in Hz where the times lie on a grid, each within `tolerance` steps of its place;
  /// `nil` where they do not.
  ///
  /// Times in a file are rounded to the digits that were printed. Where a whole number of Hz
  /// explains them as well as the mean step does, it is taken.
  public static func uniformRate(
    of times: [Double], tolerance: Double = 0.1
  ) throws(UniformGridError) -> Double? {
    let rate = try meanRate(of: times)
    let step = 1 / rate
    var worst = 0.0
    for (index, time) in times.enumerated() {
      worst = max(worst, abs(time - (times[0] + Double(index) * step)))
    }
    if worst > tolerance * step { return nil }
    let span = times[times.count - 1] - times[0]
    let uncertainty = rate * max(2 * worst / span, 1e-9)
    return rate >= 1 && abs(rate - rate.rounded()) <= uncertainty ? rate.rounded() : rate
  }

  /// The values of interleaved channels on the grid, by straight lines between neighbouring times;
  /// the first and last value hold outside them.
  ///
  /// - Parameters:
  ///   - values: interleaved frames, one for each time.
  ///   - channels: the number of interleaved channels.
  ///   - times: increasing, in seconds, as `init(covering:)` has checked them.
  public func interpolate(_ values: [Float], channels: Int = 1, at times: [Double]) -> [Float] {
    require(
      channels > 0 && values.count == times.count * channels && !times.isEmpty,
      "\(values.count) values of \(channels) channels do not belong to \(times.count) times")
    var result: [Float] = []
    result.reserveCapacity(frames * channels)
    var left = 0
    for frame in 0..<frames {
      let instant = start + Double(frame) / sampleRate
      while left + 2 < times.count, times[left + 1] <= instant { left += 1 }
      let right = min(left + 1, times.count - 1)
      let width = times[right] - times[left]
      let weight = width > 0 ? min(max((instant - times[left]) / width, 0), 1) : 0
      for channel in 0..<channels {
        let a = Double(values[left * channels + channel])
        let b = Double(values[right * channels + channel])
        result.append(Float(a + weight * (b - a)))
      }
    }
    return result
  }

  private static func meanRate(of times: [Double]) throws(UniformGridError) -> Double {
    guard times.count >= 2 else { throw .tooFew(count: times.count) }
    for index in times.indices {
      guard times[index].isFinite else { throw .notFinite(index: index, found: times[index]) }
      guard index == 0 || times[index] > times[index - 1] else {
        throw .notIncreasing(index: index, previous: times[index - 1], found: times[index])
      }
    }
    let rate = Double(times.count - 1) / (times[times.count - 1] - times[0])
    guard rate.isNormal else { throw .noRate(span: times[times.count - 1] - times[0]) }
    return rate
  }
}

/// Why times give no sampling rate.
public enum UniformGridError: Error, Equatable, CustomStringConvertible {
  /// Fewer than two times.
  case tooFew(count: Int)
  /// A time is NaN or infinite.
  case notFinite(index: Int, found: Double)
  /// A time does not lie after the one before it.
  case notIncreasing(index: Int, previous: Double, found: Double)
  /// The first and last time are so near or so far that their distance has no inverse.
  case noRate(span: Double)
  /// The grid would have a thousand million instants or more.
  case tooMany(frames: Double)

  /// One sentence.
  public var description: String {
    switch self {
    case .tooFew(let count):
      "a sampling rate needs at least two times, found \(count)"
    case .notFinite(let index, let found):
      "time \(index + 1) is \(found), not a finite number"
    case .notIncreasing(let index, let previous, let found):
      "time \(index + 1) is \(found), which does not lie after \(previous)"
    case .noRate(let span):
      "times that span \(span) s give no sampling rate"
    case .tooMany(let frames):
      "the times would fill a grid of \(frames) frames"
    }
  }
}
