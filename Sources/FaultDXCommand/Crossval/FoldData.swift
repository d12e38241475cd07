import FaultDX
import FaultDXEvaluation
import FaultDXTraining

/// Recordings and the folds that they are dealt to.
struct FoldPlan {
  let inputs: [String]
  let prepared: PreparedRecordings
  let folds: Folds

  /// Reads recordings and deals them.
  ///
  /// - Parameters:
  ///   - quantity: What is estimated; `nil` for classes.
  ///   - change: What becomes of each split.
  /// - Throws: What keeps any of them from being read.
  init(
    _ options: FoldOptions, repeats: Int, quantity: Quantity? = nil, common: CommonOptions,
    change: (Split) -> Split = { $0 }
  ) throws {
    let labelled = options.labelled
    let read = try labelled.read(labelColumn: quantity?.column, common)
    let recordings =
      try quantity.map { try NumericLabels.numbered(read, $0, inputs: labelled.inputs) } ?? read
    var prepared = try PreparedRecordings(
      recordings, labelled.conditions.conditioning, labelled.windows, isNumeric: quantity != nil)
    folds = try prepared.folds(
      labelled.splitting.chosen, count: options.folds, repeats: repeats, seed: common.seed
    ).mapSplits(change)
    self.prepared = prepared
    inputs = labelled.inputs
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
