import ArgumentParser
import FaultDX
import FaultDXEvaluation
import FaultDXIO
import FaultDXStorage
import FaultDXTraining

/// `faultdx crossval`: how good a recipe is on data of which every unit is tested once.
struct Crossval: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure a recipe by cross-validation, beside simple classifiers.",
    discussion: """
      EXAMPLES:
        faultdx crossval bearing.csv
        faultdx crossval bearing.csv --folds 10 --repeats 3 --output bearing.crossval
        faultdx crossval cwru.csv --root ~/cwru --leave-out load
        faultdx crossval cwru.csv --root ~/cwru --leave-out fault_size --baselines-only
        faultdx crossval recordings/ --split random-windows --allow-leak --format json

      Every fold trains as train does: by physical unit where every class has two, else by recording, else by \
      time with a window's gap at each cut; classes are spread over the folds as evenly as their units \
      allow. Epochs and the settings of the simple classifiers are chosen within the training units of a fold. \
      --leave-out tests one value of a column after the other, on what was trained with the others. Writes no model. \
      The same seed gives the same result on any number of threads.
      """)

  @Argument(help: "Labelled recordings: files, folders, manifests.", completion: .file())
  var inputs: [String]

  @Option(help: "Folds. (default: 5, or as many as the class with the fewest units has)")
  var folds: Int?

  @Option(help: "How often everything is dealt and trained anew, each time with the next seed.")
  var repeats = 1

  @Flag(help: "Fit the simple classifiers alone, without a network.")
  var baselinesOnly = false

  @Flag(help: "Measure although test and training share what they must not; the result says so.")
  var allowLeak = false

  @Option(
    name: .shortAndLong,
    help: "A folder for the figures of all folds and of each.", completion: .directory)
  var output: String?

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
    if let folds, !(2...1000).contains(folds) {
      throw ValidationError("--folds must be 2 to 1000, got \(folds)")
    }
    guard (1...1000).contains(repeats) else {
      throw ValidationError("--repeats must be 1 to 1000, got \(repeats)")
    }
    switch splitting.chosen {
    case .published(let column):
      throw ValidationError(
        "--split of crossval is group, recording, time or random-windows, got \"\(column)\"; where a column "
          + "says the fold of each recording, say --leave-out \(column)")
    case .leaveOut where folds != nil:
      throw ValidationError(
        "--leave-out makes a fold of each value, so --folds does not go with it")
    case .leaveOut, .drawn: break
    }
    try splitting.check(allowLeak: allowLeak)
  }

  func run() throws {
    let folder = try output.map { try CrossvalFolder(creating: $0) }
    let reading = try RecordingReader.read(
      inputs: inputs,
      options: input.readingOptions(
        namesAreLabels: true, threads: common.parallelism.threadCount))
    reading.notes.forEach(common.note)
    // A figure over what happens to be readable would be one over other data than was asked for.
    if let failure = reading.failures.first { throw failure.error }
    var prepared = try PreparedRecordings(reading.recordings, conditions.conditioning, windows)
    let folds = try prepared.folds(
      splitting.chosen, count: self.folds, repeats: repeats, seed: common.seed)
    (prepared.notes + folds.notes).forEach(common.note)

    var results: [FoldResult] = []
    for (index, fold) in folds.folds.enumerated() {
      let result = try measure(fold, prepared)
      common.note(
        "\(index + 1)/\(folds.folds.count)  \(result.progress)")
      try folder?.write(result, number: index + 1)
      results.append(result)
    }
    let whole = CrossValidation(
      folds: folds, results: results, prepared: prepared, inputs: inputs, seed: common.seed)
    let json = CrossValidationJSON(whole).document.serialized(pretty: true) + "\n"
    try folder?.write(whole, json: json)
    try Console.output(format == .json ? json : CrossValidationText(whole).text)
  }

  /// Trains and measures one fold, as train would.
  private func measure(_ fold: Folds.Fold, _ prepared: PreparedRecordings) throws -> FoldResult {
    let started = Clock.seconds()
    var common = common
    common.seed = common.seed &+ UInt64(fold.repetition - 1)
    let data = try TrainingData(prepared, split: fold.split, normalization: recipe.normalization)
    let shape = network.configuration(
      windowLength: data.training.inputLength, channels: data.format.channelNames.count,
      classes: data.labels.count, ofSpectra: data.conditioning.makesSpectrum)
    let test = try data.measuredOn(shape)
    try test.check(allowLeak: allowLeak)
    if baselinesOnly {
      let suite = BaselineSuite(
        training: BaselineWindows(data.training), seed: common.seed,
        run: common.parallelism.forEach)
      return FoldResult(
        fold: fold, test: test,
        comparison: try Comparison(
          suite, on: test, asAskedBy: data.untrained(shape), common: common), assessment: nil,
        epochs: nil, seconds: Clock.seconds() - started)
    }
    let plan = recipe.configuration(
      windows: data.training.count, format: data.format, conditioning: data.conditioning,
      seed: common.seed)
    let networks = try NetworkTraining(
      data: data, shape: shape, plan: plan, options: members, epochs: recipe.epochs,
      common: common
    ).finish(folder: nil)
    let measurement = try Measurement(
      of: try data.model(networks), on: test, training: data.training,
      common: common)
    return FoldResult(
      fold: fold, test: test, comparison: measurement.comparison,
      assessment: measurement.assessment, epochs: networks.epochs,
      seconds: Clock.seconds() - started)
  }
}
