import FaultDXEvaluation
import FaultDXStorage

extension Comparison {
  /// The members of `faultdx.evaluation/1` that set the network beside the baselines.
  var json: JSONObject {
    var members: JSONObject = [:]
    if let network {
      members["windows"] = Self.json(network.windows, network.windowInterval)
      members["recordings"] = Self.json(network.recordings, network.recordingInterval)
      members["ambiguity"] = ambiguityJSON(network)
    }
    guard !baselines.isEmpty else { return members }
    members["baselines"] = .array(
      baselines.map { row in
        [
          "name": .string(row.name), "settings": .string(row.settings),
          "windows": Self.json(row.windows, row.windowInterval),
          "recordings": Self.json(row.recordings, row.recordingInterval),
        ]
      })
    guard let best, let difference, let verdict else { return members }
    members["comparison"] = [
      "against": .string(best.name),
      "verdict": .string(verdict.rawValue),
      "difference": .number(difference.difference),
      "lower": difference.bounds.map { .number($0.lowerBound) } ?? .null,
      "upper": difference.bounds.map { .number($0.upperBound) } ?? .null,
      "units": .integer(difference.units),
      "unit": .string(difference.unitName),
      "recordingsGained": .integer(difference.recordings.onlyFirst),
      "recordingsLost": .integer(difference.recordings.onlySecond),
      "mcnemarMidP": difference.midP.map { .number($0) } ?? .null,
    ]
    return members
  }

  /// Which classes are not told apart, and the windows with these merged.
  private func ambiguityJSON(_ network: Row) -> JSON {
    let groups = ambiguity
    let merged = groups.merging(network.windows.outcomes)
    return [
      "groups": .array(
        groups.ambiguous.map { .array($0.map { .string(groups.labels[$0]) }) }),
      "test": .string(AmbiguityGroups.test),
      "labels": .array(merged.labels.map { .string($0) }),
      "accuracy": .number(merged.accuracy),
      "confusion": .array(merged.counts.map { .array($0.map { .integer($0) }) }),
    ]
  }

  /// The accuracies alone, for the model file.
  var summary: JSON {
    var members: JSONObject = [:]
    for row in baselines {
      members[row.name] = [
        "windows": .number(row.windows.metrics.accuracy),
        "recordings": .number(row.recordings.metrics.accuracy),
      ]
    }
    return .object(members)
  }

  private static func json(_ predictions: Predictions, _ interval: Interval?) -> JSON {
    let (metrics, outcomes) = (predictions.metrics, predictions.outcomes)
    return [
      "accuracy": .number(metrics.accuracy),
      "interval": interval.map {
        [
          "lower": .number($0.lower), "upper": .number($0.upper), "how": .string($0.description),
        ]
      } ?? .null,
      "balancedAccuracy": .number(metrics.balancedAccuracy),
      "macroPrecision": .number(metrics.macro.precision),
      "macroRecall": .number(metrics.macro.recall),
      "macroF1": .number(metrics.macro.f1),
      "kappa": metrics.cohenKappa.map { .number($0) } ?? .null,
      "mcc": .number(metrics.matthewsCorrelation),
      "auroc": metrics.areaUnderCurve.map { .number($0) } ?? .null,
      "classes": .array(
        zip(predictions.labels, metrics.classes).map { label, scores in
          [
            "label": .string(label), "precision": .number(scores.precision),
            "recall": .number(scores.recall), "f1": .number(scores.f1),
            "support": .integer(scores.support),
          ]
        }),
      "confusion": .array(outcomes.counts.map { .array($0.map { .integer($0) }) }),
    ]
  }
}
