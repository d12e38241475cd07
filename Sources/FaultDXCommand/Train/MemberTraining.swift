import FaultDX
import FaultDXStorage
import FaultDXTraining

/// Trains the networks of a model one at a time, each by its own recipe and in its own folder.
struct MemberTraining {
  let data: TrainingData
  let common: CommonOptions
  /// What the last network saw, since the next may see the same.
  private var view: (recipe: MemberRecipe, windows: MemberWindows)?

  init(data: TrainingData, common: CommonOptions) {
    self.data = data
    self.common = common
  }

  /// Trains one network, or goes on with what was interrupted.
  ///
  /// - Parameters:
  ///   - number: from 0.
  ///   - count: of all networks.
  ///   - folder: where checkpoints go; `nil` for a fold among others.
  ///   - carried: what it begins with; `nil` for nothing.
  ///   - started: called once it is clear that the run is not refused, before the first epoch.
  /// - Returns: the network, and the trainer of one that is not fitted in closed form.
  mutating func train(
    _ recipe: MemberRecipe, number: Int, of count: Int, _ folder: RunFolder?, resume: Bool,
    from carried: CarriedMember? = nil, started: () throws -> Void = {}
  ) throws -> (member: TrainedMember, trainer: Trainer?) {
    let windows = try windows(recipe, carried)
    if count > 1 {
      common.note(
        "network \(number + 1) of \(count): \(recipe.name)"
          + (recipe.fit == .logistic ? ", linear" : "")
          + (recipe.learnsFromCopiesAlone ? ", under noise" : ""))
    }
    if recipe.fit == .logistic { return (try TrainedMember(linear: windows), nil) }
    let own = number == 0 ? folder : folder.map { RunFolder(member: number, of: $0) }
    if number > 0 { try own?.create() }
    let run = try TrainingRun(
      training: windows.training,
      validation: recipe.kind == .waveform && data.validation.count > 0 ? data.validation : nil,
      network: recipe.network, recipe: recipe.training, start: carried?.network, folder: own,
      resume: resume, isOneOfMany: count > 1, common: common)
    try started()
    try run.finish()
    return (
      TrainedMember(representation: windows.representation, network: run.trainer.bestNetwork),
      run.trainer
    )
  }

  private mutating func windows(
    _ recipe: MemberRecipe, _ carried: CarriedMember?
  ) throws -> MemberWindows {
    if carried == nil, let view, view.recipe.seesTheSame(as: recipe) { return view.windows }
    let windows = try MemberWindows(
      recipe, fittedTo: data.training, carrying: carried?.representation,
      keepsScale: carried?.keepsScale ?? false, parallelism: common.parallelism)
    view = carried == nil ? (recipe, windows) : nil
    return windows
  }
}
