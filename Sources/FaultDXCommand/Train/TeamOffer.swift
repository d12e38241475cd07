import FaultDX
import FaultDXTraining

/// The teams of networks that training windows allow, as the options describe them.
struct TeamOffer {
  let data: TrainingData
  /// The shape of a network over waveforms.
  let shape: CBAMNetwork.Configuration
  /// The training of a network over waveforms.
  let plan: TrainingConfiguration
  let options: MemberOptions
  /// What networks see, or that the data decide.
  let view: MemberOptions.InputName
  /// The epochs that were asked for; `nil` where each recipe decides.
  let epochs: Int?
  let common: CommonOptions

  /// - Parameters:
  ///   - network: what is said of networks over waveforms.
  ///   - recipe: what is said of training.
  init(
    _ data: TrainingData, shape: CBAMNetwork.Configuration, plan: TrainingConfiguration,
    _ options: MemberOptions, _ network: NetworkOptions, _ recipe: RecipeOptions,
    _ common: CommonOptions
  ) {
    self.data = data
    self.shape = shape
    self.plan = plan
    self.options = options
    view = options.view(beside: network, recipe)
    epochs = recipe.epochs
    self.common = common
  }

  /// What recipes are made for.
  var setting: MemberSetting { MemberSetting(data.training, seed: common.seed) }

  /// Whether windows have a spectrum of their own.
  var hasSpectra: Bool { !data.conditioning.makesSpectrum && data.format.windowLength >= 16 }

  /// All that there is to choose from, what is preferred first.
  func teams() throws -> [TeamRecipe] {
    let waveform = try team(.waveform)
    if data.conditioning.makesSpectrum { return [waveform] }
    var teams: [TeamRecipe] = []
    if (try? geometry()) != nil { teams.append(try team(.lines)) }
    if hasSpectra { teams.append(try team(.spectrum)) }
    if data.format.windowsAreRecordings { teams.append(try team(.components)) }
    return teams + [waveform]
  }

  /// The team that sees windows in one way.
  ///
  /// - Throws: `CommandFailure` where the data do not allow it.
  func team(_ kind: Representation.Kind) throws -> TeamRecipe {
    if kind != .waveform, data.conditioning.makesSpectrum {
      throw CommandFailure(
        "--input \(kind.rawValue) is of windows, which --condition has made spectra already")
    }
    let networks = options.networks ?? usualCount(of: kind)
    switch kind {
    case .waveform: return .waveform(shape, data.normalization, plan, networks: networks)
    case .spectrum: return asAsked(.spectrum(setting, networks: networks))
    case .components: return asAsked(.components(setting, networks: networks))
    case .lines: return asAsked(.lines(setting, try geometry(), networks: networks))
    }
  }

  /// How many networks there are where that is not said; `nil` for as many as the recipe says.
  private func usualCount(of kind: Representation.Kind) -> Int? {
    switch kind {
    case .waveform: view == .auto && !learnsNumbers ? nil : 1
    // Beside them is no linear one.
    case .spectrum: learnsNumbers ? 3 : nil
    case .components, .lines: nil
    }
  }

  private var learnsNumbers: Bool { data.training.target != nil }

  /// A team with the epochs that were asked for, and without what does not learn what it is to learn.
  func asAsked(_ team: TeamRecipe) -> TeamRecipe {
    var team = team
    // What is fitted in closed form is a classifier.
    if learnsNumbers { team.members.removeAll { $0.fit == .logistic } }
    if let epochs {
      for index in team.members.indices { team.members[index].training.epochs = epochs }
    }
    return team
  }

  private func geometry() throws -> BearingGeometry {
    try data.geometry(options.bearing.flatMap { BearingGeometry(named: $0) })
  }
}
