import ArgumentParser
import FaultDX
import FaultDXIO

/// `faultdx classify`: the verdict on recordings.
struct Classify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Diagnose recordings with a trained model.",
    discussion: """
      EXAMPLES:
        faultdx classify signal.wav
        faultdx classify today/*.wav --model pump.safetensors --format csv
        arecord -f S16_LE -d 5 | faultdx classify - --format json

      A recording that cannot be read or diagnosed is reported with its reason, the others are still \
      diagnosed, and the exit code is 65.
      """)

  /// What the results look like.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, ndjson, csv
  }

  @Argument(
    help: "Recordings: files, folders, manifests, or - for standard input.", completion: .file())
  var inputs: [String]

  @Option(help: "How to write: \(Format.allValues).")
  var format: Format = .text

  @OptionGroup var model: ModelOptions
  @OptionGroup var input: InputOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let file = try model.load()
    let reading = try RecordingReader.read(
      inputs: inputs, options: input.readingOptions(namesAreLabels: false))
    if common.verbose { reading.notes.forEach(common.note) }
    let diagnoser = Diagnoser(model: file.model)
    RateReport(model: file.model).say(of: reading.recordings, common)
    let results = diagnoser.diagnose(all: reading.recordings, parallelism: common.parallelism)
    var outcomes = zip(reading.recordings, results).map { recording, result in
      ClassifiedRecording(
        file: recording.file, name: recording.name, result: result.mapError { $0 })
    }
    outcomes += reading.failures.map {
      ClassifiedRecording(file: $0.file, name: "", result: .failure($0.error))
    }
    try write(outcomes, file)
    let failures = outcomes.filter(\.isFailure)
    if !failures.isEmpty {
      throw CommandFailure(
        "\(failures.count) of \(outcomes.count) recordings could not be diagnosed")
    }
  }

  private func write(_ outcomes: [ClassifiedRecording], _ file: ModelFile) throws {
    switch format {
    case .json:
      let document = DiagnosisDocument(model: file.model, modelFile: file)
      try Console.output(document.document(outcomes))
    case .ndjson:
      let document = DiagnosisDocument(model: file.model, modelFile: file)
      for outcome in outcomes { try Console.output(document.line(outcome)) }
    case .csv:
      let table = DiagnosisCSV(model: file.model)
      try Console.output(table.header)
      for outcome in outcomes { try Console.output(table.line(outcome)) }
    case .text:
      let writer = DiagnosisText(model: file.model)
      for outcome in outcomes {
        if let text = writer.text(outcome) {
          try Console.output(text)
        } else if case .failure(let error) = outcome.result {
          Console.error(String(describing: error))
        }
      }
    }
  }
}
