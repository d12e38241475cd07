import ArgumentParser
import FaultDX

/// `faultdx watch`: files that come into a folder, or samples that come in lines.
struct Watch: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Diagnose new files of a folder, once each, or lines of samples as they come.",
    discussion: """
      EXAMPLES:
        faultdx watch /data/incoming --output verdicts.ndjson
        faultdx watch incoming --pattern '*.wav' --bearing 6205 --speed 1797
        faultdx watch incoming --output verdicts.ndjson --once    from cron
        mosquitto_sub -t 'plant/+/vibration' | faultdx watch -

      Of a folder, every file of it and of its folders is a line of JSON once it has stopped growing for --settle seconds; \
      names that begin with a dot or end in .part, .tmp or the like wait until they are renamed. A file that \
      cannot be read is a line with an error, and is tried again when it changes. --output is appended to and is what \
      was reported: killed at any moment and started again, every file is in it once. Folders are looked at and not \
      listened to, since a share tells nobody what another machine wrote to it. An interruption ends it after the file \
      at hand, with exit code 0.

      From standard input a line is {"sensor": "pump 7", "samples": [0.1, …], "sampleRate": 12000, "firstSample": 0, \
      "time": 1.5, "speed": 1797}, of which the first two are needed; a speed holds until another comes; channels are names or a number, samples then are interleaved or \
      arrays of one value a channel, null where there is none. Events come out as lines: raised, changed, cleared, unknown, \
      invalid_input, valid_input, gap, and errors with the number of the line.
      """)

  @Argument(help: "The folder, or - for standard input.", completion: .directory)
  var source: String

  @OptionGroup(title: "Folder") var folder: WatchFolderOptions
  @OptionGroup(title: "Standard input") var stream: StreamOptions
  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup(title: "Evidence") var evidence: EvidenceOptions
  @OptionGroup(title: "Unknown faults") var unknown: UnknownOptions
  @OptionGroup(title: "Precision") var precision: PrecisionOptions
  @OptionGroup(title: "Recordings") var input: InputOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    if source == "-", !folder.isUsual {
      throw ValidationError(
        "--output, --state, --once, --interval, --settle and --pattern are of a folder, not of -")
    }
    if source != "-", !stream.isUsual {
      throw ValidationError(
        "--windows, --normal, --hop, --votes, --clearing-votes, --memory, --vote-confidence and "
          + "--minimum-duration are of standard input (-), not of a folder")
    }
  }

  func run() throws {
    let file: ModelFile
    switch try model.loadAny() {
    case .classifier(let classifier): file = classifier
    case .estimator(let estimator):
      throw CommandFailure(
        "\(estimator.path): estimates \(estimator.model.quantity.name); a verdict wants a model of classes",
        status: .usage)
    }
    var diagnoser = try precision.diagnoser(for: file, common)
    diagnoser.unknownRate = unknown.rate
    Interruption.stopAtSafePoints()
    if source == "-" {
      try SensorLines(
        diagnoser: diagnoser, modelName: file.path, options: stream, sampleRate: input.rate,
        speed: input.speed
      ).run()
    } else {
      try FolderWatch(
        folder: source, options: folder,
        reader: WatchedFileReader(
          file: file, diagnoser: diagnoser, evidence: evidence,
          baseline: try evidence.readBaseline(input, common), input: input, common: common),
        common: common
      ).run()
    }
  }
}
