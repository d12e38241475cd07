public import ArgumentParser
public import FaultDXEvaluation
import FaultDXIO
import FaultDXSignal
import FaultDXStorage
import FaultDXTensor

/// `faultdx audit`: what would make a figure look better than it is, found before anything is trained.
struct Audit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Look for leaks and for properties that tell classes apart without a fault.",
    discussion: """
      EXAMPLES:
        faultdx audit recordings/
        faultdx audit cwru.csv --root ~/cwru
        faultdx audit train.csv --test test.csv --strict
        faultdx audit recordings/ --format json

      Looks for windows, copies and physical units on both sides of the split that train would make (or of \
      --test); for copies that were scaled, offset, shifted or resampled; for classes that sampling rate, \
      length, level, offset, clipping, silence, mains hum or order tell apart; for a class that was sampled at \
      another rate than is said; for classes with too little to say anything. A finding is a leak, \
      suspicious, or a note. With --strict the exit code is 65 where there is a leak, with \
      --strict-on suspicious also where something is suspicious.
      """)

  @Argument(help: "Labelled recordings: files, folders, manifests.", completion: .file())
  var inputs: [String]

  @Option(help: "Samples in a window. (default: as train finds it)")
  var window: Int?

  @Flag(help: "Exit with 65 where there is a leak.")
  var strict = false

  @Option(help: ArgumentHelp("As --strict, from this grade on.", valueName: "grade"))
  var strictOn: DataAudit.Grade?

  @Option(help: "How to write the result.")
  var format: OutputFormat = .text

  @OptionGroup var test: TestOptions
  @OptionGroup(title: "Recordings") var input: InputOptions
  @OptionGroup(title: "Split") var splitting: SplitOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    if test.isGiven, splitting.chosen != .drawn(nil) {
      throw ValidationError("--test is a split of its own; --split and --leave-out say another")
    }
  }

  func run() throws {
    let recordings = try read(
      inputs,
      input.readingOptions(
        namesAreLabels: true, threads: common.parallelism.threadCount))
    guard !recordings.isEmpty else {
      throw CommandFailure("no recordings in \(inputs.joined(separator: ", "))", status: .noInput)
    }
    var all = recordings
    var sides: DataAudit.Sides?
    var split: [String]
    if !test.isGiven {
      do {
        let planned = try PreparedRecordings.split(
          of: recordings, splitting.chosen, window: window, seed: common.seed)
        sides = DataAudit.Sides(planned)
        split = planned.explanation
      } catch {
        split = ["No split: \(error)."]
      }
    } else {
      var options = input.readingOptions(
        namesAreLabels: true, threads: common.parallelism.threadCount)
      test.select(&options)
      let tested = try read(test.inputs, options)
      all += tested
      sides = DataAudit.Sides(training: recordings, test: tested)
      split = [
        "The test is an input of its own: \(recordings.count) recordings train, \(tested.count) measure."
      ]
    }
    let report = AuditReport(
      audit: DataAudit(all, sides: sides), recordings: all, split: split,
      inputs: inputs + test.inputs)
    try Console.output(
      format == .json ? report.json.serialized(pretty: true) + "\n" : report.text)
    guard let worst = strictOn ?? (strict ? .leak : nil) else { return }
    let failed = report.audit.findings.count { $0.grade <= worst }
    if failed > 0 {
      throw CommandFailure(
        "\(failed) \(failed == 1 ? "finding" : "findings") from \(worst.rawValue) on")
    }
  }

  private func read(_ inputs: [String], _ options: ReadingOptions) throws -> [Recording] {
    let reading = try RecordingReader.read(inputs: inputs, options: options)
    common.report(reading)
    // A verdict on fewer recordings than were asked for would be another verdict.
    if let failure = reading.failures.first { throw failure.error }
    if let unlabelled = reading.recordings.first(where: { $0.label == nil }) {
      throw CommandFailure(
        "\(unlabelled.identity) has no class; an audit needs a label column, class folders, file names "
          + "that say the class, or a manifest")
    }
    return reading.recordings
  }
}

extension DataAudit.Grade: ExpressibleByArgument {}
