public import ArgumentParser
import FaultDXNN
import FaultDXSignal
import FaultDXTraining

/// How a network is trained.
///
/// What is left alone is found from the data or is a sound default.
struct RecipeOptions: ParsableArguments {
  /// The optimisers by the names of the command line.
  enum OptimizerName: String, ExpressibleByArgument, CaseIterable {
    case adamw, adam, sgd
  }

  /// The schedules by the names of the command line.
  enum ScheduleName: String, ExpressibleByArgument, CaseIterable {
    case constant, step
    case multiStep = "multi-step"
    case cosine
    case oneCycle = "one-cycle"
  }

  /// Scaling of windows by the names of the command line.
  enum NormalizationName: String, ExpressibleByArgument, CaseIterable {
    case standard, minmax, none
    case fittedStandard = "fitted-standard"
    case fittedMinMax = "fitted-minmax"
  }

  @Option(help: "Epochs at most. (default: from the number of windows)")
  var epochs: Int?

  @Option(help: "Windows in a batch.")
  var batchSize = 64

  @Option(help: "Optimiser.")
  var optimizer: OptimizerName = .adamw

  @Option(help: "Base learning rate. (default: 0.002, with sgd 0.05)")
  var learningRate: Double?

  @Option(help: "Momentum of sgd (Nesterov).")
  var momentum = 0.9

  @Option(help: "Weight decay. (default: 0.01 with adamw, else 0.0001)")
  var weightDecay: Double?

  @Option(help: "Learning-rate schedule.")
  var schedule: ScheduleName = .cosine

  @Option(
    name: .customLong("milestone"),
    help: "Epochs between drops for step; an epoch with a drop for multi-step, repeat for several.")
  var milestones: [Int] = []

  @Option(help: "Epochs of linear warm-up.")
  var warmUp = 1.0

  @Option(help: "Label smoothing, from 0 to below 1.")
  var labelSmoothing = 0.05

  @Option(help: "Class weights.")
  var classWeights: TrainingConfiguration.ClassWeights = .balanced

  @Option(help: "Largest norm of a batch's gradient; 0 for no limit.")
  var clip = 5.0

  @Option(
    help: "Epochs without a lower validation loss before stopping. (default: from the epochs)")
  var patience: Int?

  @Option(help: "Scaling of each window.")
  var normalization: NormalizationName = .standard

  @Option(help: "Windows of an epoch: all, or as many of every class (balanced).")
  var sampling: Sampling = .all

  @Option(
    help: ArgumentHelp(
      "Weights that come out: the last (none), an average that forgets (ema, ema=DECAY), or the mean behind the last "
        + "epochs (swa, swa=START, the share of epochs before it).", valueName: "kind"))
  var weightAveraging: WeightAveraging = .none

  @Option(
    help: ArgumentHelp(
      """
      What is done to training windows at random: none, or some of \
      \(Augmentation.forms.joined(separator: ", ")) with commas between them, and auto for what is done \
      unless asked otherwise (shift, gain and polarity of windows cut from longer recordings). \
      Behind @ stands the share of windows, as in noise=0:20@0.5.
      """, valueName: "parts"))
  var augment = "auto"

