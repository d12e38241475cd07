import ArgumentParser
import FaultDX
import FaultDXEvaluation
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

  @Option(help: "How often everything is dealt and trained anew, each time with the next seed.")
  var repeats = 1

  @Flag(help: "Fit the simple classifiers alone, without a network.")
  var baselinesOnly = false

  @Option(
    name: .shortAndLong,
    help: "A folder for the figures of all folds and of each.", completion: .directory)
  var output: String?

  @Option(help: "How to write the result.")
  var format: OutputFormat = .text

  @OptionGroup var dealing: FoldOptions
  @OptionGroup(title: "Target") var target: TargetOptions
  @OptionGroup(title: "Network") var network: NetworkOptions
  @OptionGroup(title: "Networks") var members: MemberOptions
  @OptionGroup(title: "Training") var recipe: RecipeOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    _ = try target.quantity(labelColumn: dealing.labelled.input.labelColumn)
    guard (1...1000).contains(repeats) else {
      throw ValidationError("--repeats must be 1 to 1000, got \(repeats)")
    }
  }

  func run() throws {
    if let quantity = try target.quantity(labelColumn: dealing.labelled.input.labelColumn) {
      return try estimate(quantity)
    }
    let folder = try output.map { try CrossvalFolder(creating: $0) }
    let view = members.view(beside: network, recipe)
    let plan = try FoldPlan(
      dealing, repeats: repeats, common: common, change: { view.fitted($0) })
    let folds = plan.folds.folds
    var results: [FoldResult] = []
    for (index, fold) in folds.enumerated() {
      let result = try measure(fold, plan.prepared)
      common.note(
        "\(index + 1)/\(folds.count)  \(result.progress)")
      try folder?.write(result, number: index + 1)
      results.append(result)
    }
    let whole = CrossValidation(
      MeasuredFolds(plan, tests: results.map(\.test), seed: common.seed),
      results: results)
    let json = CrossValidationJSON(whole).document.serialized(pretty: true) + "\n"
    try folder?.write(whole, json: json)
    try Console.output(format == .json ? json : CrossValidationText(whole).text)
  }

  /// Trains and measures one fold, as train would.
  private func measure(_ fold: Folds.Fold, _ prepared: PreparedRecordings) throws -> FoldResult {
    let started = Clock.seconds()
    var common = common
    common.seed = common.seed &+ UInt64(fold.repetition - 1)
    let cut = try FoldData(fold, prepared, network, recipe, allowLeak: dealing.labelled.allowLeak)
    let (data, shape, test) = (cut.data, cut.shape, cut.test)
    if baselinesOnly {
      let suite = BaselineSuite(
        training: BaselineWindows(data.training), seed: common.seed,
        run: common.parallelism.forEach)
      return FoldResult(
        fold: fold, test: test,
        comparison: try Comparison(
          suite, on: test, asAskedBy: data.untrained(shape), common: common), assessment: nil,
        certainty: nil, epochs: nil, seconds: Clock.seconds() - started)
    }
    let networks = try NetworkTraining(
      offer: TeamOffer(
        data, shape: shape, plan: cut.plan(recipe, seed: common.seed), members, network, recipe,
        common)
    ).finish(folder: nil)
    let model = try data.certain(
      data.model(networks), choice: networks.choice, common: common)
    let measurement = try Measurement(
      of: model, on: test, training: data.training, common: common)
    return FoldResult(
      fold: fold, test: test, comparison: measurement.comparison,
      assessment: measurement.assessment,
      certainty: CertaintyEvidence(measurement.assessment, of: model), epochs: networks.epochs,
      seconds: Clock.seconds() - started)
  }
}
