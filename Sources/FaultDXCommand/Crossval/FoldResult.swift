import FaultDXEvaluation
import FaultDXStorage

/// What one fold came to.
struct FoldResult {
  let fold: Folds.Fold
  let test: MeasuredOn
  let comparison: Comparison
  /// What the network said; `nil` without one.
  let assessment: Assessment?
  /// How sure the network was; `nil` without one.
  let certainty: CertaintyEvidence?
  /// Epochs that were trained.
  let epochs: Int?
  let seconds: Double

  /// One line while the folds run.
  var progress: String {
    let figures = comparison.rows.map {
      "\($0.name) \(Format.percent($0.windows.metrics.accuracy))"
    }
    return "\(fold.name): \(figures.joined(separator: ", "))  "
      + (epochs.map { "\($0) epochs, " } ?? "") + "\(Format.fixed(seconds, decimals: 1)) s"
  }

  /// The document `faultdx.evaluation/1` of the fold; without times, so that the same seed leaves the same bytes.
  var metrics: JSONObject {
    var document: JSONObject
    if let assessment {
      document = assessment.json(comparison)
    } else {
      document = [
        "schema": .string(Assessment.schema),
        "labels": .array((comparison.rows.first?.windows.labels ?? []).map { .string($0) }),
      ]
      for member in comparison.json { document[member.key] = member.value }
    }
    if let certainty { document["certainty"] = CertaintyReport(certainty).json }
    for member in description { document[member.key] = member.value }
    return document
  }

  /// What the fold is: its units by role, and what its figures mean.
  var description: JSONObject {
    let split = fold.split
    var units: JSONObject = [:]
    for role in Split.Role.allCases {
      units[role.rawValue] = .array(split.units(in: role).map { .string($0) })
    }
    var members: JSONObject = [
      "fold": .string(fold.name), "repetition": .integer(fold.repetition),
      "split": .array(split.explanation.map { .string($0) }),
      "meaning": .array(test.meaning.map { .string($0) }),
      "units": .object(units),
      "epochs": epochs.map { .integer($0) } ?? .null,
    ]
    if !test.leaks.isEmpty { members["leaks"] = .array(test.leaks.map { .string($0) }) }
    if !test.warnings.isEmpty { members["warnings"] = .array(test.warnings.map { .string($0) }) }
    return members
  }
}
