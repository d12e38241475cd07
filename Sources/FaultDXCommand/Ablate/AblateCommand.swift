import ArgumentParser
import FaultDX
import FaultDXEvaluation
import FaultDXStorage
import FaultDXTraining

/// `faultdx ablate`: what each part of a network is good for, on data of which every unit is tested once.
struct Ablate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train variants of a network and say which of their parts help, if any.",
    discussion: """
      EXAMPLES:
        faultdx ablate bearing.csv
        faultdx ablate bearing.csv --vary attention,backbone --seeds 5 --output bearing.ablation
        faultdx ablate cwru.csv --root ~/cwru --label-column class --leave-out load --window 2048
        faultdx ablate bearing.csv --widths 32,64,128 --epochs 20 --format json

      The network that the options describe is the default. One choice after the other is changed, all else left as it is: \
      attention (none, channel, spatial, cbam), arrangement, descriptor, mlp, reduction, spatial-kernel, backbone. Kinds of \
      attention are compared with none, everything else with the default. All see the waveform, in the same folds \
      (those of crossval), with the same seeds. A difference is called more than chance where its p value (signs of the \
      units' gains turned in all ways; Holm's correction for all comparisons of the table) is below 0.05 and every seed \
      agrees. With --output, what is trained is kept, and the same command goes on where it was stopped. \
      The same seed gives the same figures on any number of threads.
      """)

  @Option(
    help: ArgumentHelp(
      "What is changed: \(AblationAxis.allCases.map(\.rawValue).joined(separator: ", ")), with commas between. "
        + "(default: all)", valueName: "names"))
  var vary: String?

  @Option(help: "Seeds that every network is trained with in every fold, from --seed on.")
  var seeds = 3

  @Option(
    name: .shortAndLong,
    help: "A folder for the table as JSON, CSV and Markdown, and for what is trained.",
    completion: .directory)
  var output: String?

  @Option(help: "How to write the result.")
  var format: OutputFormat = .text

  @OptionGroup var dealing: FoldOptions
  @OptionGroup(title: "Network") var network: NetworkOptions
  @OptionGroup(title: "Training") var recipe: RecipeOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    guard (1...100).contains(seeds) else {
      throw ValidationError("--seeds must be 1 to 100, got \(seeds)")
    }
    if output?.isEmpty == true { throw ValidationError("--output wants the name of a folder") }
    _ = try chosenAxes()
  }

  /// What is changed, in the order of the table.
  private func chosenAxes() throws -> [AblationAxis] {
    guard let vary else { return AblationAxis.allCases }
    let names = vary.split(separator: ",", omittingEmptySubsequences: false)
    var chosen: [AblationAxis] = []
    for name in names {
      guard let axis = AblationAxis(rawValue: String(name)) else {
        throw ValidationError(
          "--vary knows \(AblationAxis.allCases.map(\.rawValue).joined(separator: ", ")), got \"\(name)\""
        )
      }
      if chosen.contains(axis) { throw ValidationError("--vary says \(name) twice") }
      chosen.append(axis)
    }
    return AblationAxis.allCases.filter(chosen.contains)
  }

  func run() throws {
    let folder = try output.map { try AblationFolder(creating: $0) }
    let folds = try FoldPlan(dealing, repeats: 1, common: common)
    let key = AblationKey(of: folds.prepared)
    var plan: AblationPlan?
    var cells: [[AblationCell]] = []
    var tests: [MeasuredOn] = []
    var known = 0
    for (number, fold) in folds.folds.folds.enumerated() {
      let cut = try FoldData(
        fold, folds.prepared, network, recipe, allowLeak: dealing.labelled.allowLeak)
      let networks = try plan ?? AblationPlan(around: cut.shape, axes: chosenAxes())
      if plan == nil {
        networks.notes.forEach(common.note)
        common.note(
          "\(networks.networks.count) networks, \(folds.folds.folds.count) folds, \(seeds) seeds")
        cells = [[AblationCell]](repeating: [], count: networks.networks.count)
      }
      plan = networks
      tests.append(cut.test)
      for (index, network) in networks.networks.enumerated() {
        for repetition in 0..<seeds {
          let recipe = cut.plan(recipe, seed: common.seed &+ UInt64(repetition))
          let name = "\(network.name)-seed-\(recipe.seed)-fold-\(number + 1)"
          let own = key.key(cut, shape: network.shape, plan: recipe)
          if let cell = try folder?.cell(name, key: own) {
            cells[index].append(cell)
            known += 1
            continue
          }
          let cell = try train(network, recipe, cut, folder)
          try folder?.write(cell, name, key: own)
          common.note(
            "\(fold.name), \(network.name), seed \(recipe.seed): "
              + "\(Format.percent(cell.windows.outcomes.accuracy)), \(cell.epochs) epochs, "
              + "\(Format.fixed(cell.seconds, decimals: 1)) s")
          cells[index].append(cell)
        }
      }
    }
    guard let plan else { throw CommandFailure("there is no fold to measure in") }
    if known > 0 {
      common.note("\(known) of \(cells.joined().count) cells were trained before")
    }
    let whole = Ablation(
      plan: plan, cells: cells, seeds: seeds,
      setting: MeasuredFolds(folds, tests: tests, seed: common.seed))
    let json = AblationJSON(whole).document.serialized(pretty: true) + "\n"
    try folder?.write(whole, json: json)
    try Console.output(format == .json ? json : AblationText(whole).text)
  }

  /// Trains and measures one network in one fold.
  private func train(
    _ network: AblationPlan.Network, _ recipe: TrainingConfiguration, _ cut: FoldData,
    _ folder: AblationFolder?
  ) throws -> AblationCell {
    let data = cut.data
    let started = Clock.processorSeconds()
    let run = try TrainingRun(
      training: data.training, validation: data.validation, network: network.shape,
      recipe: recipe, folder: nil, resume: false, isOneOfMany: true, common: common)
    do {
      try run.finish()
    } catch let failure as CommandFailure {
      guard Interruption.isRequested, let folder else { throw failure }
      throw CommandFailure(
        "interrupted; \(folder.path)/cells holds what is finished, the same command goes on from there",
        status: failure.status)
    }
    let seconds = Clock.processorSeconds() - started
    let model = try data.model(
      TrainedNetworks(
        members: [
          Model.Member(
            representation: .waveform(data.normalization), network: run.trainer.bestNetwork)
        ], gate: nil, epochs: run.trainer.history.count,
        bestEpoch: run.trainer.bestReport?.epoch ?? 0, recipe: recipe, choice: nil))
    let assessment = try Assessment(
      of: cut.test.recordings, units: cut.test.units, by: Diagnoser(model: model),
      parallelism: common.parallelism)
    return AblationCell(
      assessment.said, epochs: run.trainer.history.count, seconds: seconds)
  }
}
