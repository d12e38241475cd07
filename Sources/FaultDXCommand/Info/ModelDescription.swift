import FaultDX
import FaultDXStorage

/// Everything that a model file says of itself.
struct ModelDescription {
  private let file: ModelFile
  private var model: Model { file.model }

  init(_ file: ModelFile) { self.file = file }

  /// The document `faultdx.model-info/1`.
  var json: String {
    var document: JSONObject = [
      "schema": "faultdx.model-info/1",
      "file": .string(file.path),
      "sha256": .string(file.sha256),
      "labels": .array(model.labels.map { .string($0) }),
      "windowLength": .integer(model.windowLength),
      "hop": .integer(model.hop),
      "sampleRate": model.sampleRate.map { .number($0) } ?? .null,
      "channels": .array(model.channelNames.map { .string($0) }),
      "conditioning": model.conditioning.json,
      "normalization": model.normalization.json,
      "parameters": .integer(parameterCount),
      "network": model.network.configuration.json,
      "calibration": model.calibration?.json ?? .null,
      "certainty": model.certainty?.json ?? .null,
      "training": model.training,
      "evaluation": model.evaluation,
    ]
    if !model.isPlain {
      document["members"] = .array(
        model.members.map { member in
          [
            "input": .string(member.representation.kind.rawValue),
            "hardened": .bool(member.isHardened), "network": member.network.configuration.json,
          ]
        })
    }
    return JSON.object(document).serialized(pretty: true) + "\n"
  }

  private var parameterCount: Int { model.members.reduce(0) { $0 + $1.network.parameterCount } }

  /// The same for people.
  var text: String {
    let rate = model.sampleRate.map { "\(Format.short($0)) Hz" } ?? "unknown"
    let keepsRate = model.conditioning.recordingSteps.allSatisfy(\.keepsRate)
    let duration = (keepsRate ? model.sampleRate : nil).map {
      " (\(Format.fixed(Double(model.windowLength) / $0 * 1000, decimals: 1)) ms)"
    }
    var lines = [
      file.path,
      "  sha256         \(file.sha256)",
      "  classes        \(model.labels.joined(separator: ", "))",
      "  sampling rate  \(rate)",
      "  window         \(model.windowLength) samples\(duration ?? ""), hop \(model.hop)",
      "  channels       \(model.channelNames.joined(separator: ", "))",
      "  conditioning   \(model.conditioning.isEmpty ? "none" : model.conditioning.description)",
      "  normalisation  \(model.normalization.name)",
      "  parameters     \(parameterCount)",
    ]
    if !model.isPlain {
      let names = model.members.map {
        $0.representation.kind.rawValue + ($0.isHardened ? " (under noise)" : "")
      }
      lines.append("  networks       \(names.joined(separator: ", "))")
    }
    func section(_ title: String, _ json: JSON) {
      guard let members = json.objectValue, !members.isEmpty else { return }
      lines.append("  \(title)")
      // Fingerprints are for programs.
      for member in members where member.key != TrainedStretches.key {
        lines.append("    \(member.key): \(member.value.stringValue ?? member.value.serialized())")
      }
    }
    section("network", model.network.configuration.json)
    if let calibration = model.calibration {
      lines.append("  precision      \(CalibrationText(calibration).sentence)")
    }
    if let certainty = model.certainty {
      lines.append(
        "  certainty      temperature \(Format.fixed(certainty.temperature, decimals: 2)); \(certainty.source)"
      )
    }
    section("training", model.training)
    section("evaluation", model.evaluation)
    return lines.joined(separator: "\n") + "\n"
  }
}
