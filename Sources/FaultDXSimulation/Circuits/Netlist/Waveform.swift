#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What an independent source gives over time, in volts or amperes; times in seconds.
public enum Waveform: Sendable, Equatable {
  /// The same all the time.
  case constant(Double)
  /// SPICE's `PULSE`.
  case pulse(Pulse)
  /// SPICE's `PWL`: straight lines between corners (time in `x`); constant before the first and after the last.
  ///
  /// Times do not decrease; two corners at one time are a jump.
  case piecewiseLinear([SIMD2<Double>])
  /// SPICE's `SIN`: `offset + amplitude · exp(-damping · t) · sin(2π · frequency · t + phase)` from the delay on; until then
  /// what it is at the delay. The phase is in degrees.
  case sine(
    offset: Double, amplitude: Double, frequency: Double, delay: Double = 0, damping: Double = 0,
    phase: Double = 0)
  /// A sine whose frequency rises (or falls) evenly from one value to another over the duration, and nothing after it.
  case sweep(amplitude: Double, from: Double, to: Double, duration: Double)

  /// The parameters of SPICE's `PULSE(low high delay rise fall width period)`.
  public struct Pulse: Sendable, Equatable {
    /// The level before and after.
    public var low = 0.0
    /// The level of the pulse.
    public var high: Double
    /// When it begins to rise.
    public var delay = 0.0
    /// How long it rises and falls; 0 is a jump.
    public var rise = 0.0, fall = 0.0
    /// How long it stays high; endless where it is infinite.
    public var width = Double.infinity
    /// After which time it comes again; never where it is infinite.
    public var period = Double.infinity

    /// A pulse.
    public init(
      low: Double = 0, high: Double, delay: Double = 0, rise: Double = 0, fall: Double = 0,
      width: Double = .infinity, period: Double = .infinity
    ) {
      self.low = low
      self.high = high
      self.delay = delay
      self.rise = rise
      self.fall = fall
      self.width = width
      self.period = period
    }

    /// When the pulse is over.
    var end: Double { rise + width + fall }
  }

  /// The pulse of the literature on the Sallen-Key and the biquad filter: 5 V for 10 µs, rising within 1 µs, falling
  /// within 10 µs.
  public static let referencePulse = Waveform.pulse(
    Pulse(high: 5, delay: 1e-6, rise: 1e-6, fall: 10e-6, width: 10e-6))

  /// From one value to another at a time, within a time.
  public static func step(
    from low: Double = 0, to high: Double, at delay: Double = 0, rise: Double = 0
  ) -> Waveform {
    .pulse(Pulse(low: low, high: high, delay: delay, rise: rise))
  }

  /// Whether it never changes.
  public var isConstant: Bool {
    if case .constant = self { return true }
    return false
  }

  /// Before anything happens.
  public var initial: Double {
    switch self {
    case .constant(let value): value
    case .pulse(let pulse): pulse.low
    case .piecewiseLinear(let points): points.first?.y ?? 0
    case .sine(let offset, let amplitude, _, _, _, let phase):
      offset + amplitude * sin(phase * .pi / 180)
    case .sweep: 0
    }
  }

  /// The largest angular frequency in it, in rad/s; 0 for straight lines.
  var angularFrequency: Double {
    switch self {
    case .constant, .pulse, .piecewiseLinear: 0
    case .sine(_, _, let frequency, _, let damping, _): max(2 * .pi * frequency, abs(damping))
    case .sweep(_, let from, let to, _): 2 * .pi * max(from, to)
    }
  }
}
