public import FaultDXNN
public import FaultDXSignal

/// How one network of a model is made: what it sees, its shape, and how it is trained.
public struct MemberRecipe: Sendable, Equatable {
  /// How weights are found.
  public enum Fit: String, Sendable {
    /// By descending gradients, an epoch after the other.
    case gradients
    /// As the optimum of a logistic regression: the network is one affine map.
    case logistic
  }

  /// What the network sees.
  public var kind: Representation.Kind
  /// How waveforms are scaled.
  public var normalization: Normalization
  /// The bearing whose lines are looked at; `nil` but for lines.
  public var geometry: BearingGeometry?
  /// The network's shape.
  public var network: CBAMNetwork.Configuration
  /// How its weights are found.
  public var fit: Fit
  /// How it is trained.
  public var training: TrainingConfiguration
  /// Perturbed copies of each training window beside the window itself; 0 for waveforms, which the trainer augments.
  public var copies: Int
  /// What is done to the samples of copies before they are encoded: neither mixed nor blurred, which is the trainer's.
  public var perturbation: Augmentation
  /// Whether the windows themselves are left out, and only copies learnt from.
  public var learnsFromCopiesAlone: Bool
  /// The fewest frames from one window to the next of a recording; those between are left out.
  ///
  /// Windows that overlap more teach little that their copies do not.
  public var spacing: Int

  /// Brings together a recipe.
  public init(
    kind: Representation.Kind, normalization: Normalization = .none,
    geometry: BearingGeometry? = nil, network: CBAMNetwork.Configuration, fit: Fit = .gradients,
    training: TrainingConfiguration, copies: Int = 0,
    perturbation: Augmentation = Augmentation(), learnsFromCopiesAlone: Bool = false,
    spacing: Int = 1
  ) {
    self.kind = kind
    self.normalization = normalization
    self.geometry = geometry
    self.network = network
    self.fit = fit
    self.training = training
    self.copies = copies
    self.perturbation = perturbation
    self.learnsFromCopiesAlone = learnsFromCopiesAlone
    self.spacing = spacing
  }

  /// Whether what another sees of windows is the same, so that it needs to be computed once.
  public func seesTheSame(as other: MemberRecipe) -> Bool {
    kind == other.kind && normalization == other.normalization && geometry == other.geometry
      && network.windowLength == other.network.windowLength && copies == other.copies
      && perturbation == other.perturbation && spacing == other.spacing
      && learnsFromCopiesAlone == other.learnsFromCopiesAlone
      && (copies == 0 || training.seed == other.training.seed)
  }

  /// What a person calls it.
  public var name: String {
    kind == .waveform ? "waveform, \(normalization.name)" : kind.rawValue
  }
}

extension MemberRecipe {
  /// A network over 128 spectral bands whose head keeps the place of each: frequencies mean something.
  ///
  /// - Parameter noise: signal-to-noise ratios in dB that the network is hardened against; `nil` for none.
  public static func spectrum(
    _ setting: MemberSetting, noise: ClosedRange<Double>? = nil
  ) -> MemberRecipe {
    let rows = noise == nil ? 8400 : 14_000
    let copies = min(max(rows / max(1, setting.spacedWindows) - 1, 2), noise == nil ? 6 : 12)
    let network = CBAMNetwork.Configuration(
      windowLength: bands(setting), inputChannels: setting.channels, classes: setting.classes,
      stem: .init(kernelSize: 5, stride: 1, padding: 2), widths: [16, 32], head: .flatten,
      dropout: 0.3)
    return MemberRecipe(
      kind: .spectrum, network: network,
      training: closed(
        setting, rows: setting.spacedWindows * (copies + (noise == nil ? 1 : 0)), batches: 2400,
        decay: 0.1),
      copies: copies,
      perturbation: noise.map {
        Augmentation(whiteNoise: RandomNoise(decibels: $0, probability: 1))
      }
        ?? Augmentation(stretch: 0.02),
      learnsFromCopiesAlone: noise != nil, spacing: setting.spacing)
  }

  /// A logistic regression over the same bands of the same windows and copies.
  public static func linearSpectrum(_ setting: MemberSetting) -> MemberRecipe {
    var recipe = spectrum(setting)
    recipe.fit = .logistic
    recipe.network = .linear(
      length: bands(setting), channels: setting.channels, classes: setting.classes)
    return recipe
  }

  /// A network over the leading principal components of all samples of a window.
  public static func components(_ setting: MemberSetting) -> MemberRecipe {
    let count = componentCount(setting)
    return MemberRecipe(
      kind: .components,
      network: CBAMNetwork.Configuration(
        windowLength: count, inputChannels: 1, classes: setting.classes,
        stem: .init(kernelSize: count, stride: 1, padding: 0), widths: [128, 64], head: .flatten),
      training: closed(setting, rows: setting.windows, batches: 2000, decay: 0.01))
  }

  /// A small network over the lines of a bearing, under much noise: the lines are few, and so are bearings.
  ///
  /// - Parameter noise: deviation of the noise, where that of each number is 1.
  public static func lines(
    _ setting: MemberSetting, _ geometry: BearingGeometry, noise: Double = 1
  ) -> MemberRecipe {
    let count = BearingLines(geometry).count
    var training = closed(setting, rows: setting.windows, batches: 1200, decay: 0.3)
    training.augmentation = Augmentation(noise: noise)
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

  /// The training of a network over so many rows of numbers that were computed before.
  private static func closed(
    _ setting: MemberSetting, rows: Int, batches: Int, decay: Double
  ) -> TrainingConfiguration {
    let perEpoch = max(1, (rows + 63) / 64)
    return TrainingConfiguration(
      epochs: min(150, max(8, batches / perEpoch)), batchSize: 64, optimizer: .adamW(decay: decay),
      learningRate: 3e-3, schedule: .oneCycle(), warmUpEpochs: 0, labelSmoothing: 0.05,
      classWeights: .balanced, maximumGradientNorm: 5, seed: setting.seed)
  }
}
