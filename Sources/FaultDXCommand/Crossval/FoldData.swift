import ArgumentParser
import FaultDX
import FaultDXEvaluation
import FaultDXIO
import FaultDXTraining

/// Recordings and the folds that they are dealt to.
struct FoldPlan {
  let prepared: PreparedRecordings
  let folds: Folds

  /// Reads recordings and deals them.
  ///
  /// - Parameters:
  ///   - quantity: What is estimated; `nil` for classes.
  ///   - change: What becomes of each split.
  /// - Throws: What keeps any of them from being read: a figure over what happens to be readable would be one over other
  ///   data than was asked for.
  init(
    _ inputs: [String], _ input: InputOptions, _ splitting: SplitOptions,
    _ conditions: ConditioningOptions, _ windows: WindowOptions, count: Int?, repeats: Int,
    quantity: Quantity? = nil, common: CommonOptions, change: (Split) -> Split = { $0 }
  ) throws {
    var options = input.readingOptions(
      namesAreLabels: quantity?.column == nil, threads: common.parallelism.threadCount)
    if let column = quantity?.column { options.labelColumn = column }
    let reading = try RecordingReader.read(inputs: inputs, options: options)
    reading.notes.forEach(common.note)
    if let failure = reading.failures.first { throw failure.error }
    let recordings =
      try quantity.map { try NumericLabels.numbered(reading.recordings, $0, inputs: inputs) }
      ?? reading.recordings
    var prepared = try PreparedRecordings(
      recordings, conditions.conditioning, windows, isNumeric: quantity != nil)
    folds = try prepared.folds(
      splitting.chosen, count: count, repeats: repeats, seed: common.seed
    ).mapSplits(change)
    self.prepared = prepared
    (prepared.notes + folds.notes).forEach(common.note)
  }
}

/// One fold cut into windows: what a network is trained and chosen on there, and what it is measured on.
struct FoldData {
  let fold: Folds.Fold
  let data: TrainingData
  /// The shape that is asked for of a network over waveforms.
  let shape: CBAMNetwork.Configuration
  let test: MeasuredOn

  /// Cuts windows, and refuses a test that knows training.
  init(
    _ fold: Folds.Fold, _ prepared: PreparedRecordings, _ network: NetworkOptions,
    _ recipe: RecipeOptions, allowLeak: Bool
  ) throws {
    self.fold = fold
    data = try TrainingData(prepared, split: fold.split, normalization: recipe.normalization)
    shape = network.configuration(
      windowLength: data.training.inputLength, channels: data.format.channelNames.count,
      classes: data.labels.count, ofSpectra: data.conditioning.makesSpectrum)
    test = try data.measuredOn(shape)
    try test.check(allowLeak: allowLeak)
  }

  /// How a network over these waveforms is trained.
  func plan(_ recipe: RecipeOptions, seed: UInt64) -> TrainingConfiguration {
    recipe.configuration(
      windows: data.training.count, format: data.format, conditioning: data.conditioning,
      seed: seed)
  }
}

extension SplitOptions {
  /// Refuses what makes no folds.
  func checkFolds(_ folds: Int?, of command: String, allowLeak: Bool) throws {
    if let folds, !(2...1000).contains(folds) {
      throw ValidationError("--folds must be 2 to 1000, got \(folds)")
    }
    switch chosen {
    case .published(let column):
      throw ValidationError(
        "--split of \(command) is group, recording, time or random-windows, got \"\(column)\"; where a column "
          + "says the fold of each recording, say --leave-out \(column)")
    case .leaveOut where folds != nil:
      throw ValidationError(
        "--leave-out makes a fold of each value, so --folds does not go with it")
    case .leaveOut, .drawn: break
    }
    try check(allowLeak: allowLeak)
  }
}
