import FaultDX
import FaultDXEvaluation
import FaultDXStorage
import FaultDXTraining

/// What an adaptation came to.
struct AdaptationReport {
  let adapted: AdaptedModel
  /// On the recordings that were adapted to; `nil` where nobody asked.
  let before: Assessment?
  let after: Assessment?

  /// The document `faultdx.adaptation/1`.
  var json: String {
    func figures(_ assessment: Assessment?) -> JSON {
      guard let assessment else { return .null }
      return [
        "windowAccuracy": .number(assessment.windows.accuracy),
        "windowMacroF1": .number(assessment.windows.macroF1),
        "recordingAccuracy": .number(assessment.recordings.accuracy),
        "windows": .integer(assessment.windows.total),
        "recordings": .integer(assessment.recordings.total),
      ]
    }
    let document: JSON = [
      "schema": "faultdx.adaptation/1",
      "from": ["file": .string(adapted.file.path), "sha256": .string(adapted.file.sha256)],
      "adaptation": adapted.model.training["adaptation"] ?? .null,
      "before": figures(before), "after": figures(after),
    ]
    return document.serialized(pretty: true) + "\n"
  }

  /// The same for people.
  var text: String {
    var lines = [
      "Adapted by \(adapted.method.name) to \(adapted.windows) windows of \(adapted.recordings) "
        + "\(adapted.recordings == 1 ? "recording" : "recordings"), without labels."
    ]
    if let before, let after {
      lines += ["", "right       windows  recordings"]
      for (name, assessment) in [("before", before), ("after", after)] {
        lines.append(
          Format.leftAligned(name, 10)
            + Format.padded(Format.percent(assessment.windows.accuracy), 9)
            + Format.padded(Format.percent(assessment.recordings.accuracy), 12))
      }
      lines += [
        "", "Measured on the recordings that it was adapted to; their labels had no part in that.",
      ]
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
