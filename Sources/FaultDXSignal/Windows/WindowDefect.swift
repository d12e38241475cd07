/// Why a stretch of samples cannot be diagnosed: the sensor, the cable or the converter failed, not
/// the machine.
public enum WindowDefect: Sendable, Equatable, CustomStringConvertible {
  /// A sample is NaN or infinite.
  case nonFinite(frame: Int, channel: Int, value: Float)
  /// A channel never changes.
  case constant(channel: Int, value: Float)
  /// A channel is stuck at its smallest or largest value, `level`, for `frames` frames in `runs`
  /// runs.
  case clipped(channel: Int, level: Float, runs: Int, frames: Int)

  /// One sentence.
  public var description: String {
    switch self {
    case .nonFinite(let frame, let channel, let value):
      "the sample of channel \(channel) at frame \(frame) is \(value), not a finite number"
    case .constant(let channel, let value):
      "channel \(channel) is constant (\(value) throughout)"
    case .clipped(let channel, let level, let runs, let frames):
      "channel \(channel) is clipped: \(frames) frames are stuck at \(level), in \(runs) runs"
    }
  }
}

extension WindowDefect {
  /// The first defect of a window, non-finite before constant before clipped; `nil` for a sound
  /// one.
  ///
  /// Clipping is what a saturated converter or amplifier leaves: the largest value, or the
  /// smallest, is held for three samples or more, again and again, at both ends of the range or at
  /// digital full scale (|x| = 1, or one 16-bit step below). Quiet or coarse recordings, a signal
  /// that rests at zero and a single flat top are no clipping.
  ///
  /// - Parameters:
  ///   - window: interleaved frames.
  ///   - channels: the number of interleaved channels.
  ///   - clipping: `false` for signals that are flat by design, such as a square wave.
  ///   - flat: Channels that are flat by design, such as a tachometer's, where only a sample that is not finite is a
  ///     defect.
  public static func find(
    in window: UnsafeBufferPointer<Float>, channels: Int, clipping: Bool = true,
    flat: Set<Int> = []
  ) -> WindowDefect? {
    require(channels > 0, "a window needs at least one channel")
    if let index = firstNonFinite(window) {
      return .nonFinite(frame: index / channels, channel: index % channels, value: window[index])
    }
    if window.count < 2 * channels { return nil }
    var clipped: WindowDefect?
    for channel in 0..<channels where !flat.contains(channel) {
      let (minimum, maximum) = extremes(window, channel: channel, of: channels)
      if minimum == maximum { return .constant(channel: channel, value: minimum) }
      if clipping, clipped == nil {
        clipped = Clipping.find(
          in: window, channel: channel, of: channels, minimum: minimum, maximum: maximum)
      }
    }
    return clipped
  }

  /// The first defect of the given frames of a recording.
  ///
  /// - Precondition: `frames` lies within the recording.
  public static func find(
    in recording: Recording, frames: Range<Int>, clipping: Bool = true
  ) -> WindowDefect? {
    recording.samples.withUnsafeBufferPointer { samples in
      let channels = recording.channels
      return find(
        in: UnsafeBufferPointer(
          rebasing: samples[(frames.lowerBound * channels)..<(frames.upperBound * channels)]),
        channels: channels, clipping: clipping)
    }
  }

  /// A sum is finite unless a term is not (or it overflows): one cheap pass for the usual case.
  private static func firstNonFinite(_ window: UnsafeBufferPointer<Float>) -> Int? {
    var sums = SIMD4<Float>.zero
    var index = 0
    while index + 3 < window.count {
      sums += SIMD4(window[index], window[index + 1], window[index + 2], window[index + 3]) * 0
      index += 4
    }
    let allFinite = sums.sum() == 0 && window[index...].allSatisfy(\.isFinite)
    return allFinite ? nil : window.firstIndex { !$0.isFinite }
  }
}

/// The runs of one channel that are stuck at its extremes.
private struct Clipping {
  /// Shorter runs are what coarse quantisation does at any peak.
  static let shortestRun = 3
  /// One flat top is a coincidence, or the signal's own shape.
  static let fewestRuns = 3
  /// The share of the frames below which clipping is not worth refusing a window.
  static let smallestShare = 0.005

  let frames: Int
  let minimum: Float
  let maximum: Float
  var atMinimum = (runs: 0, frames: 0)
  var atMaximum = (runs: 0, frames: 0)

  /// Nearly every window has its extremes but once or twice, and is done after counting them.
  static func find(
    in window: UnsafeBufferPointer<Float>, channel: Int, of channels: Int, minimum: Float,
    maximum: Float
  ) -> WindowDefect? {
    let stuck = occurrences(window, channel: channel, of: channels, equalTo: minimum, or: maximum)
    if stuck < shortestRun * fewestRuns { return nil }
    var clipping = Clipping(
      frames: window.count / channels, minimum: minimum, maximum: maximum)
    clipping.countRuns(window, channel: channel, of: channels)
    return clipping.defect(channel: channel)
  }

  private mutating func countRuns(
    _ window: UnsafeBufferPointer<Float>, channel: Int, of channels: Int
  ) {
    var start = channel
    while start < window.count {
      let value = window[start]
      var end = start + channels
      while end < window.count, window[end] == value { end += channels }
      let length = (end - start) / channels
      if length >= Self.shortestRun {
        if value == minimum { atMinimum = (atMinimum.runs + 1, atMinimum.frames + length) }
        if value == maximum { atMaximum = (atMaximum.runs + 1, atMaximum.frames + length) }
      }
      start = end
    }
  }

  private func defect(channel: Int) -> WindowDefect? {
    let counts =
      isStuck(atMinimum) && isStuck(atMaximum)
      || isStuck(atMinimum) && isFullScale(minimum) || isStuck(atMaximum) && isFullScale(maximum)
    if !counts { return nil }
    let (side, level) =
      atMaximum.frames >= atMinimum.frames ? (atMaximum, maximum) : (atMinimum, minimum)
    return .clipped(channel: channel, level: level, runs: side.runs, frames: side.frames)
  }

  private func isStuck(_ side: (runs: Int, frames: Int)) -> Bool {
    side.runs >= Self.fewestRuns && Double(side.frames) >= Self.smallestShare * Double(frames)
  }

  private func isFullScale(_ level: Float) -> Bool {
    abs(level) == 1 || abs(level) == 32767 / 32768
  }
}
