import FaultDX
import FaultDXStorage

/// How diagnoses look in each format.
struct DiagnosisForm: ResultForm {
  private let model: Model
  private let document: DiagnosisDocument

  init(_ file: ModelFile, precision: Precision) {
    model = file.model
    document = DiagnosisDocument(model: file.model, modelFile: file, precision: precision)
  }

  var csvHeader: String { DiagnosisCSV(model: model).header }

  func csvLine(_ outcome: RecordingResult<DiagnosisSummary>) -> String {
    DiagnosisCSV(model: model).line(outcome)
  }

  func writeHead(to writer: inout JSONWriter) throws { try document.writeHead(to: &writer) }

  func writeMembers(of diagnosis: DiagnosisSummary, to writer: inout JSONWriter) throws {
    try document.writeMembers(of: diagnosis, to: &writer)
  }

  func writeText(
    _ diagnosis: DiagnosisSummary, of identity: String, _ output: (String) throws -> Void
  ) throws {
    try DiagnosisText(model: model).write(diagnosis, of: identity, output)
  }
}
