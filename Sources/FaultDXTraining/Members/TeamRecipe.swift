public import FaultDXNN
public import FaultDXSignal

/// How several networks are made that see the same and are asked together: the mean of their probabilities decides.
public struct TeamRecipe: Sendable, Equatable {
  /// What a person calls what they see.
  public var name: String
  /// The networks, the most telling first.
  public var members: [MemberRecipe]
  /// How many of them stand for all where teams are compared.
  public var pilots: Int

  /// Brings networks together.
  ///
  /// - Precondition: there are as many members as pilots, at least one.
  public init(_ members: [MemberRecipe], pilots: Int = 1) {
    name = members[0].name
    self.members = members
    self.pilots = pilots
  }

  /// Both teams as one, this one's networks first.
  public func joined(with other: TeamRecipe) -> TeamRecipe {
    var team = self
    team.name = "\(name) and \(other.name)"
    team.members += other.members
    return team
  }

  /// So many networks that are trained alike and draw other randomness each.
  ///
  /// - Precondition: at least one.
  public init(_ count: Int, of recipe: MemberRecipe) {
    self.init(
      (0..<count).map { index in
        var recipe = recipe
        recipe.training.seed &+= UInt64(index)
        return recipe
      })
  }

  /// Networks over spectral bands, and a logistic regression over the same: the optimum of a convex problem steadies
  /// what networks draw at random.
  public static func spectrum(_ setting: MemberSetting, networks: Int? = nil) -> TeamRecipe {
    var team = TeamRecipe(networks ?? 1, of: .spectrum(setting))
    team.members.insert(.linearSpectrum(setting), at: 1)
    team.pilots = 2
    return team
  }

  /// Networks over principal components.
  public static func components(_ setting: MemberSetting, networks: Int? = nil) -> TeamRecipe {
    TeamRecipe(networks ?? 3, of: .components(setting))
  }

  /// Networks over the lines of a bearing.
  ///
  /// They also differ in the noise that they learn under: how much is right cannot be found out from the few bearings
  /// that there are, so they cover what may be.
  public static func lines(
    _ setting: MemberSetting, _ geometry: BearingGeometry, networks: Int? = nil
  ) -> TeamRecipe {
    let count = networks ?? 3
    return TeamRecipe(
      (0..<count).map { index in
        var recipe = MemberRecipe.lines(setting, geometry, noise: Double(1 + index % 3))
        recipe.training.seed &+= UInt64(index)
        return recipe
      }, pilots: count)
  }

  /// Networks over waveforms.
  public static func waveform(
    _ shape: CBAMNetwork.Configuration, _ normalization: Normalization,
    _ training: TrainingConfiguration, networks: Int? = nil
  ) -> TeamRecipe {
    TeamRecipe(
      networks ?? 3,
      of: MemberRecipe(
        kind: .waveform, normalization: normalization, network: shape, training: training))
  }

  /// Networks over spectral bands that learn under white noise from −10 to 20 dB, for windows that a gate takes for
  /// noisy.
  public static func hardened(_ setting: MemberSetting) -> TeamRecipe {
    TeamRecipe(2, of: .spectrum(setting, noise: -10...20))
  }
}
