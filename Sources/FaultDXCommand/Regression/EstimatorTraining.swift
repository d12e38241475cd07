import FaultDX
import FaultDXEvaluation
import FaultDXStorage
import FaultDXTraining

/// From windows to the networks of an estimator: trains what was asked for, or several kinds, of which the best on
/// validation is kept.
struct EstimatorTraining {
  /// The networks and what is to be said of their training.
  struct Outcome {
    let model: EstimatorModel
    /// Of the first network.
    let epochs: Int
    let bestEpoch: Int
    let recipe: TrainingConfiguration
    /// The mean error on validation recordings of each kind that was tried.
    let tried: [(input: String, error: Double)]
    let input: String

    /// What a model file says of it.
    var description: JSONObject {
      var members: JSONObject = [
        "epochs": .integer(epochs), "bestEpoch": .integer(bestEpoch), "recipe": recipe.json,
        "input": .string(input),
      ]
      if tried.count > 1 {
        members["tried"] = .array(
          tried.map { ["input": .string($0.input), "validationError": .number($0.error)] })
      }
      return members
    }
  }

  let offer: TeamOffer
  let quantity: Quantity

  private var data: TrainingData { offer.data }
  private var common: CommonOptions { offer.common }

  /// Trains, or goes on with what was interrupted.
  ///
  /// - Parameter folder: where checkpoints go; `nil` for a fold among others.
  func finish(
    folder: RunFolder?, resume: Bool = false, started: () throws -> Void = {}
  ) throws -> Outcome {
    let teams = try teams()
    let count = teams.reduce(0) { $0 + $1.members.count }
    var training = MemberTraining(data: data, common: common)
    var number = 0
    var best: (outcome: Outcome, error: Double)?
    var tried: [(input: String, error: Double)] = []
    for team in teams {
      let name = team.members[0].kind.rawValue
      var members: [Model.Member] = []
      var first: Trainer?
      for recipe in team.members {
        let (member, trainer) = try training.train(
          recipe, number: number, of: count, folder, resume: resume,
          started: number == 0 ? started : {})
        members.append(
          Model.Member(representation: member.representation, network: member.network))
        first = first ?? trainer
        number += 1
      }
      guard let first else { throw CommandFailure("no network was asked for") }
      let model = try data.estimator(quantity, members)
      let error = try meanError(of: model)
      tried.append((name, error))
      if best.map({ error < $0.error }) ?? true {
        let outcome = Outcome(
          model: model, epochs: first.history.count, bestEpoch: first.bestReport?.epoch ?? 0,
          recipe: first.configuration, tried: tried, input: name)
        best = (outcome, error)
      }
    }
    guard let found = best?.outcome else { throw CommandFailure("no network was asked for") }
    let result = Outcome(
      model: found.model, epochs: found.epochs, bestEpoch: found.bestEpoch, recipe: found.recipe,
      tried: tried, input: found.input)
    if tried.count > 1 {
      let figures = tried.map { "\($0.input) \(quantity.text($0.error))" }
      common.note(
        "Mean error on validation units: \(figures.joined(separator: ", ")); taken: \(result.input)."
      )
    }
    return result
  }

  /// What is trained: the kind that was asked for or, with `auto`, all that the data allow.
  private func teams() throws -> [TeamRecipe] {
    try offer.view.kind.map { [try offer.team($0)] } ?? offer.teams()
  }

  /// The mean error on recordings set aside for validation, each unit counting once.
  private func meanError(of model: EstimatorModel) throws -> Double {
    let held = data.heldOut(by: Estimator(model: model), common)
    let sizes = Dictionary(grouping: held, by: \.unit).mapValues(\.count)
    let sum = held.reduce(0.0) { $0 + $1.error / Double(sizes[$1.unit] ?? 1) }
    return sizes.isEmpty ? .infinity : sum / Double(sizes.count)
  }
}
