import FaultDX
import FaultDXStorage
import FaultDXTraining

/// Trains the networks of a model one at a time, each by its own recipe and in its own folder.
struct MemberTraining {
  let data: TrainingData
  let common: CommonOptions

  /// Trains one network, or goes on with what was interrupted.
  ///
  /// - Parameters:
  ///   - number: from 0.
  ///   - count: of all networks.
  ///   - folder: where checkpoints go; `nil` for a fold among others.
  ///   - carried: what it begins with; `nil` for nothing.
  ///   - started: called once it is clear that the run is not refused, before the first epoch.
  func train(
    _ recipe: MemberRecipe, number: Int, of count: Int, _ folder: RunFolder?, resume: Bool,
    from carried: CarriedMember? = nil, started: () throws -> Void = {}
  ) throws -> (representation: Representation, trainer: Trainer) {
    let windows = try MemberWindows(
      recipe, fittedTo: data.training, carrying: carried?.representation,
      keepsScale: carried?.keepsScale ?? false, parallelism: common.parallelism)
    let own = number == 0 ? folder : folder.map { RunFolder(member: number, of: $0) }
    if number > 0 { try own?.create() }
    if count > 1 {
      common.note(
        "network \(number + 1) of \(count), \(recipe.name)"
          + (recipe.learnsFromCopiesAlone ? ", under noise" : ""))
    }
    let run = try TrainingRun(
      training: windows.training, validation: recipe.kind == .waveform ? data.validation : nil,
      network: recipe.network, recipe: recipe.training, start: carried?.network, folder: own,
      resume: resume, isOneOfMany: count > 1, common: common)
    try started()
    try run.finish()
    return (windows.representation, run.trainer)
  }
}
