import ArgumentParser
import FaultDX
import FaultDXEvaluation
import FaultDXIO
import FaultDXStorage
import FaultDXTraining

/// What `train` and `finetune` have in common: labelled recordings become windows, networks learn from them, and the
/// model is written beside the record of how good it is.
struct TrainingJob: ParsableArguments {
  @Argument(help: "Labelled recordings: files, folders, manifests.", completion: .file())
  var inputs: [String]

  @Option(
    name: .customLong("test"),
    help: "Labelled recordings to measure the finished model on, once; repeat for several.",
    completion: .file())
  var tests: [String] = []

  @Option(
    name: .customLong("test-where"),
    help: ArgumentHelp("As --where, for the test.", valueName: "column=value"))
  var testConditions: [String] = []

  @Flag(help: "Train although test and training share what they must not; the result says so.")
  var allowLeak = false

  @Flag(help: "Go on from the checkpoint of the same command, interrupted.")
  var resume = false

  @Option(help: "How to write the result.")
  var format: OutputFormat = .text

  @OptionGroup(title: "Recordings") var input: InputOptions
  @OptionGroup(title: "Split") var splitting: SplitOptions
  @OptionGroup(title: "Conditioning") var conditions: ConditioningOptions
  @OptionGroup(title: "Windows") var windows: WindowOptions
  @OptionGroup(title: "Training") var recipe: RecipeOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    try splitting.check(allowLeak: allowLeak)
    if !tests.isEmpty, splitting.chosen.hasOwnTest {
      throw ValidationError(
        "--test is a test of its own; --leave-out, --split random-windows and --split COLUMN say another"
      )
    }
    if case .leaveOut(let column, nil) = splitting.chosen {
      throw ValidationError(
        "--leave-out wants column=value, got \"\(column)\"; \"faultdx crossval\" leaves out each value in "
          + "turn")
    }
    try InputOptions.validate(conditions: testConditions, option: "--test-where")
    if !testConditions.isEmpty && tests.isEmpty {
      throw ValidationError("--test-where says what to use of --test, which is missing")
    }
  }

  /// Reads the recordings, after a look at whether the model can be written: hours of training must not end in a file
  /// that cannot be.
  ///
  /// - Parameter labelColumn: The column with what is learnt, where that is not the class.
  func read(writing output: String? = nil, labelColumn: String? = nil) throws -> [Recording] {
    if let output { try DurableFile.checkWritable(output) }
    return try read(inputs, options(labelColumn))
  }

  /// Reads the recordings of a separate test.
  func readTest(labelColumn: String? = nil) throws -> [Recording] {
    var options = options(labelColumn)
    if !testConditions.isEmpty { options.conditions = InputOptions.conditions(testConditions) }
    return try read(tests, options)
  }

  private func options(_ labelColumn: String?) -> ReadingOptions {
    var options = input.readingOptions(
      namesAreLabels: labelColumn == nil, threads: common.parallelism.threadCount)
    if let labelColumn { options.labelColumn = labelColumn }
    return options
  }

  private func read(_ inputs: [String], _ options: ReadingOptions) throws -> [Recording] {
    let reading = try RecordingReader.read(inputs: inputs, options: options)
    reading.notes.forEach(common.note)
    // Training on what happens to be readable would be training on other data than was asked for.
    if let failure = reading.failures.first { throw failure.error }
    return reading.recordings
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
      try prepared.split(splitting.chosen, seed: common.seed, hasSeparateTest: !tests.isEmpty))
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
    try test.check(allowLeak: allowLeak)
    test.warnings.forEach(common.warn)
    TrainingPlanText(data: data, network: shape, recipe: plan).lines.forEach(common.note)

    try folder.create()
    let networks = try train(folder) {
      // Behind the check of what is resumed: a run that is refused must not change the record of another.
      try DurableFile.write(
        TrainingArguments(
          inputs: inputs, tests: tests, conditioning: data.conditioning, plan: plan,
          shape: shape, origin: origin?.json
        ).json,
        to: folder.arguments)
    }

    let result = try TrainingResult(
      data: data, networks: networks, test: test, inputs: inputs, common: common)
    try DurableFile.write(result.metrics, to: folder.metrics)
    try DurableFile.write(result.assessment.confusionCSV, to: folder.confusion)
    try DurableFile.write(result.assessment.report, to: folder.report)
    let model = result.model.serialized()
    try DurableFile.write(result.baselines(ofModel: model), to: folder.baselines)
    // Last, so that a model file is never there without the record of how good it is.
    try DurableFile.write(model, to: output)
    common.note("wrote \(output) and \(folder.path)/")
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
      tests.isEmpty
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
    guard !tests.isEmpty else { return try data.measuredOn(shape) }
    let untrained = try data.untrained(shape)
    let originals = try readTest()
    var rates = RateReport(model: untrained.model)
    rates.say(of: originals, common)
    return try MeasuredOn(
      separate: originals, trainedOn: data.recordings, checkedBy: untrained)
  }
}
