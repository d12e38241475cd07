/// How fast a shaft turned, and who says so.
public struct ShaftSpeed: Sendable, Equatable {
  /// Where a speed is from.
  public enum Source: Sendable, Equatable {
    /// Somebody said it: an option, a manifest, the file.
    case stated
    /// Counted from a channel's pulses.
    case tachometer(channel: String)
    /// Estimated from the spectrum; `margin` says by how many dB its harmonics stand over those of the next best guess.
    case estimated(margin: Double)
  }

  /// In revolutions per minute.
  public var revolutionsPerMinute: Double
  /// Who says so.
  public var source: Source
  /// From the slowest to the fastest stretch of ten revolutions, where pulses tell.
  public var range: ClosedRange<Double>?

  /// By which share of itself a speed may vary before lines are followed by angle: a line of forty revolutions is then smeared over
  /// three where it is the third harmonic of an inner race.
  public static let steady = 0.005

  /// Whether it varies by more than that.
  public var isUneven: Bool {
    range.map { $0.upperBound - $0.lowerBound > Self.steady * revolutionsPerMinute } ?? false
  }

  /// A speed.
  public init(_ revolutionsPerMinute: Double, source: Source = .stated) {
    self.revolutionsPerMinute = revolutionsPerMinute
    self.source = source
  }
}
