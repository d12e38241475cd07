import FaultDX
import FaultDXEvaluation
import FaultDXStorage
import FaultDXTraining

/// An ablation for programs: `faultdx.ablation/1`.
///
/// Nothing in it depends on the machine or the time; what training took is in `ablation.csv`.
struct AblationJSON {
  private let ablation: Ablation

  init(_ ablation: Ablation) { self.ablation = ablation }

  static let schema = "faultdx.ablation/1"

  var document: JSON {
    var members = ablation.setting.json(schema: Self.schema)
    members["seeds"] = .array(ablation.seeds.map { .string(String($0)) })
    members["folds"] = .array(ablation.setting.folds.folds.map { .string($0.name) })
    members["networks"] = .array(ablation.networks.map(network))
    members["comparisons"] = .array(
      zip(ablation.plan.lines, ablation.contrasts).map { .object(line($0, $1)) })
    members["correctedFor"] = .integer(ablation.comparisons)
    members["leftOut"] = .array(ablation.plan.notes.map { .string($0) })
    members["conclusions"] = .array(ablation.conclusions.map { .string($0) })
    return .object(members)
  }

  private func network(_ measured: Ablation.Measured) -> JSON {
    [
      "name": .string(measured.network.name),
      "accuracy": .number(measured.row.windows.outcomes.accuracy),
      "interval": json(measured.row.windowInterval),
      "seeds": .array(measured.seeds.map { .number($0) }),
      "deviation": measured.deviation.map { .number($0) } ?? .null,
      "balancedAccuracy": .number(measured.row.windows.metrics.balancedAccuracy),
      "recordingAccuracy": .number(measured.row.recordings.outcomes.accuracy),
      "recordingInterval": json(measured.row.recordingInterval),
      "parameters": .integer(measured.network.parameters),
      "multiplyAdds": .integer(measured.multiplyAdds),
      "epochs": .number(measured.epochs),
      "configuration": measured.network.shape.json,
    ]
  }

  private func json(_ interval: Interval?) -> JSON {
    interval.map {
      ["lower": .number($0.lower), "upper": .number($0.upper), "how": .string($0.description)]
    } ?? .null
  }

  private func line(_ line: AblationPlan.Line, _ contrast: Ablation.Contrast?) -> JSONObject {
    var members: JSONObject = [
      "axis": .string(line.axis.rawValue), "value": .string(line.value),
      "network": .string(ablation.networks[line.network].network.name),
    ]
    guard let contrast, let reference = line.reference else { return members }
    members["reference"] = .string(ablation.networks[reference].network.name)
    let difference = contrast.difference
    members["difference"] = .number(difference.difference)
    members["lower"] = difference.bounds.map { .number($0.lowerBound) } ?? .null
    members["upper"] = difference.bounds.map { .number($0.upperBound) } ?? .null
    members["units"] = .integer(difference.units)
    members["unit"] = .string(difference.unitName)
    members["recordingsGained"] = .integer(difference.recordings.onlyFirst)
    members["recordingsLost"] = .integer(difference.recordings.onlySecond)
    members["p"] = .number(contrast.p)
    members["correctedP"] = .number(contrast.correctedP)
    members["seedsAhead"] = .integer(contrast.seedsAhead)
    members["seedsBehind"] = .integer(contrast.seedsBehind)
    members["verdict"] = .string(contrast.verdict.rawValue)
    return members
  }
}
