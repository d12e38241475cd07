import FaultDX
import FaultDXStorage
import FaultDXTraining

/// From windows to the networks of a model: chooses what they see, and trains one after the other.
struct NetworkTraining {
  let data: TrainingData
  /// The shape of a network over waveforms.
  let shape: CBAMNetwork.Configuration
  /// The training of a network over waveforms.
  let plan: TrainingConfiguration
  let options: MemberOptions
  /// The epochs that were asked for; `nil` where each recipe decides.
  let epochs: Int?
  let common: CommonOptions

  /// Trains, or goes on with what was interrupted.
  ///
  /// - Parameters:
  ///   - folder: where checkpoints go; `nil` for a fold among others.
  ///   - started: called once it is clear that the run is not refused, before the first epoch.
  /// - Throws: `CommandFailure`, also where the user interrupts.
  func finish(
    folder: RunFolder?, resume: Bool = false, started: () throws -> Void = {}
  ) throws -> TrainedNetworks {
    let choice = try choose()
    let recipe =
      try choice.map { try recipes()[$0.chosen] } ?? recipe(options.view.kind ?? .waveform)
    let training = MemberTraining(data: data, common: common)
    let count = options.networks ?? (recipe.kind == .waveform && options.view != .auto ? 1 : 3)
    var members: [Model.Member] = []
    var first: Trainer?
    for index in 0..<count {
      let (representation, trainer) = try training.train(
        recipe.member(index), number: index, of: count, folder, resume: resume,
        started: index == 0 ? started : {})
      members.append(
        Model.Member(representation: representation, network: trainer.bestNetwork))
      first = first ?? trainer
    }
    guard let first else { throw CommandFailure("no network was asked for") }
    var gate: NoiseGate?
    if isHardened, let hardened = hardened {
      for index in 0..<2 {
        let (representation, trainer) = try training.train(
          hardened.member(index), number: count + index, of: count + 2, folder, resume: resume)
        members.append(
          Model.Member(
            representation: representation, network: trainer.bestNetwork, isHardened: true))
      }
      gate = NoiseGate(telling: data.training, seed: common.seed, parallelism: common.parallelism)
    }
    return TrainedNetworks(
      members: members, gate: gate, epochs: first.history.count,
      bestEpoch: first.bestReport?.epoch ?? 0, recipe: first.configuration, choice: choice)
  }

  private var setting: MemberSetting {
    MemberSetting(
      windowLength: data.training.inputLength, channels: data.training.channels,
      classes: data.labels.count, windows: data.training.count, seed: common.seed)
  }

  /// The network hardened against noise; `nil` where windows have no spectrum of their own.
  private var hardened: MemberRecipe? {
    data.conditioning.makesSpectrum || data.format.windowLength < 16
      ? nil : asAsked(.spectrum(setting, noise: -10...20))
  }

  private var isHardened: Bool {
    options.hardening ?? (options.view == .auto && !data.format.windowsAreRecordings)
  }

  /// What there is to choose from, what is preferred first.
  private func recipes() throws -> [MemberRecipe] {
    let waveform = try recipe(.waveform)
    if data.conditioning.makesSpectrum { return [waveform] }
    var recipes: [MemberRecipe] = []
    if data.format.windowLength >= 16 { recipes.append(try recipe(.spectrum)) }
    if data.format.windowsAreRecordings { recipes.append(try recipe(.components)) }
    if (try? geometry()) != nil { recipes.append(try recipe(.lines)) }
    return recipes + [waveform]
  }

  private func recipe(_ kind: Representation.Kind) throws -> MemberRecipe {
    if kind != .waveform, data.conditioning.makesSpectrum {
      throw CommandFailure(
        "--input \(kind.rawValue) is of windows, which --condition has made spectra already")
    }
    switch kind {
    case .waveform:
      return MemberRecipe(
        kind: .waveform, normalization: data.normalization, network: shape, training: plan)
    case .spectrum: return asAsked(.spectrum(setting))
    case .components: return asAsked(.components(setting))
    case .lines: return asAsked(.lines(setting, try geometry()))
    }
  }

  private func asAsked(_ recipe: MemberRecipe) -> MemberRecipe {
    var recipe = recipe
    if let epochs { recipe.training.epochs = epochs }
    return recipe
  }

  private func geometry() throws -> BearingGeometry {
    try data.geometry(options.bearing.flatMap { BearingGeometry(named: $0) })
  }

  private func choose() throws -> RepresentationChoice? {
    guard options.view == .auto else { return nil }
    let recipes = try recipes()
    Interruption.stopAtSafePoints()
    defer { Interruption.stopAtOnce() }
    let started = Clock.seconds()
    guard
      let choice = RepresentationChoice(
        among: recipes, on: data.training, seed: common.seed, parallelism: common.parallelism,
        isCancelled: { Interruption.isRequested })
    else { throw CommandFailure("interrupted; nothing is kept", status: Interruption.status) }
    let figures = choice.outcomes.map {
      "\($0.name) \($0.accuracy.map { Format.percent($0) } ?? "not trained")"
    }
    common.note(
      choice.heldOut.map {
        "On \($0), held out in turn \(choice.folds) times: \(figures.joined(separator: ", ")); taken: "
          + "\(choice.outcomes[choice.chosen].name), the first that is not worse than the best beyond chance "
          + "(\(Format.fixed(Clock.seconds() - started, decimals: 1)) s)."
      } ?? "Nothing can be held out to choose by; taken: \(choice.outcomes[choice.chosen].name).")
    return choice
  }
}
