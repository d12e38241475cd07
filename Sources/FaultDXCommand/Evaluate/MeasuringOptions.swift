import ArgumentParser
import FaultDX
import FaultDXIO
import FaultDXSignal

/// Labelled recordings to measure a model on.
struct MeasuringOptions: ParsableArguments {
  @Argument(
    help: "Labelled recordings that training did not see: files, folders, manifests.",
    completion: .file())
  var inputs: [String]

  @Option(
    help: ArgumentHelp(
      "Only this part of each recording by time, as shares of its length: 0.8:1 is the last fifth.",
      valueName: "first:last"))
  var stretch: RecordingShare?

  @OptionGroup(title: "Precision") var precision: PrecisionOptions
  @OptionGroup(title: "Recordings") var input: InputOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  /// The recordings, or parts of them, for a model.
  ///
  /// - Throws: also where one of them cannot be read: a figure over fewer than were asked for would be another figure.
  func recordings(for file: ModelFile) throws -> MeasuredRecordings {
    try recordings(for: file.model)
  }

  /// The same, with labels from another column than that of the class.
  func recordings(for model: Model, labelColumn: String? = nil) throws -> MeasuredRecordings {
    var options = input.readingOptions(
      namesAreLabels: labelColumn == nil, modelRate: model.sampleRate,
      threads: common.parallelism.threadCount)
    if let labelColumn { options.labelColumn = labelColumn }
    let reading = try RecordingReader.read(inputs: inputs, options: options)
    common.report(reading)
    guard !reading.recordings.isEmpty || !reading.failures.isEmpty else {
      throw CommandFailure("no recordings in \(inputs.joined(separator: ", "))", status: .noInput)
    }
    if let failure = reading.failures.first { throw failure.error }
    var rates = RateReport(model: model)
    rates.say(of: reading.recordings, common)
    let measured = MeasuredRecordings(reading.recordings, stretch, of: model)
    measured.warnings.forEach(common.warn)
    return measured
  }
}

/// What a model is measured on after its training, and what of that training knows already.
struct MeasuredRecordings {
  let recordings: [Recording]
  /// What limits a figure on them, a sentence each.
  let warnings: [String]

  init(_ whole: [Recording], _ share: RecordingShare?, of model: Model) {
    let frames = whole.map { share?.frames(of: $0.frames) ?? 0..<$0.frames }
    recordings = zip(whole, frames).map { $0.stretch($1) }
    warnings = TrainedStretches(of: model)?.warnings(on: whole, frames, model) ?? []
  }
}
