/// Writes diagnoses as they come; only the one JSON document waits for the last of them.
final class DiagnosisWriter {
  private let format: Classify.Format
  private let file: ModelFile
  private let document: DiagnosisDocument
  private var kept: [ClassifiedRecording] = []
  /// Recordings written.
  private(set) var count = 0
  /// Recordings of those that have no diagnosis.
  private(set) var failures = 0

  init(format: Classify.Format, file: ModelFile, includesWindows: Bool) {
    self.format = format
    self.file = file
    document = DiagnosisDocument(
      model: file.model, modelFile: file, includesWindows: includesWindows)
  }

  /// Writes what stands before the first recording.
  func begin() throws {
    if format == .csv { try Console.output(DiagnosisCSV(model: file.model).header) }
  }

  /// Writes one recording.
  func write(_ outcome: ClassifiedRecording) throws {
    count += 1
    if outcome.isFailure { failures += 1 }
    switch format {
    case .json: kept.append(outcome)
    case .ndjson:
      try Console.output(document.line(outcome))
    case .csv: try Console.output(DiagnosisCSV(model: file.model).line(outcome))
    case .text:
      if let text = DiagnosisText(model: file.model).text(outcome) {
        try Console.output(text)
      } else if case .failure(let error) = outcome.result {
        Console.error(String(describing: error))
      }
    }
  }

  /// Writes what stands behind the last recording.
  func end() throws {
    if format == .json {
      try Console.output(document.document(kept))
    }
  }
}
