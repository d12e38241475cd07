/// A line that was looked for.
public struct SpectralLine: Sendable, Equatable {
  /// Such as `BPFI`, `2xBPFI` or `BPFI+fr`.
  public let name: String
  /// Where it should be without slip, in Hz.
  public let expected: Double
  /// Where it was looked at, in Hz.
  public let measured: Double
  /// How many times the local floor it has; `nil` beyond the spectrum, and where something else stands: a multiple of the shaft's
  /// speed, or a line of a stronger fault.
  public let ratio: Double?
  /// Its power in the spectrum; `nil` beyond it.
  public let power: Double?
  /// Whether it reaches the threshold.
  public let stands: Bool

  /// The ratio in dB.
  public var decibels: Double? { ratio.flatMap { $0 > 0 ? 10 * logarithm10($0) : nil } }
}

/// The lines of a fault at one place of a bearing.
public struct LineSeries: Sendable, Equatable {
  /// The place.
  public let location: FaultLocation
  /// The frequency of its strikes without slip, in Hz.
  public let expected: Double
  /// The frequency at the slip that fits the lines best, in Hz; says something only where the series is found.
  public let measured: Double
  /// The frequency and its harmonics.
  public let lines: [SpectralLine]
  /// Their sidebands, where this place has some: at the shaft's speed for the inner race, at the cage's for a rolling element.
  public let sidebands: [SpectralLine]
  /// The ratio to the floor that the frequency and one of its harmonics both have.
  public let strength: Double
  /// Whether that reaches the threshold.
  public let isFound: Bool

  /// By how much of itself the frequency is off.
  public var slip: Double { measured / expected - 1 }
}
