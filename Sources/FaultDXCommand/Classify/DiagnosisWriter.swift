import FaultDX
import FaultDXStorage

/// Writes diagnoses as they come.
final class DiagnosisWriter {
  private let format: Classify.Format
  private let file: ModelFile
  private let document: DiagnosisDocument
  private var json: JSONWriter
  private var hasBegun = false
  /// Recordings written.
  private(set) var count = 0
  /// Recordings of those that have no diagnosis.
  private(set) var failures = 0

  init(format: Classify.Format, file: ModelFile, precision: Precision) {
    self.format = format
    self.file = file
    document = DiagnosisDocument(model: file.model, modelFile: file, precision: precision)
    json = JSONWriter(pretty: format == .json, output: Console.output)
  }

  /// Writes one recording.
  func write(_ outcome: ClassifiedRecording) throws {
    try begin()
    count += 1
    if outcome.isFailure { failures += 1 }
    switch format {
    case .json:
      try json.beginObject()
      try document.writeMembers(of: outcome, to: &json)
      try json.end()
    case .ndjson:
      try json.beginObject()
      try document.writeHead(to: &json)
      try document.writeMembers(of: outcome, to: &json)
      try json.end()
    case .csv: try Console.output(DiagnosisCSV(model: file.model).line(outcome))
    case .text:
      switch outcome.result {
      case .success(let diagnosis):
        try DiagnosisText(model: file.model).write(
          diagnosis, of: outcome.identity, Console.output)
      case .failure(let error): Console.error(String(describing: error))
      }
    }
  }

  /// Writes what stands behind the last recording.
  func end() throws {
    try begin()
    if format == .json {
      try json.end()
      try json.end()
    }
  }

  /// Writes what stands before the first recording, when there is one or none will come: an input that cannot
  /// be read leaves nothing half written.
  private func begin() throws {
    if hasBegun { return }
    hasBegun = true
    switch format {
    case .csv: try Console.output(DiagnosisCSV(model: file.model).header)
    case .json:
      try json.beginObject()
      try document.writeHead(to: &json)
      try json.beginArray("recordings")
    case .ndjson, .text: break
    }
  }
}
