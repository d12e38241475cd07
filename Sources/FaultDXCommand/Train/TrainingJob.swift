import ArgumentParser
import FaultDX
import FaultDXEvaluation
import FaultDXIO
import FaultDXReport
import FaultDXStorage
import FaultDXTraining

/// What `train` and `finetune` have in common: labelled recordings become windows, networks learn from them, and the
/// model is written beside the record of how good it is.
struct TrainingJob: ParsableArguments {
  @Flag(help: "Go on from the checkpoint of the same command, interrupted.")
  var resume = false

  @Option(help: "How to write the result.")
  var format: OutputFormat = .text

  @OptionGroup var test: TestOptions
  @OptionGroup var labelled: LabelledOptions
  @OptionGroup(title: "Training") var recipe: RecipeOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    let splitting = labelled.splitting
    try splitting.check(allowLeak: labelled.allowLeak)
    if test.isGiven, splitting.chosen.hasOwnTest {
      throw ValidationError(
        "--test is a test of its own; --leave-out, --split random-windows and --split COLUMN say another"
      )
    }
    if case .leaveOut(let column, nil) = splitting.chosen {
      throw ValidationError(
        "--leave-out wants column=value, got \"\(column)\"; \"faultdx crossval\" leaves out each value in "
          + "turn")
    }
  }

  /// Reads the recordings, after a look at whether the model can be written: hours of training must not end in a file
  /// that cannot be.
  ///
  /// - Parameter labelColumn: The column with what is learnt, where that is not the class.
  func read(writing output: String? = nil, labelColumn: String? = nil) throws -> [Recording] {
    if let output { try DurableFile.checkWritable(output) }
    return try labelled.read(labelColumn: labelColumn, common)
  }

  /// Reads the recordings of a separate test.
  func readTest(labelColumn: String? = nil) throws -> [Recording] {
    try labelled.read(test, labelColumn: labelColumn, common)
  }

  /// Splits, conditions and cuts recordings.
  ///
  /// - Parameter change: What becomes of the split.
  func data(
    of originals: [Recording], _ conditioning: Conditioning, _ windows: WindowOptions,
    _ normalization: RecipeOptions.NormalizationName, change: (Split) -> Split = { $0 }
  ) throws -> TrainingData {
    var prepared = try PreparedRecordings(originals, conditioning, windows)
    let split = change(
      try prepared.split(
        labelled.splitting.chosen, seed: common.seed, hasSeparateTest: test.isGiven))
    return try TrainingData(prepared, split: split, normalization: normalization)
  }

  /// The training of a network over the waveforms of so many windows, all of them unless said otherwise.
  func plan(_ data: TrainingData, windows: Int? = nil) -> TrainingConfiguration {
    recipe.configuration(
      windows: windows ?? data.training.count, format: data.format,
      conditioning: data.conditioning, seed: common.seed)
  }

  /// Trains, measures once, and writes model and run folder.
  ///
  /// - Parameters:
  ///   - shape: of a network over waveforms.
  ///   - plan: the training of a network over waveforms.
  ///   - origin: the model that training begins with, for the record; `nil` where it begins with nothing.
  ///   - train: gives the networks; it gets the run folder and what to call once the run is not refused.
  func run(
    _ data: TrainingData, shape: CBAMNetwork.Configuration, plan: TrainingConfiguration,
    output: String, origin: (model: Model, json: JSON)? = nil,
    _ train: (_ folder: RunFolder, _ started: () throws -> Void) throws -> TrainedNetworks
  ) throws {
    let folder = RunFolder(besideModel: output)
    let test = try measuredOn(data, shape, known: origin?.model)
    try test.check(allowLeak: labelled.allowLeak)
    test.warnings.forEach(common.warn)
    TrainingPlanText(data: data, network: shape, recipe: plan).lines.forEach(common.note)

    try folder.create()
    let networks = try train(folder) {
      // Behind the check of what is resumed: a run that is refused must not change the record of another.
      try DurableFile.write(
        TrainingArguments(
          inputs: labelled.inputs, tests: self.test.inputs, conditioning: data.conditioning,
          plan: plan,
          shape: shape, origin: origin?.json
        ).json,
        to: folder.arguments)
    }

    let result = try TrainingResult(
      data: data, networks: networks, test: test, inputs: labelled.inputs, common: common)
    try DurableFile.write(result.metrics, to: folder.metrics)
    try DurableFile.write(ExampleChoice.json(result.examples, result.proof), to: folder.windows)
    try DurableFile.write(result.assessment.confusionCSV, to: folder.confusion)
    try DurableFile.write(result.assessment.report, to: folder.report)
    let model = result.model.serialized()
    try DurableFile.write(result.baselines(ofModel: model), to: folder.baselines)
    // Last, so that a model file is never there without the record of how good it is.
    try DurableFile.write(model, to: output)
    try RunReport(RunRecord(at: output)).write(to: folder.page)
    common.note("wrote \(output) and \(folder.path)/, of which \(folder.page) is for people")
    try Console.output(format == .json ? result.metrics : result.text)
  }

  /// What the model will be measured on, checked now: hours of training must not end in a complaint
  /// about the test.
  ///
  /// - Parameter known: The model that training begins with: what it was trained on is no test of what becomes of it.
  func measuredOn(
    _ data: TrainingData, _ shape: CBAMNetwork.Configuration, known: Model? = nil
  ) throws -> MeasuredOn {
    var test = try ownTest(data, shape)
    guard let known, let seen = TrainedStretches(of: known) else { return test }
    let pieces =
      !self.test.isGiven
      ? data.split.pieces.filter { $0.role == .test }.map {
        (data.recordings[$0.recording], $0.frames)
      } : test.recordings.map { ($0, 0..<$0.frames) }
    let warnings = seen.warnings(on: pieces.map(\.0), pieces.map(\.1), known)
    test.add(
      leaks: warnings.filter { $0.hasPrefix(TrainedStretches.verySamples) },
      warnings: warnings.filter { !$0.hasPrefix(TrainedStretches.verySamples) })
    return test
  }

  private func ownTest(
    _ data: TrainingData, _ shape: CBAMNetwork.Configuration
  ) throws -> MeasuredOn {
    guard test.isGiven else { return try data.measuredOn(shape) }
    let untrained = try data.untrained(shape)
    let originals = try readTest()
    var rates = RateReport(model: untrained.model)
    rates.say(of: originals, common)
    return try MeasuredOn(
      separate: originals, trainedOn: data.recordings, checkedBy: untrained)
  }
}
