import FaultDXStorage

/// What became of one recording: what was found, or the reason why there is nothing.
struct RecordingResult<Finding> {
  var file: String
  var name: String
  var result: Result<Finding, any Error>

  var isFailure: Bool {
    if case .failure = result { true } else { false }
  }

  var identity: String { name.isEmpty ? file : "\(file)#\(name)" }
}

/// How findings look in each format.
protocol ResultForm<Finding> {
  associatedtype Finding

  /// The names of the columns, as a line.
  var csvHeader: String { get }
  /// A recording as a line.
  func csvLine(_ outcome: RecordingResult<Finding>) -> String
  /// Writes what stands before the recordings, or before the members of one that stands on its own.
  func writeHead(to writer: inout JSONWriter) throws
  /// Writes the members of one recording behind its name.
  func writeMembers(of finding: Finding, to writer: inout JSONWriter) throws
  /// Writes a finding for people.
  func writeText(_ finding: Finding, of identity: String, _ output: (String) throws -> Void) throws
}

/// Writes findings as they come.
final class ResultWriter<Form: ResultForm> {
  private let format: ResultFormat
  private let form: Form
  private var json: JSONWriter
  private var hasBegun = false
  /// Recordings written.
  private(set) var count = 0
  /// Recordings of those without a finding.
  private(set) var failures = 0

  init(_ form: Form, format: ResultFormat) {
    self.form = form
    self.format = format
    json = JSONWriter(pretty: format == .json, output: Console.output)
  }

  /// Writes one recording.
  func write(_ outcome: RecordingResult<Form.Finding>) throws {
    try begin()
    count += 1
    if outcome.isFailure { failures += 1 }
    switch format {
    case .json, .ndjson:
      try json.beginObject()
      if format == .ndjson { try form.writeHead(to: &json) }
      try json.member("file", .string(outcome.file))
      if !outcome.name.isEmpty { try json.member("recording", .string(outcome.name)) }
      switch outcome.result {
      case .success(let finding): try form.writeMembers(of: finding, to: &json)
      case .failure(let error): try json.member("error", .string(String(describing: error)))
      }
      try json.end()
    case .csv: try Console.output(form.csvLine(outcome))
    case .text:
      switch outcome.result {
      case .success(let finding):
        try form.writeText(finding, of: outcome.identity, Console.output)
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
    case .csv: try Console.output(form.csvHeader)
    case .json:
      try json.beginObject()
      try form.writeHead(to: &json)
      try json.beginArray("recordings")
    case .ndjson, .text: break
    }
  }
}
