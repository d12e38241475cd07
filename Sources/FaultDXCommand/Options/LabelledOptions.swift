import ArgumentParser
import FaultDXIO
import FaultDXSignal
import FaultDXTensor

/// Labelled recordings, how they are split and what becomes of them, for every command that trains.
struct LabelledOptions: ParsableArguments {
  @Argument(help: "Labelled recordings: files, folders, manifests.", completion: .file())
  var inputs: [String]

  @Flag(help: "Go on although test and training share what they must not; the result says so.")
  var allowLeak = false

  @OptionGroup(title: "Recordings") var input: InputOptions
  @OptionGroup(title: "Split") var splitting: SplitOptions
  @OptionGroup(title: "Conditioning") var conditions: ConditioningOptions
  @OptionGroup(title: "Windows") var windows: WindowOptions

  /// Reads the recordings.
  ///
  /// - Parameters:
  ///   - others: what is read in their place, such as those of a separate test.
  ///   - labelColumn: the column with what is learnt, where that is not the class.
  /// - Throws: what keeps any of them from being read: training on what happens to be readable would be training on
  ///   other data than was asked for.
  func read(
    _ others: TestOptions? = nil, labelColumn: String? = nil, _ common: CommonOptions
  ) throws -> [Recording] {
    var options = input.readingOptions(
      namesAreLabels: labelColumn == nil, threads: common.parallelism.threadCount)
    if let labelColumn { options.labelColumn = labelColumn }
    others?.select(&options)
    let reading = try RecordingReader.read(inputs: others?.inputs ?? inputs, options: options)
    reading.notes.forEach(common.note)
    if let failure = reading.failures.first { throw failure.error }
    return reading.recordings
  }
}

/// A test that is an input of its own.
struct TestOptions: ParsableArguments {
  @Option(
    name: .customLong("test"),
    help: "Labelled recordings that are the test, whatever the others are; repeat for several.",
    completion: .file())
  var inputs: [String] = []

  @Option(
    name: .customLong("test-where"),
    help: ArgumentHelp("As --where, for the test.", valueName: "column=value"))
  var conditions: [String] = []

  /// Whether there is one.
  var isGiven: Bool { !inputs.isEmpty }

  func validate() throws {
    try InputOptions.validate(conditions: conditions, option: "--test-where")
    if !conditions.isEmpty && inputs.isEmpty {
      throw ValidationError("--test-where says what to use of --test, which is missing")
    }
  }

  /// Has the rows of the test read, where they are others than those of training.
  func select(_ options: inout ReadingOptions) {
    if !conditions.isEmpty { options.conditions = InputOptions.conditions(conditions) }
  }
}
