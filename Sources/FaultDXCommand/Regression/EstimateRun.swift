import FaultDX
import FaultDXIO
import FaultDXStorage

/// `classify` with a model that estimates a number.
struct EstimateRun {
  let file: EstimatorFile
  let inputs: [String]
  let input: InputOptions
  let format: Classify.Format
  let keepsWindows: Bool
  let common: CommonOptions

  /// Samples that are read before they are looked at together: enough for all cores, little in memory.
  private static let samplesTogether = 1 << 22

  func run() throws {
    let estimator = Estimator(model: file.model)
    let writer = EstimateWriter(format: format, file: file, keepsWindows: keepsWindows)
    var rates = RateReport(model: file.model.core)
    var warnings = ReadingReport()
    var pending: [Recording] = []

    func estimatePending() throws {
      let results = estimator.estimate(all: pending, parallelism: common.parallelism)
      for (recording, result) in zip(pending, results) {
        try writer.write(recording.file, recording.name, result.mapError { $0 })
      }
      pending = []
    }

    // A median needs all windows, so nothing is read in blocks.
    try RecordingReader.readEach(
      inputs: inputs,
      options: input.readingOptions(
        namesAreLabels: false, modelRate: file.model.core.sampleRate,
        threads: common.parallelism.threadCount), streamingFrom: .max
    ) { reading in
      warnings.report(reading, common)
      rates.say(of: reading.recordings, common)
      pending += reading.recordings
      if !reading.failures.isEmpty
        || pending.reduce(0, { $0 + $1.samples.count }) >= Self.samplesTogether
      {
        try estimatePending()
      }
      for failure in reading.failures {
        try writer.write(failure.file, "", .failure(failure.error))
      }
    } stream: { stream in
      throw CommandFailure(
        "\(stream.recording.file): was to be read as a whole", status: .internalError)
    }
    try estimatePending()
    try writer.end()
    guard writer.count > 0 else {
      throw CommandFailure("no recordings in \(inputs.joined(separator: ", "))", status: .noInput)
    }
    if writer.failures > 0 {
      throw CommandFailure(
        "\(writer.failures) of \(writer.count) recordings could not be estimated")
    }
  }
}
