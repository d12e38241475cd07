import ArgumentParser
import FaultDX
import FaultDXIO
import FaultDXStorage
import FaultDXTraining

/// `faultdx train`: from labelled recordings to a model and a record of how good it is.
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a classifier on labelled recordings.",
    discussion: """
      EXAMPLES:
        faultdx train bearing.csv
        faultdx train recordings/ --output pump.safetensors
        faultdx train cwru.csv --root ~/cwru --where load=0
        faultdx train normal_1.wav normal_2.wav inner_1.wav inner_2.wav
        faultdx train bearing.csv --attention none --epochs 20
        faultdx train bearing.csv --condition bandpass:2000-5000,envelope
        faultdx train bearing.csv --resume

      A folder has one sub-folder a class; of several files the names are the classes; a manifest names \
      files and classes. --resume goes on after an interruption. \
      Recordings are split by physical unit or by recording where every class has at least two, else by \
      time. Writes the model and, beside it, a folder with history, metrics, confusion matrix, report, \
      arguments and a checkpoint. --condition travels in the model: what is diagnosed is conditioned in the \
      same way.
      """)

  @Argument(help: "Labelled recordings: files, folders, manifests.", completion: .file())
  var inputs: [String]

  @Option(name: .shortAndLong, help: "The model file to write.", completion: .file())
  var output = ModelOptions.defaultPath

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
  @OptionGroup(title: "Network") var network: NetworkOptions
  @OptionGroup(title: "Networks") var members: MemberOptions
  @OptionGroup(title: "Training") var recipe: RecipeOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    if output.isEmpty { throw ValidationError("--output wants the name of a file") }
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

  func run() throws {
    // Hours of training must not end in a file that cannot be written.
    try DurableFile.checkWritable(output)
    let folder = RunFolder(besideModel: output)
    let originals = try read(
      inputs,
      input.readingOptions(
        namesAreLabels: true, threads: common.parallelism.threadCount))
    var prepared = try PreparedRecordings(originals, conditions.conditioning, windows)
    let split = try prepared.split(
      splitting.chosen, seed: common.seed, hasSeparateTest: !tests.isEmpty)
    let data = try TrainingData(prepared, split: split, normalization: recipe.normalization)
    let shape = network.configuration(
      windowLength: data.training.inputLength, channels: data.format.channelNames.count,
      classes: data.labels.count, ofSpectra: data.conditioning.makesSpectrum)
    let plan = recipe.configuration(
      windows: data.training.count, format: data.format, conditioning: data.conditioning,
      seed: common.seed)
    let test = try measuredOn(data, shape)
    try test.check(allowLeak: allowLeak)
    test.warnings.forEach(common.warn)
    TrainingPlanText(data: data, network: shape, recipe: plan).lines.forEach(common.note)

    try folder.create()
    let networks = try NetworkTraining(
      data: data, shape: shape, plan: plan, options: members, epochs: recipe.epochs,
      common: common
    ).finish(folder: folder, resume: resume) {
      // Behind the check of what is resumed: a run that is refused must not change the record of another.
      try DurableFile.write(
        TrainingArguments(
          inputs: inputs, tests: tests, conditioning: data.conditioning, plan: plan,
          shape: shape
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

  private func read(_ inputs: [String], _ options: ReadingOptions) throws -> [Recording] {
    let reading = try RecordingReader.read(inputs: inputs, options: options)
    reading.notes.forEach(common.note)
    // Training on what happens to be readable would be training on other data than was asked for.
    if let failure = reading.failures.first { throw failure.error }
    return reading.recordings
  }

  /// What the model will be measured on, checked now: hours of training must not end in a complaint
  /// about the test.
  private func measuredOn(_ data: TrainingData, _ shape: CBAMNetwork.Configuration) throws
    -> MeasuredOn
  {
    guard !tests.isEmpty else { return try data.measuredOn(shape) }
    let untrained = try data.untrained(shape)
    var options = input.readingOptions(
      namesAreLabels: true, threads: common.parallelism.threadCount)
    if !testConditions.isEmpty { options.conditions = InputOptions.conditions(testConditions) }
    let originals = try read(tests, options)
    var rates = RateReport(model: untrained.model)
    rates.say(of: originals, common)
    return try MeasuredOn(
      separate: originals, trainedOn: data.recordings, checkedBy: untrained)
  }
}
