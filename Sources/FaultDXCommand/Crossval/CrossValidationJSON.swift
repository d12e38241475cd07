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
    var members = whole.setting.json(schema: Self.schema)
    members["folds"] = .array(whole.results.map { .object(fold($0)) })
    members["mean"] = .object(spreads)
    var pooled = whole.pooled.json
    if let certainty = whole.certainty { pooled["certainty"] = certainty.json }
    members["pooled"] = .object(pooled)
    return .object(members)
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
    if let certainty = result.certainty { members["certainty"] = CertaintyReport(certainty).json }
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
