/// Everything that decides what a training run ends with, beside the network and the data.
///
/// The number of threads is not part of it: it changes how long a run takes, never what comes out.
public struct TrainingConfiguration: Sendable, Equatable {
  /// What a window counts in the loss.
  public enum ClassWeights: String, Sendable, CaseIterable {
    /// Every window the same.
    case none
    /// Every class the same: windows of rare classes count more, `windows / (classes · windows of the class)`.
    case balanced
  }

  /// How often every window is seen, at most.
  public var epochs: Int
  /// The most windows in a batch; the batches of an epoch differ by at most one window.
  public var batchSize: Int
  /// How gradients change weights.
  public var optimizer: OptimizerConfiguration
  /// The base learning rate.
  public var learningRate: Double
  /// How the learning rate changes.
  public var schedule: Schedule
  /// Epochs, or a part of one, in which the rate rises from near zero.
  public var warmUpEpochs: Double
  /// How much of the target is spread over all classes, in `0 ..< 1`.
  public var labelSmoothing: Double
  /// What a window counts in the loss; all the same where sampling is balanced.
  public var classWeights: ClassWeights
  /// Which windows an epoch sees.
  public var sampling: Sampling
  /// Which weights come out.
  public var weightAveraging: WeightAveraging
  /// The norm to which the gradient of a batch is cut; `nil` for no cutting.
  public var maximumGradientNorm: Double?
  /// Epochs without a lower validation loss after which a run stops; `nil` for never.
  public var patience: Int?
  /// What all randomness of the run is drawn from.
  public var seed: UInt64
  /// What is done to training windows.
  public var augmentation: Augmentation
  /// How a network that learnt something before learns; `nil` for one that begins with nothing.
  public var fineTuning: FineTuning?

  /// A configuration.
  public init(
    epochs: Int = 30, batchSize: Int = 64, optimizer: OptimizerConfiguration = .adamW(),
    learningRate: Double = 1e-3, schedule: Schedule = .cosine(), warmUpEpochs: Double = 1,
    labelSmoothing: Double = 0, classWeights: ClassWeights = .none,
    sampling: Sampling = .all, weightAveraging: WeightAveraging = .none,
    maximumGradientNorm: Double? = nil, patience: Int? = nil, seed: UInt64 = 0,
    augmentation: Augmentation = Augmentation(), fineTuning: FineTuning? = nil
  ) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.schedule = schedule
    self.warmUpEpochs = warmUpEpochs
    self.labelSmoothing = labelSmoothing
    self.classWeights = classWeights
    self.sampling = sampling
    self.weightAveraging = weightAveraging
    self.maximumGradientNorm = maximumGradientNorm
    self.patience = patience
    self.seed = seed
    self.augmentation = augmentation
    self.fineTuning = fineTuning
  }
}
