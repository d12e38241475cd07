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
        faultdx classify archive/ --precision int8

      A recording that cannot be read or diagnosed is reported with its reason, the others are still \
      diagnosed, and the exit code is 65. Training measures what each precision costs; one that costs more than \
      --accept-loss is refused. A recording that is like nothing in training is called unknown, with the nearest \
      class; the set behind a verdict has the classes that cannot be ruled out.
      """)

  /// What the results look like.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, ndjson, csv
  }

  @Argument(
    help: "Recordings: files, folders, manifests, or - for standard input.", completion: .file())
  var inputs: [String]

  @Option(help: "How to write.")
  var format: Format = .text

  @Flag(help: "With json and ndjson: also what the network answered for every window.")
  var windows = false

  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup(title: "Unknown faults") var unknown: UnknownOptions
  @OptionGroup(title: "Precision") var precision: PrecisionOptions
  @OptionGroup(title: "Recordings") var input: InputOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  /// The command, where the arguments call for it and for nothing else.
  ///
  /// It is what machines start most often, and without the tree of all commands it starts a millisecond earlier.
  /// Help, version and mistakes are left to the tree, which knows how the whole is called.
  static func ifPlain(_ arguments: [String]) -> Classify? {
    guard arguments.count > 1, arguments[1] == "classify" else {
      return nil
    }
    return try? parse(Array(arguments.dropFirst(2)))
  }

  func validate() throws {
    if windows, format != .json, format != .ndjson {
      throw ValidationError("--windows needs --format json or ndjson")
    }
  }

  @Option(
    help: ArgumentHelp(
      "From how many bytes on a sound file is read in blocks.", visibility: .hidden))
  var streamFrom = 1 << 24

  /// Samples that are read before they are diagnosed together: enough for all cores, little in memory.
  private static let samplesTogether = 1 << 22

  func run() throws {
    let file: ModelFile
    switch try model.loadAny() {
    case .classifier(let classifier): file = classifier
    case .estimator(let estimator):
      try precision.check(float32Alone: estimator)
      return try EstimateRun(
        file: estimator, inputs: inputs, input: input, format: format, keepsWindows: windows,
        common: common
      ).run()
    }
    var diagnoser = try precision.diagnoser(for: file, common)
    diagnoser.unknownRate = unknown.rate
    let writer = DiagnosisWriter(format: format, file: file, precision: diagnoser.precision)
    var rates = RateReport(model: file.model)
    var warnings = ReadingReport()
    var pending: [Recording] = []

    func diagnosePending() throws {
      let results = diagnoser.diagnose(all: pending, parallelism: common.parallelism)
      for (recording, result) in zip(pending, results) {
        try writer.write(
          ClassifiedRecording(
            file: recording.file, name: recording.name,
            result: result.map {
              DiagnosisSummary($0, of: file.model, keepingWindows: windows)
            }.mapError { $0 }))
      }
      pending = []
    }

    try RecordingReader.readEach(
      inputs: inputs,
      options: input.readingOptions(
        namesAreLabels: false, modelRate: file.model.sampleRate,
        threads: common.parallelism.threadCount),
      // What needs all of a recording is given all of it.
      streamingFrom: file.model.conditioning.isCausal ? streamFrom : .max
    ) { reading in
      warnings.report(reading, common)
      rates.say(of: reading.recordings, common)
      pending += reading.recordings
      if !reading.failures.isEmpty
        || pending.reduce(0, { $0 + $1.samples.count }) >= Self.samplesTogether
      {
        try diagnosePending()
      }
      for failure in reading.failures {
        try writer.write(
          ClassifiedRecording(file: failure.file, name: "", result: .failure(failure.error)))
      }
    } stream: { stream in
      try diagnosePending()
      warnings.report(stream.takeNotes(), common)
      rates.say(of: [stream.recording], common)
      let result: Result<DiagnosisSummary, any Error>
      do {
        result = .success(
          try diagnoser.diagnose(
            streaming: stream.recording, keepsWindows: windows, parallelism: common.parallelism,
            read: stream.read))
      } catch let error as DiagnosisError {
        result = .failure(error)
      }
      // What only the end of the file told.
      warnings.report(stream.takeNotes(), common)
      try writer.write(
        ClassifiedRecording(
          file: stream.recording.file, name: stream.recording.name, result: result))
    }
    try diagnosePending()
    try writer.end()
    guard writer.count > 0 else {
      throw CommandFailure(
        "no recordings in \(inputs.joined(separator: ", "))", status: .noInput)
    }
    if writer.failures > 0 {
      throw CommandFailure(
        "\(writer.failures) of \(writer.count) recordings could not be diagnosed")
    }
  }
}
