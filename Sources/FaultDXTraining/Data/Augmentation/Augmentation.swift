/// What is done to a window of the training set each time it is seen; every part is off by default.
///
/// In this order: the window is placed in its range (shift, stretch, jitter), goes through another transfer path
/// (equalisation, band-stop), loses a stretch (crop), gets noise, and is made louder or softer and turned upside down. All
/// of that happens to the recorded samples, so that a noise ratio is one of signals and a gain is one of sensors; then they
/// are conditioned and scaled as any window. Only behind that are windows mixed and scaled numbers blurred, and only there
/// can a gain be seen where each window is scaled by its own level.
public struct Augmentation: Sendable, Equatable {
  /// The most frames that the start moves, either way, inside the window's own range.
  public var maximumShift: Int
  /// The shaft runs faster or slower by up to this share.
  public var stretch: Double
  /// The deviation of sampling instants from their places, in samples.
  public var jitter: Double
  /// The amplitude is multiplied by a number from `1 − gain` to `1 + gain`.
  public var gain: Double
  /// Whether one window in two is turned upside down.
  public var flipsSign: Bool
  /// Another transfer path.
  public var equalization: RandomEqualization?
  /// A band that is missing.
  public var bandStop: RandomBandStop?
  /// A stretch that is missing.
  public var crop: RandomCrop?
  /// White noise.
  public var whiteNoise: RandomNoise?
  /// Noise whose power falls with frequency.
  public var pinkNoise: RandomNoise?
  /// The deviation of normal noise that is added to every scaled number: for what was computed from windows, where there
  /// is no ratio to a signal.
  public var noise: Double
  /// Windows that are mixed with others.
  public var mixup: Mixup?

  /// An augmentation; without arguments it does nothing.
  public init(
    maximumShift: Int = 0, stretch: Double = 0, jitter: Double = 0, gain: Double = 0,
    flipsSign: Bool = false, equalization: RandomEqualization? = nil,
    bandStop: RandomBandStop? = nil, crop: RandomCrop? = nil, whiteNoise: RandomNoise? = nil,
    pinkNoise: RandomNoise? = nil, noise: Double = 0, mixup: Mixup? = nil
  ) {
    self.maximumShift = maximumShift
    self.stretch = stretch
    self.jitter = jitter
    self.gain = gain
    self.flipsSign = flipsSign
    self.equalization = equalization
    self.bandStop = bandStop
    self.crop = crop
    self.whiteNoise = whiteNoise
    self.pinkNoise = pinkNoise
    self.noise = noise
    self.mixup = mixup
  }

  /// Whether it changes anything.
  public var isActive: Bool { self != Augmentation() }

  /// Whether it changes windows one by one, which mixing does not.
  var changesWindows: Bool {
    var alone = self
    alone.mixup = nil
    return alone.isActive
  }
}
