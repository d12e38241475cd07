import FaultDX
import FaultDXStorage

/// Everything that a model file of an estimator says of itself.
struct EstimatorDescription {
  private let file: EstimatorFile
  private var model: EstimatorModel { file.model }
  private var core: Model { file.model.core }

  init(_ file: EstimatorFile) { self.file = file }

  private var parameterCount: Int { core.members.reduce(0) { $0 + $1.network.parameterCount } }

  /// The document `faultdx.model-info/1`, with a quantity in the place of labels.
  var json: String {
    let range = model.trainedRange
    let document: JSONObject = [
      "schema": "faultdx.model-info/1",
      "file": .string(file.path),
      "sha256": .string(file.sha256),
      "quantity": model.quantity.json,
      "trained": [.number(range.lowerBound), .number(range.upperBound)],
      "margin": model.margin.map {
        [
          "coverage": .number($0.coverage), "halfWidth": .number($0.halfWidth),
          "units": .integer($0.units),
        ]
      } ?? .null,
      "marginSource": .string(model.marginSource),
      "windowLength": .integer(core.windowLength),
      "hop": .integer(core.hop),
      "sampleRate": core.sampleRate.map { .number($0) } ?? .null,
      "channels": .array(core.channelNames.map { .string($0) }),
      "conditioning": core.conditioning.json,
      "parameters": .integer(parameterCount),
      "members": .array(
        core.members.map { member in
          [
            "input": .string(member.representation.kind.rawValue),
            "network": member.network.configuration.json,
          ]
        }),
      "training": model.training,
      "evaluation": model.evaluation,
    ]
    return JSON.object(document).serialized(pretty: true) + "\n"
  }

  /// The same for people.
  var text: String {
    let rate = core.sampleRate.map { "\(Format.short($0)) Hz" } ?? "unknown"
    let range = model.trainedRange
    var lines = [
      file.path,
      "  sha256         \(file.sha256)",
      "  estimates      \(model.quantity.title), trained on \(Format.significant(range.lowerBound)) to "
        + Format.significant(range.upperBound),
      "  interval       \(model.marginText)",
      "  sampling rate  \(rate)",
      "  window         \(core.windowLength) samples, hop \(core.hop)",
      "  channels       \(core.channelNames.joined(separator: ", "))",
      "  conditioning   \(core.conditioning.isEmpty ? "none" : core.conditioning.description)",
      "  networks       \(core.members.map(\.representation.kind.rawValue).joined(separator: ", "))",
      "  parameters     \(parameterCount)",
    ]
    for (title, json) in [("training", model.training), ("evaluation", model.evaluation)] {
      guard let members = json.objectValue, !members.isEmpty else { continue }
      lines.append("  \(title)")
      for member in members where member.key != TrainedStretches.key {
        lines.append("    \(member.key): \(member.value.stringValue ?? member.value.serialized())")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
