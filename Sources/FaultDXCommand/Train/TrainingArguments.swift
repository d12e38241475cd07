import FaultDX
import FaultDXStorage
import FaultDXTraining

/// What it takes to repeat a run: the command as it was given and everything that was decided from it.
struct TrainingArguments {
  let inputs: [String]
  let tests: [String]
  let conditioning: Conditioning
  let plan: TrainingConfiguration
  let shape: CBAMNetwork.Configuration
  /// The model that training began with; `nil` where it began with nothing.
  var origin: JSON?

  var json: String {
    var document: JSONObject = [
      "schema": "faultdx.arguments/1",
      "version": .string(Version.current),
      "command": .array(CommandLine.arguments.dropFirst().map { .string($0) }),
      "inputs": .array(inputs.map { .string($0) }),
      "tests": .array(tests.map { .string($0) }),
      "network": shape.json,
      "training": plan.json,
    ]
    if let origin { document["from"] = origin }
    if !conditioning.isEmpty { document["conditioning"] = conditioning.json }
    return JSON.object(document).serialized(pretty: true) + "\n"
  }
}
