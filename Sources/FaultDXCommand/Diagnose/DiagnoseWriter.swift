import FaultDX
import FaultDXStorage

/// Writes examined recordings as they come.
final class DiagnoseWriter {
  static let schema = "faultdx.evidence/1"

  private let format: OutputFormat
  private let file: ModelFile?
  private var json: JSONWriter
  private var hasBegun = false
  /// Recordings written.
  private(set) var count = 0
  /// Recordings of those that could not be examined.
  private(set) var failures = 0

  init(format: OutputFormat, file: ModelFile?) {
    self.format = format
    self.file = file
    json = JSONWriter(pretty: true, output: Console.output)
  }

  /// Writes one recording.
  func write(_ result: RecordingDiagnosis) throws {
    try begin()
    count += 1
    switch format {
    case .text: try RecordingDiagnosisText(result, file?.model).write(Console.output)
    case .json: try json.element(RecordingDiagnosisDocument(result, file?.model).members)
    }
  }

  /// Writes why there is nothing to write of a recording.
  func write(failure error: any Error, of file: String, _ name: String) throws {
    try begin()
    count += 1
    failures += 1
    switch format {
    case .text: Console.error(String(describing: error))
    case .json:
      try json.element([
        "file": .string(name.isEmpty ? file : "\(file)#\(name)"),
        "error": .string(String(describing: error)),
      ])
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

  private func begin() throws {
    if hasBegun { return }
    hasBegun = true
    guard format == .json else { return }
    try json.beginObject()
    try json.member("schema", .string(Self.schema))
    if let file { try json.member("model", file.json(.float32)) }
    try json.beginArray("recordings")
  }
}
