import ArgumentParser
import FaultDX
import FaultDXIO
import FaultDXStorage
import FaultDXTraining

/// `faultdx adapt`: a model brought to recordings of which nobody knows what is wrong.
struct Adapt: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Adapt a model to recordings of another machine, load or sensor, without labels.",
    discussion: """
      EXAMPLES:
        faultdx adapt --from model.safetensors new-pump/
        faultdx adapt --from model.safetensors new-pump/ --method coral --source old-pumps/
        faultdx adapt --from cwru.safetensors cwru.csv --where load=3 --method entropy --measure

      adabn measures the running averages of batch norms anew on the new recordings. entropy does so and \
      moves scales and shifts of batch norms until predictions are decided. coral gives what the last layer \
      reads the mean and covariance that it has on the recordings of --source, in closed form; mmd moves \
      scales and shifts until it is distributed as there. The classes stay those of the model, and all of \
      them should be among the new recordings about as often as in training: statistics of a machine that is \
      sound all the time are not those of the classes. Labels that recordings have are not looked at; with \
      --measure they say, before and after, how often the model is right. Probabilities of an adapted model \
      are not calibrated, and it has no prediction sets and no lower precisions.
      """)

  @Argument(help: "Recordings of what is new: files, folders, manifests.", completion: .file())
  var inputs: [String]

  @Option(help: "The model to adapt.", completion: .file(extensions: ["safetensors"]))
  var from: String

  @Option(name: .shortAndLong, help: "The model file to write.", completion: .file())
  var output = "adapted.safetensors"

  @OptionGroup(title: "Method") var method: AdaptationOptions

  @Option(
    name: .customLong("source"),
    help: "Recordings that the model was trained on, for coral and mmd; repeat for several.",
    completion: .file())
  var sources: [String] = []

  @Option(
    name: .customLong("source-where"),
    help: ArgumentHelp("As --where, for --source.", valueName: "column=value"))
  var sourceConditions: [String] = []

  @Flag(help: "Say how often the model is right before and after, by the labels of the recordings.")
  var measure = false

  @Option(help: "How to write the result.")
  var format: OutputFormat = .text

  @OptionGroup(title: "Recordings") var input: InputOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    if output.isEmpty { throw ValidationError("--output wants the name of a file") }
    if output == from {
      throw ValidationError("--output must not be the model that is adapted, \(from)")
    }
    if method.adaptation.needsSource == sources.isEmpty {
      throw ValidationError(
        sources.isEmpty
          ? "--method \(method.name.rawValue) needs recordings that the model was trained on: --source"
          : "--source goes with --method coral or mmd")
    }
    try InputOptions.validate(conditions: sourceConditions, option: "--source-where")
    if !sourceConditions.isEmpty && sources.isEmpty {
      throw ValidationError("--source-where says what to use of --source, which is missing")
    }
  }

  func run() throws {
    let file = try ModelFile(from)
    try DurableFile.checkWritable(output)
    let recordings = try read(inputs, file.model, conditions: nil)
    let source = try sources.isEmpty ? nil : read(sources, file.model, conditions: sourceConditions)
    let before = try measure ? assessment(recordings, by: file.model) : nil
    let adapted = try AdaptedModel(
      file, by: method, to: recordings, source: source, common: common)
    adapted.notes.forEach(common.note)
    let after = try measure ? assessment(recordings, by: adapted.model) : nil
    try adapted.model.write(to: output)
    common.note("wrote \(output)")
    let report = AdaptationReport(adapted: adapted, before: before, after: after)
    try Console.output(format == .json ? report.json : report.text)
  }

  private func read(_ inputs: [String], _ model: Model, conditions: [String]?) throws -> [Recording]
  {
    var options = input.readingOptions(
      namesAreLabels: true, modelRate: model.sampleRate,
      threads: common.parallelism.threadCount)
    if let conditions, !conditions.isEmpty {
      options.conditions = InputOptions.conditions(conditions)
    }
    let reading = try RecordingReader.read(inputs: inputs, options: options)
    reading.notes.forEach(common.note)
    // What happens to be readable is other data than was asked for.
    if let failure = reading.failures.first { throw failure.error }
    guard !reading.recordings.isEmpty else {
      throw CommandFailure("no recordings in \(inputs.joined(separator: ", "))", status: .noInput)
    }
    return reading.recordings
  }

  private func assessment(_ recordings: [Recording], by model: Model) throws -> Assessment {
    try Assessment(
      of: recordings, by: Diagnoser(model: model), parallelism: common.parallelism)
  }
}
