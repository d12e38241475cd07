import ArgumentParser
import FaultDX
import FaultDXIO
import FaultDXStorage

/// `faultdx evaluate`: a model measured on labelled recordings.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure a model on labelled recordings.",
    discussion: """
      EXAMPLES:
        faultdx evaluate test-recordings/
        faultdx evaluate cwru.csv --where load=3 --root ~/cwru --model cwru.safetensors
        faultdx evaluate test.csv --format json > metrics.json

      Beside the network stand the baselines that train fitted and left in the run folder beside the \
      model. True classes are the rows of the confusion matrix.
      """)

  @Argument(help: "Labelled recordings: files, folders, manifests.", completion: .file())
  var inputs: [String]

  @Option(help: "How to write.")
  var format: OutputFormat = .text

  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup(title: "Unknown faults") var unknown: UnknownOptions
  @OptionGroup(title: "Precision") var precision: PrecisionOptions
  @OptionGroup(title: "Recordings") var input: InputOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func run() throws {
    let file = try model.load()
    let reading = try RecordingReader.read(
      inputs: inputs,
      options: input.readingOptions(
        namesAreLabels: true, modelRate: file.model.sampleRate,
        threads: common.parallelism.threadCount))
    common.report(reading)
    guard !reading.recordings.isEmpty || !reading.failures.isEmpty else {
      throw CommandFailure("no recordings in \(inputs.joined(separator: ", "))", status: .noInput)
    }
    // A number over fewer recordings than were asked for would be another number.
    if let failure = reading.failures.first { throw failure.error }
    var diagnoser = try precision.diagnoser(for: file, common)
    diagnoser.unknownRate = unknown.rate
    var rates = RateReport(model: file.model)
    rates.say(of: reading.recordings, common)
    let assessment = try Assessment(
      of: reading.recordings, by: diagnoser, parallelism: common.parallelism)
    // So that baselines get the windows that the network gets.
    let recordings = try reading.recordings.map { try diagnoser.conditioned($0) }
    let comparison = Comparison(
      assessment, recordings: recordings, suite: try BaselineFile.load(for: file, common),
      model: file.model, common: common)
    let certainty = CertaintyReport(assessment, of: file.model, unknownRate: unknown.rate)
    switch format {
    case .json:
      var document = assessment.json(comparison)
      if let certainty { document["certainty"] = certainty.json }
      document["model"] = file.json(diagnoser.precision)
      try Console.output(JSON.object(document).serialized(pretty: true) + "\n")
    case .text:
      try Console.output(
        ComparisonText(comparison).lines.map { $0 + "\n" }.joined() + "\n"
          + (certainty.map { $0.lines.map { $0 + "\n" }.joined() + "\n" } ?? "")
          + AssessmentText(assessment, comparison.ambiguity).text)
    }
  }
}
