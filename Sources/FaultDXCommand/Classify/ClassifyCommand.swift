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

  @Argument(
    help: "Recordings: files, folders, manifests, or - for standard input.", completion: .file())
  var inputs: [String]

  @Option(help: "How to write.")
  var format: ResultFormat = .text

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
    try RecordingBatches(
      inputs: inputs, input: input, model: file.model,
      // What needs all of a recording is given all of it.
      streamFrom: file.model.conditioning.isCausal ? streamFrom : .max,
      writer: ResultWriter(
        DiagnosisForm(file, precision: diagnoser.precision), format: format),
      common: common
    ).run(missing: "diagnosed") { recordings in
      diagnoser.diagnose(all: recordings, parallelism: common.parallelism).map {
        $0.map { DiagnosisSummary($0, of: file.model, keepingWindows: windows) }.mapError { $0 }
      }
    } stream: { stream in
      do {
        return .success(
          try diagnoser.diagnose(
            streaming: stream.recording, keepsWindows: windows, parallelism: common.parallelism,
            read: stream.read))
      } catch let error as DiagnosisError {
        return .failure(error)
      }
    }
  }
}
