import FaultDXSignal

/// What is done to a window of the training set each time it is seen; every part is off by default.
///
/// The window is moved before it is normalised; scale, noise and sign act on the normalised samples, so that
/// per-window normalisation does not undo them.
public struct Augmentation: Sendable, Equatable {
  /// The most frames that the start moves, either way, inside the window's own range.
  public var maximumShift: Int
  /// The amplitude is multiplied by a number from `1 − amplitude` to `1 + amplitude`.
  public var amplitude: Double
  /// The standard deviation of normal noise that is added to every sample.
  public var noise: Double
  /// Whether one window in two is turned upside down.
  public var flipsSign: Bool

  /// An augmentation; without arguments it does nothing.
  public init(
    maximumShift: Int = 0, amplitude: Double = 0, noise: Double = 0, flipsSign: Bool = false
  ) {
    self.maximumShift = maximumShift
    self.amplitude = amplitude
    self.noise = noise
    self.flipsSign = flipsSign
  }

  /// Whether it changes anything.
  public var isActive: Bool { self != Augmentation() }

  /// Draws where the window starts.
  func start(of window: LabelledWindows.Window, length: Int, _ random: inout CounterGenerator)
    -> Int
  {
    guard maximumShift > 0 else { return window.start }
    let lowest = max(window.range.lowerBound, window.start - maximumShift)
    let highest = min(window.range.upperBound - length, window.start + maximumShift)
    return lowest + random.integer(below: max(1, highest - lowest + 1))
  }

  /// Changes normalised samples.
  func apply(_ samples: UnsafeMutableBufferPointer<Float>, _ random: inout CounterGenerator) {
    var factor = Float(1)
    if amplitude > 0 { factor = Float(random.uniform(in: (1 - amplitude)...(1 + amplitude))) }
    if flipsSign, random.uniform() < 0.5 { factor = -factor }
    if factor != 1 { for index in samples.indices { samples[index] *= factor } }
    if noise > 0 {
      for index in samples.indices { samples[index] += Float(noise * random.normal()) }
    }
  }
}
