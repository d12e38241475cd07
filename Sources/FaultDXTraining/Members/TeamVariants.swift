import FaultDXNN
import FaultDXSignal

/// Other ways to train a team, which are worth trying where there is time.
public struct TeamVariants: Sendable {
  /// The variants, each with a name of its own.
  public let teams: [TeamRecipe]

  /// Variants of a team as it is trained by default.
  public init(of team: TeamRecipe) {
    switch team.members[0].kind {
    case .waveform:
      teams = [
        team.changed("windows as recorded") { $0.training.augmentation = Augmentation() },
        team.changed("stretched and under noise") {
          $0.training.augmentation.stretch = 0.02
          $0.training.augmentation.whiteNoise = RandomNoise(decibels: 5...30, probability: 0.5)
        },
        team.changed("twice as wide") { $0.network.widths = $0.network.widths.map { 2 * $0 } },
      ]
    case .spectrum:
      let bands = team.members[0].network.windowLength / 2
      guard bands >= 8 else {
        teams = []
        return
      }
      teams = [
        team.changed("\(bands) bands") { recipe in
          recipe.network =
            recipe.fit == .logistic
            ? .linear(
              length: bands, channels: recipe.network.inputChannels, classes: recipe.network.classes
            ) : recipe.network
          recipe.network.windowLength = bands
        },
        team.changed("not stretched") { $0.perturbation = Augmentation() },
      ]
    case .lines:
      teams = [team.changed("wider") { $0.network.widths = $0.network.widths.map { 2 * $0 } }]
    case .components:
      teams = [team.changed("less decay") { $0.training.optimizer = .adamW(decay: 0.0001) }]
    }
  }
}

extension TeamRecipe {
  fileprivate func changed(_ name: String, _ change: (inout MemberRecipe) -> Void) -> TeamRecipe {
    var team = self
    team.name += ", " + name
    for index in team.members.indices { change(&team.members[index]) }
    return team
  }
}
