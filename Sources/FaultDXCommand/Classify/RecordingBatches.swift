import FaultDX
import FaultDXIO

/// Recordings that are read one after the other and looked at together: enough for all cores, little in memory.
struct RecordingBatches<Form: ResultForm> {
  let inputs: [String]
  let input: InputOptions
  /// Says what recordings are brought to; `nil` where no model is asked.
  let model: Model?
  /// From how many bytes on a sound file is read in blocks; `.max` where all of a recording is needed.
  let streamFrom: Int
  let writer: ResultWriter<Form>
  let common: CommonOptions

  private static var samplesTogether: Int { 1 << 22 }

  /// Reads, finds and writes everything.
  ///
  /// - Parameters:
  ///   - missing: what could not be had of a recording, as in "could not be diagnosed".
  ///   - find: what there is to say of recordings, in their order.
  ///   - stream: what there is to say of one that is read in blocks.
  /// - Throws: `CommandFailure` where there was no recording, or one without a finding, after all are written.
  func run(
    missing: String, find: ([Recording]) throws -> [Result<Form.Finding, any Error>],
    stream: (RecordingStream) throws -> Result<Form.Finding, any Error>
  ) throws {
    var rates = model.map { RateReport(model: $0) }
    var warnings = ReadingReport()
    var pending: [Recording] = []

    func findPending() throws {
      for (recording, result) in zip(pending, try find(pending)) {
        try writer.write(
          RecordingResult(file: recording.file, name: recording.name, result: result))
      }
      pending = []
    }

    try RecordingReader.readEach(
      inputs: inputs,
      options: input.readingOptions(
        namesAreLabels: false, modelRate: model?.sampleRate,
        threads: common.parallelism.threadCount), streamingFrom: streamFrom
    ) { reading in
      warnings.report(reading, common)
      rates?.say(of: reading.recordings, common)
      pending += reading.recordings
      if !reading.failures.isEmpty
        || pending.reduce(0, { $0 + $1.samples.count }) >= Self.samplesTogether
      {
        try findPending()
      }
      for failure in reading.failures {
        try writer.write(
          RecordingResult(file: failure.file, name: "", result: .failure(failure.error)))
      }
    } stream: { source in
      try findPending()
      warnings.report(source.takeNotes(), common)
      rates?.say(of: [source.recording], common)
      let result = try stream(source)
      // What only the end of the file told.
      warnings.report(source.takeNotes(), common)
      try writer.write(
        RecordingResult(file: source.recording.file, name: source.recording.name, result: result))
    }
    try findPending()
    try writer.end()
    guard writer.count > 0 else {
      throw CommandFailure("no recordings in \(inputs.joined(separator: ", "))", status: .noInput)
    }
    if writer.failures > 0 {
      throw CommandFailure(
        "\(writer.failures) of \(writer.count) recordings could not be \(missing)")
    }
  }
}
