import FaultDX
import FaultDXStorage
import FaultDXTraining

/// The networks of a model, trained, and what is to be said of their training.
struct TrainedNetworks {
  let members: [Model.Member]
  let gate: NoiseGate?
  /// Of the first network.
  let epochs: Int
  /// The epoch whose weights the first network has.
  let bestEpoch: Int
  /// How the first network was trained.
  let recipe: TrainingConfiguration
  /// How what the networks see was chosen; `nil` where it was said.
  let choice: RepresentationChoice?
  /// The model that they began with; `nil` where they began with nothing.
  var origin: JSON?

  /// What a model file says of it.
  var description: JSONObject {
    var members: JSONObject = [
      "epochs": .integer(epochs), "bestEpoch": .integer(bestEpoch), "recipe": recipe.json,
    ]
    if let origin { members["from"] = origin }
    if let choice {
      members["choice"] = ChoiceText(choice).json
    }
    return members
  }
}
