import FaultDXEvaluation
import FaultDXStorage

/// A cross-validation for programs: `faultdx.crossval/1`.
///
/// The pooled members are those of `faultdx.evaluation/1`. Nothing in it depends on the machine or the time.
struct CrossValidationJSON {
  private let whole: CrossValidation

  init(_ whole: CrossValidation) { self.whole = whole }

  static let schema = "faultdx.crossval/1"

  var document: JSON {
    var members: JSONObject = [
      "schema": .string(Self.schema),
      "inputs": .array(whole.inputs.map { .string($0) }),
      "kind": .string(whole.kind),
      "basis": .string(basis),
      "leaks": .array(whole.leaks.map { .string($0) }),
      "warnings": .array(whole.warnings.map { .string($0) }),
      "notes": .array(whole.folds.notes.map { .string($0) }),
      "seed": .string(String(whole.seed)),
      "labels": .array(whole.labels.map { .string($0) }),
      "recordings": .integer(whole.recordings),
      "groups": .integer(whole.groups),
      "windowLength": .integer(whole.windowLength),
      "sampleRate": whole.sampleRate.map { .number($0) } ?? .null,
      "folds": .array(whole.results.map { .object(fold($0)) }),
      "mean": .object(spreads),
    ]
    members["pooled"] = .object(whole.pooled.json)
    return .object(members)
  }

  private var basis: String {
    if case .leftOut(let column, _)? = whole.results.first?.fold.split.configuration.given {
      return column
    }
    return whole.folds.basis?.rawValue ?? ""
  }

  private func fold(_ result: FoldResult) -> JSONObject {
    var members = result.description
    members["windows"] = .integer(result.comparison.rows.first?.windows.count ?? 0)
    var figures: JSONObject = [:]
    for row in result.comparison.rows {
      figures[row.name] = [
        "accuracy": .number(row.windows.metrics.accuracy),
        "balancedAccuracy": .number(row.windows.metrics.balancedAccuracy),
        "macroF1": .number(row.windows.metrics.macro.f1),
        "recordingAccuracy": .number(row.recordings.metrics.accuracy),
        "settings": .string(row.settings),
      ]
    }
    members["classifiers"] = .object(figures)
    return members
  }

  private var spreads: JSONObject {
    var members: JSONObject = [:]
    for row in whole.pooled.rows {
      func json(_ figure: (Comparison.Row) -> Double) -> JSON {
        let spread = whole.spread(row.name, figure)
        return [
          "mean": .number(spread.mean),
          "deviation": spread.deviation.map { .number($0) } ?? .null,
        ]
      }
      members[row.name] = [
        "accuracy": json { $0.windows.metrics.accuracy },
        "balancedAccuracy": json { $0.windows.metrics.balancedAccuracy },
        "macroF1": json { $0.windows.metrics.macro.f1 },
        "recordingAccuracy": json { $0.recordings.metrics.accuracy },
      ]
    }
    return members
  }
}
