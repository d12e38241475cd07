import FaultDX
import FaultDXStorage

/// How a diagnosed recording is written for machines: the members of `faultdx.diagnosis/1`.
struct DiagnosisDocument {
  static let schema = "faultdx.diagnosis/1"

  let model: Model
  let modelFile: ModelFile
  let precision: Precision

  /// Writes what stands before the recordings, or before the members of one that stands on its own.
  func writeHead(to writer: inout JSONWriter) throws {
    try writer.member("schema", .string(Self.schema))
    try writer.member("model", modelFile.json(precision))
  }

  /// Writes the members of one recording.
  ///
  /// `start` and `end` of a span are in seconds (in revolutions where `axis` is `angle`), or in samples where `sampleRate` is null. Spans and windows
  /// are written one by one: a long recording has millions, and as values they would be all its memory.
  func writeMembers(of diagnosis: DiagnosisSummary, to writer: inout JSONWriter) throws {
    try writer.member("label", .string(diagnosis.label))
    try writer.member("confidence", .number(diagnosis.confidence))
    try writer.member("probabilities", byLabel(diagnosis.probabilities.map { .number($0) }))
    if diagnosis.novelty?.threshold != nil {
      try writer.member("verdict", .string(diagnosis.isUnknown ? "unknown" : diagnosis.label))
    }
    if let plausible = diagnosis.plausible, let sets = model.certainty?.sets {
      try writer.member(
        "predictionSet",
        [
          "coverage": .number(sets.coverage),
          "labels": .array(plausible.map { .string(model.labels[$0]) }),
        ])
    }
    if let novelty = diagnosis.novelty { try writer.member("novelty", Self.json(novelty)) }
    try writer.member("windows", .integer(diagnosis.windowCount))
    try writer.member("votes", byLabel(diagnosis.votes.map { .integer($0) }))
    try writer.member("sampleRate", diagnosis.sampleRate.map { .number($0) } ?? .null)
    if diagnosis.axis != .time { try writer.member("axis", .string(diagnosis.axis.rawValue)) }
    if let original = diagnosis.resampledFrom {
      try writer.member("resampledFrom", .number(original))
    }
    if diagnosis.invalidWindowCount > 0 {
      try writer.member("invalidWindows", .integer(diagnosis.invalidWindowCount))
    }
    try writer.beginArray("spans")
    for span in diagnosis.spans {
      try writer.element([
        "start": position(span.frames.lowerBound, diagnosis),
        "end": position(span.frames.upperBound, diagnosis),
        "label": span.label.map { .string($0) } ?? .null,
      ])
    }
    try writer.end()
    if let windows = diagnosis.windows { try write(windows, of: diagnosis, to: &writer) }
  }

  /// `distance` and `threshold` are in dB.
  private static func json(_ novelty: Novelty) -> JSON {
    [
      "distance": .number(novelty.distance),
      "percentile": novelty.percentile.map { .number($0) } ?? .null,
      "nearest": .string(novelty.nearest),
      "threshold": novelty.threshold.map { .number($0) } ?? .null,
      "rate": novelty.rate.map { .number($0) } ?? .null,
    ]
  }

  private func write(
    _ windows: WindowEvidence, of diagnosis: DiagnosisSummary, to writer: inout JSONWriter
  ) throws {
    try writer.beginArray("windowResults")
    for window in windows {
      try writer.element([
        "start": position(window.start, diagnosis),
        "label": .string(model.labels[window.predicted]),
        "logits": byLabel(window.logits.map { .number(Double($0)) }),
      ])
    }
    try writer.end()
  }

  private func byLabel(_ values: [JSON]) -> JSON {
    var object: JSONObject = [:]
    for (label, value) in zip(model.labels, values) { object[label] = value }
    return .object(object)
  }

  private func position(_ frame: Int, _ diagnosis: DiagnosisSummary) -> JSON {
    diagnosis.sampleRate.map { .number(Double(frame) / $0) } ?? .integer(frame)
  }
}
