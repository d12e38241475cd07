import FaultDX
import FaultDXStorage

/// How a diagnosed recording is written for machines: the members of `faultdx.diagnosis/1`.
struct DiagnosisDocument {
  static let schema = "faultdx.diagnosis/1"

  let model: Model
  let modelFile: ModelFile
  /// Whether every window is written too.
  let includesWindows: Bool

  /// `{"file": …, "sha256": …}`.
  var modelJSON: JSON { ["file": .string(modelFile.path), "sha256": .string(modelFile.sha256)] }

  /// The object of one recording.
  ///
  /// `start` and `end` of a span are in seconds, or in samples where `sampleRate` is null.
  func json(_ outcome: ClassifiedRecording) -> JSON {
    switch outcome.result {
    case .failure(let error):
      var members: JSONObject = ["file": .string(outcome.file)]
      if !outcome.name.isEmpty { members["recording"] = .string(outcome.name) }
      members["error"] = .string(String(describing: error))
      return .object(members)
    case .success(let diagnosis):
      var members: JSONObject = ["file": .string(outcome.file)]
      if !outcome.name.isEmpty { members["recording"] = .string(outcome.name) }
      members["label"] = .string(diagnosis.label)
      members["confidence"] = .number(diagnosis.confidence)
      members["probabilities"] = byLabel(diagnosis.probabilities.map { .number($0) })
      members["windows"] = .integer(diagnosis.windows.count)
      members["votes"] = byLabel(diagnosis.votes.map { .integer($0) })
      members["sampleRate"] = diagnosis.sampleRate.map { .number($0) } ?? .null
      if let original = diagnosis.resampledFrom { members["resampledFrom"] = .number(original) }
      if !diagnosis.invalidWindows.isEmpty {
        members["invalidWindows"] = .integer(diagnosis.invalidWindows.count)
      }
      members["spans"] = .array(
        diagnosis.spans(windowLength: model.windowLength, labels: model.labels).map { span in
          [
            "start": position(span.frames.lowerBound, diagnosis),
            "end": position(span.frames.upperBound, diagnosis),
            "label": span.label.map { .string($0) } ?? .null,
          ]
        })
      if includesWindows { members["windowResults"] = windowResults(diagnosis) }
      return .object(members)
    }
  }

  private func windowResults(_ diagnosis: Diagnosis) -> JSON {
    .array(
      diagnosis.windows.map { window in
        [
          "start": position(window.start, diagnosis),
          "label": .string(model.labels[window.predicted]),
          "logits": byLabel(window.logits.map { .number(Double($0)) }),
        ]
      })
  }

  /// All recordings as one document.
  func document(_ outcomes: [ClassifiedRecording]) -> String {
    let document: JSON = [
      "schema": .string(Self.schema), "model": modelJSON,
      "recordings": .array(outcomes.map(json)),
    ]
    return document.serialized(pretty: true) + "\n"
  }

  /// One recording as one line that stands on its own.
  func line(_ outcome: ClassifiedRecording) -> String {
    var line: JSONObject = ["schema": .string(Self.schema), "model": modelJSON]
    for member in json(outcome).objectValue ?? [:] { line[member.key] = member.value }
    return JSON.object(line).serialized() + "\n"
  }

  private func byLabel(_ values: [JSON]) -> JSON {
    var object: JSONObject = [:]
    for (label, value) in zip(model.labels, values) { object[label] = value }
    return .object(object)
  }

  private func position(_ frame: Int, _ diagnosis: Diagnosis) -> JSON {
    diagnosis.sampleRate.map { .number(Double(frame) / $0) } ?? .integer(frame)
  }
}
