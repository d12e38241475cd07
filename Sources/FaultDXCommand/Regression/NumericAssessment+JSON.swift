import FaultDX
import FaultDXEvaluation
import FaultDXStorage

extension NumericAssessment {
  static let schema = "faultdx.regression/1"

  /// The members of `faultdx.regression/1`.
  var json: JSONObject {
    var figures: JSONObject = [:]
    for row in rows {
      figures[row.name] = [
        "settings": .string(row.settings), "windows": json(row.windows),
        "recordings": json(row.recordings),
      ]
    }
    var members: JSONObject = [
      "schema": .string(Self.schema), "quantity": quantity.json,
      "estimators": .object(figures), "notes": .array(notes.map { .string($0) }),
    ]
    if let verdict { members["verdict"] = .string(verdict) }
    if let covered, let coverage {
      members["intervals"] = [
        "coverage": .number(coverage), "covered": .integer(covered.count),
        "recordings": .integer(covered.of),
      ]
    }
    members["predictions"] = .array(items.map(\.json))
    return members
  }

  private func json(_ predictions: NumericPredictions) -> JSON {
    let metrics = predictions.metrics
    return [
      "count": .integer(metrics.count),
      "meanAbsoluteError": .number(metrics.meanAbsoluteError),
      "interval": predictions.errorInterval(seed: seed).map {
        .array([.number($0.lower), .number($0.upper)])
      } ?? .null,
      "rootMeanSquaredError": .number(metrics.rootMeanSquaredError),
      "medianAbsoluteError": .number(metrics.medianAbsoluteError),
      "r2": metrics.determination.map { .number($0) } ?? .null,
      "spearman": metrics.rankCorrelation.map { .number($0) } ?? .null,
    ]
  }

  /// The estimates of recordings for spreadsheets.
  var csv: String {
    let header = "file,recording,group,true,estimate,lower,upper\n"
    return header
      + items.map { item in
        let interval = item.estimate.interval
        let fields = [
          item.file, item.name, item.group ?? "", "\(item.truth)", "\(item.estimate.value)",
          interval.map { "\($0.lowerBound)" } ?? "", interval.map { "\($0.upperBound)" } ?? "",
        ]
        return fields.map(CSVField.quoted).joined(separator: ",") + "\n"
      }.joined()
  }
}

extension NumericAssessment.Item {
  fileprivate var json: JSON {
    var members: JSONObject = ["file": .string(file), "recording": .string(name)]
    if let group { members["group"] = .string(group) }
    members["true"] = .number(truth)
    members["estimate"] = .number(estimate.value)
    if let interval = estimate.interval {
      members["interval"] = [.number(interval.lowerBound), .number(interval.upperBound)]
    }
    members["fingerprint"] = .string(String(fingerprint, radix: 16))
    return .object(members)
  }
}
