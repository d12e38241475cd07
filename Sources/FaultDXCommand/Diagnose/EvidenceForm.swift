import FaultDX
import FaultDXStorage

/// How examined recordings look in each format.
struct EvidenceForm: ResultForm {
  static let schema = "faultdx.evidence/1"

  let file: ModelFile?

  var csvHeader: String {
    "file,recording,label,confidence,evidence,location,found,speed_rpm,bpfo_hz,bpfi_hz,2bsf_hz,ftf_hz,"
      + "rms,kurtosis,error\n"
  }

  func csvLine(_ outcome: RecordingResult<RecordingDiagnosis>) -> String {
    var fields = [outcome.file, outcome.name]
    switch outcome.result {
    case .success(let result):
      let evidence = result.evidence
      let verdict = result.diagnosis
      fields += [
        verdict.map { $0.isUnknown ? "unknown" : $0.label } ?? "",
        verdict.map { "\($0.confidence)" } ?? "", evidence.outcome.name,
        evidence.location?.rawValue ?? "",
        evidence.found.map(\.location.rawValue).joined(separator: "|"),
        evidence.speed.map { "\($0.revolutionsPerMinute)" } ?? "",
      ]
      let places: [FaultLocation] = [.outerRace, .innerRace, .rollingElement, .cage]
      fields += places.map { place in
        evidence.found.first { $0.location == place }?.lines.first.map { "\($0.measured)" } ?? ""
      }
      fields += [
        result.indicators.map { "\($0.rms)" } ?? "",
        result.indicators?.kurtosis.map { "\($0)" } ?? "",
        "",
      ]
    case .failure(let error):
      fields += [String](repeating: "", count: 12) + [String(describing: error)]
    }
    return fields.map(CSVField.quoted).joined(separator: ",") + "\n"
  }

  func writeHead(to writer: inout JSONWriter) throws {
    try writer.member("schema", .string(Self.schema))
    if let file { try writer.member("model", file.json(.float32)) }
  }

  func writeMembers(of result: RecordingDiagnosis, to writer: inout JSONWriter) throws {
    for member in RecordingDiagnosisDocument(result, file?.model).members {
      try writer.member(member.key, member.value)
    }
  }

  func writeText(
    _ result: RecordingDiagnosis, of identity: String, _ output: (String) throws -> Void
  ) throws {
    try RecordingDiagnosisText(result, file?.model).write(output)
  }
}