  func validate() throws {
    func expect(_ holds: Bool, _ message: @autoclosure () -> String) throws {
      if !holds { throw ValidationError(message()) }
    }
    try expect(epochs.map { (1...100_000).contains($0) } ?? true, "--epochs must be 1 to 100000")
    try expect((1...65_536).contains(batchSize), "--batch-size must be 1 to 65536")
    try expect(
      learningRate.map { $0 > 0 && $0 <= 100 } ?? true,
      "--learning-rate must be above 0, at most 100")
    try expect((0..<1).contains(momentum), "--momentum must be from 0 to below 1")
    try expect(
      weightDecay.map { (0...10).contains($0) } ?? true, "--weight-decay must be from 0 to 10")
    try expect((0..<1).contains(labelSmoothing), "--label-smoothing must be from 0 to below 1")
    try expect(clip >= 0 && clip.isFinite, "--clip must be 0 or a positive number")
    try expect(patience.map { $0 >= 1 } ?? true, "--patience must be at least 1")
    try expect(warmUp >= 0 && warmUp <= 1000, "--warm-up must be from 0 to 1000 epochs")
    do throws(ConfigurationError) {
      _ = try augmentation(auto: Augmentation())
    } catch {
      throw ValidationError("--augment: \(error.found), expected \(error.expected)")
    }
    try expect(milestones.allSatisfy { $0 >= 1 }, "--milestone must be at least 1")
    if schedule == .step || schedule == .multiStep {
      try expect(!milestones.isEmpty, "--schedule \(schedule.rawValue) needs --milestone")
      try expect(
        schedule == .multiStep || milestones.count == 1,
        "--schedule step takes one --milestone, the epochs between drops")
    } else {
      try expect(
        milestones.isEmpty, "--milestone goes with --schedule step or multi-step alone")
    }
  }

  /// About how many batches are enough: beyond them the validation loss of the data sets tried here
  /// no longer fell.
  private static let wantedBatches = 3000

  /// The recipe for so many training windows.
  ///
  /// A stretch of vibration means the same a little later, louder or upside down; a response that is a
  /// recording of its own does not: there level, sign and position are the message.
  func configuration(
    windows: Int, format: WorkingFormat, conditioning: Conditioning = .none, seed: UInt64
  ) -> TrainingConfiguration {
    let batches = max(1, (windows + batchSize - 1) / batchSize)
    let epochs = epochs ?? min(100, max(15, Self.wantedBatches / batches))
    let decay = weightDecay ?? (optimizer == .adamw ? 0.01 : 0.0001)
    let rule: OptimizerConfiguration =
      switch optimizer {
      case .adamw: .adamW(decay: decay)
      case .adam: .adam(decay: decay)
      case .sgd: .sgd(momentum: momentum, nesterov: momentum > 0, decay: decay)
      }
    let rate: Schedule =
      switch schedule {
      case .constant: .constant
      case .step: .step(every: milestones.first ?? 1)
      case .multiStep: .multiStep(epochs: milestones)
      case .cosine: .cosine()
      case .oneCycle: .oneCycle()
      }
    return TrainingConfiguration(
      epochs: epochs, batchSize: batchSize, optimizer: rule,
      learningRate: learningRate ?? (optimizer == .sgd ? 0.05 : 0.002), schedule: rate,
      warmUpEpochs: warmUp, labelSmoothing: labelSmoothing, classWeights: classWeights,
      sampling: sampling, weightAveraging: weightAveraging,
      maximumGradientNorm: clip > 0 ? clip : nil,
      patience: patience ?? max(8, epochs / 3), seed: seed,
      augmentation: validatedAugmentation(
        auto: format.windowsAreRecordings
          ? Augmentation()
          : Augmentation(
            maximumShift: format.trainingHop / 2, gain: 0.2, flipsSign: !conditioning.losesSign)))
  }

  private func validatedAugmentation(auto: Augmentation) -> Augmentation {
    do throws(ConfigurationError) {
      return try augmentation(auto: auto)
    } catch {
      fatalError("--augment was not validated: \(error)")
    }
  }

  /// What is asked for, with what "auto" stands for put in its place.
  private func augmentation(auto: Augmentation) throws(ConfigurationError) -> Augmentation {
    let words = augment.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let parts = words.compactMap { word in
      word == "auto" ? (auto.isActive ? auto.description : nil) : word
    }
    return parts.isEmpty
      ? Augmentation() : try Augmentation(parsing: parts.joined(separator: ","))
  }
}

extension TrainingConfiguration.ClassWeights: ExpressibleByArgument {}

extension Sampling: ExpressibleByArgument {}
