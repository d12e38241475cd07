import ArgumentParser
import FaultDX
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
        faultdx train cwru.csv --target regression --target-column fault_size --unit in

      A folder has one sub-folder a class; of several files the names are the classes; a manifest names \
      files and classes. --resume goes on after an interruption. \
      Recordings are split by physical unit or by recording where every class has at least two, else by \
      time. Writes the model and, beside it, a folder with history, metrics, confusion matrix, report, \
      arguments and a checkpoint. --condition travels in the model: what is diagnosed is conditioned in the \
      same way.
      """)

  @Option(name: .shortAndLong, help: "The model file to write.", completion: .file())
  var output = ModelOptions.defaultPath

  @OptionGroup var job: TrainingJob
  @OptionGroup(title: "Target") var target: TargetOptions
  @OptionGroup(title: "Network") var network: NetworkOptions
  @OptionGroup(title: "Networks") var members: MemberOptions

  func validate() throws {
    if output.isEmpty { throw ValidationError("--output wants the name of a file") }
    _ = try target.quantity(labelColumn: job.labelled.input.labelColumn)
  }

  func run() throws {
    if let quantity = try target.quantity(labelColumn: job.labelled.input.labelColumn) {
      return try job.estimate(quantity, network: network, members: members, output: output)
    }
    let view = members.view(beside: network, job.recipe)
    let data = try job.data(
      of: try job.read(writing: output), job.labelled.conditions.conditioning, job.labelled.windows,
      job.recipe.normalization
    ) { view.fitted($0) }
    let shape = network.configuration(
      windowLength: data.training.inputLength, channels: data.format.channelNames.count,
      classes: data.labels.count, ofSpectra: data.conditioning.makesSpectrum)
    let plan = job.plan(data)
    try job.run(data, shape: shape, plan: plan, output: output) { folder, started in
      try NetworkTraining(
        offer: TeamOffer(
          data, shape: shape, plan: plan, members, network, job.recipe, job.common)
      ).finish(folder: folder, resume: job.resume, started: started)
    }
  }
}
