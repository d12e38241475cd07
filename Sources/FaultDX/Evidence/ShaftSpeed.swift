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

  /// A speed.
  public init(_ revolutionsPerMinute: Double, source: Source = .stated) {
    self.revolutionsPerMinute = revolutionsPerMinute
    self.source = source
  }
}
