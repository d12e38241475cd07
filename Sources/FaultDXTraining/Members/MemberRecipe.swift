public import FaultDXNN
public import FaultDXSignal

/// How one network of a model is made: what it sees, its shape, and how it is trained.
public struct MemberRecipe: Sendable, Equatable {
  /// What the network sees.
  public var kind: Representation.Kind
  /// How waveforms are scaled.
  public var normalization: Normalization
  /// The bearing whose lines are looked at; `nil` but for lines.
  public var geometry: BearingGeometry?
  /// The network's shape.
  public var network: CBAMNetwork.Configuration
  /// How it is trained.
  public var training: TrainingConfiguration
  /// Perturbed copies of each training window beside the window itself; 0 for waveforms, which the trainer augments.
  public var copies: Int
  /// What is done to the samples of copies before they are encoded: neither mixed nor blurred, which is the trainer's.
  public var perturbation: Augmentation
  /// Whether the windows themselves are left out, and only copies learnt from.
  public var learnsFromCopiesAlone: Bool

  /// Brings together a recipe.
  public init(
    kind: Representation.Kind, normalization: Normalization = .none,
    geometry: BearingGeometry? = nil, network: CBAMNetwork.Configuration,
    training: TrainingConfiguration, copies: Int = 0,
    perturbation: Augmentation = Augmentation(), learnsFromCopiesAlone: Bool = false
  ) {
    self.kind = kind
    self.normalization = normalization
    self.geometry = geometry
    self.network = network
    self.training = training
    self.copies = copies
    self.perturbation = perturbation
    self.learnsFromCopiesAlone = learnsFromCopiesAlone
  }

  /// What a person calls it.
  public var name: String {
    kind == .waveform ? "waveform, \(normalization.name)" : kind.rawValue
  }

  /// One of several networks that are trained alike and asked together: each draws other randomness.
  ///
  /// Of lines they also differ in the noise that they learn under: how much is right cannot be found out from the few
  /// bearings that there are, so they cover what may be.
  public func member(_ index: Int) -> MemberRecipe {
    var recipe = self
    recipe.training.seed = training.seed &+ UInt64(index)
    if kind == .lines { recipe.training.augmentation.noise *= Double(1 + index % 3) }
    return recipe
  }
}

/// What windows are like, as far as recipes depend on it.
public struct MemberSetting: Sendable, Equatable {
  /// Frames of a window.
  public var windowLength: Int
  /// Interleaved channels.
  public var channels: Int
  /// Classes.
  public var classes: Int
  /// Training windows.
  public var windows: Int
  /// What all randomness is drawn from.
  public var seed: UInt64

  /// A setting.
  public init(windowLength: Int, channels: Int, classes: Int, windows: Int, seed: UInt64) {
    self.windowLength = windowLength
    self.channels = channels
    self.classes = classes
    self.windows = windows
    self.seed = seed
  }
}

extension MemberRecipe {
  /// A network over 128 spectral bands whose head keeps the place of each: frequencies mean something.
  ///
  /// - Parameter noise: signal-to-noise ratios in dB that the network is hardened against; `nil` for none.
  public static func spectrum(
    _ setting: MemberSetting, noise: ClosedRange<Double>? = nil
  ) -> MemberRecipe {
    let copies = noise == nil ? 6 : 12
    return MemberRecipe(
      kind: .spectrum,
      network: CBAMNetwork.Configuration(
        windowLength: bands(setting), inputChannels: setting.channels, classes: setting.classes,
        stem: .init(kernelSize: 5, stride: 1, padding: 2), widths: [16, 32],
        head: .flatten, dropout: 0.3),
      training: closed(setting, batches: 1600, copies: copies, decay: 0.1),
      copies: copies,
      perturbation: noise.map {
        Augmentation(whiteNoise: RandomNoise(decibels: $0, probability: 1))
      }
        ?? Augmentation(stretch: 0.04),
      learnsFromCopiesAlone: noise != nil)
  }

  /// A network over the leading principal components of all samples of a window.
  public static func components(_ setting: MemberSetting) -> MemberRecipe {
    let count = componentCount(setting)
    return MemberRecipe(
      kind: .components,
      network: CBAMNetwork.Configuration(
        windowLength: count, inputChannels: 1, classes: setting.classes,
        stem: .init(kernelSize: count, stride: 1, padding: 0), widths: [128, 64], head: .flatten),
      training: closed(setting, batches: 2000, copies: 0, decay: 0.01))
  }

  /// A small network over the lines of a bearing, under much noise: the lines are few, and so are bearings.
  public static func lines(_ setting: MemberSetting, _ geometry: BearingGeometry) -> MemberRecipe {
    let count = BearingLines(geometry).count
    var training = closed(setting, batches: 1200, copies: 0, decay: 0.3)
    training.augmentation = Augmentation(noise: 1)
    return MemberRecipe(
      kind: .lines, geometry: geometry,
      network: CBAMNetwork.Configuration(
        windowLength: count, inputChannels: setting.channels, classes: setting.classes,
        stem: .init(kernelSize: count, stride: 1, padding: 0), widths: [64],
        head: .flatten, dropout: 0.5),
      training: training)
  }

  /// The bands of a window's spectrum.
  static func bands(_ setting: MemberSetting) -> Int { min(128, setting.windowLength / 2) }

  static func componentCount(_ setting: MemberSetting) -> Int {
    max(1, min(12, setting.windowLength * setting.channels, setting.windows - 1))
  }

  /// The training of a network over numbers that were computed before.
  private static func closed(
    _ setting: MemberSetting, batches: Int, copies: Int, decay: Double
  ) -> TrainingConfiguration {
    let perEpoch = max(1, (setting.windows * (copies + 1) + 63) / 64)
    return TrainingConfiguration(
      epochs: min(150, max(8, batches / perEpoch)), batchSize: 64, optimizer: .adamW(decay: decay),
      learningRate: 3e-3, schedule: .oneCycle(), warmUpEpochs: 0, labelSmoothing: 0.05,
      classWeights: .balanced, maximumGradientNorm: 5, seed: setting.seed)
  }
}
