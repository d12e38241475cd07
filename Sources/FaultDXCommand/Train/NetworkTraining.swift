import FaultDX
import FaultDXStorage
import FaultDXTraining
import Synchronization

/// From windows to the networks of a model: chooses what they see, and trains one after the other.
struct NetworkTraining {
  let offer: TeamOffer

  private var data: TrainingData { offer.data }
  private var common: CommonOptions { offer.common }
  private var options: MemberOptions { offer.options }

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
    let team = try choice.map(taken) ?? offer.team(offer.view.kind ?? .waveform)
    // An unseen bearing is not to be taken for noisy windows of a known one, so only spectra are hardened.
    let hardened = isHardened(beside: team) ? offer.asAsked(.hardened(offer.setting)) : nil
    let recipes = team.members + (hardened?.members ?? [])
    var training = MemberTraining(data: data, common: common)
    var members: [Model.Member] = []
    var first: Trainer?
    for (index, recipe) in recipes.enumerated() {
      let (member, trainer) = try training.train(
        recipe, number: index, of: recipes.count, folder, resume: resume,
        started: index == 0 ? started : {})
      members.append(
        Model.Member(
          representation: member.representation, network: member.network,
          isHardened: recipe.learnsFromCopiesAlone))
      first = first ?? trainer
    }
    guard let first else { throw CommandFailure("no network was asked for") }
    let gate =
      hardened == nil
      ? nil : NoiseGate(telling: data.training, seed: common.seed, parallelism: common.parallelism)
    return TrainedNetworks(
      members: members, gate: gate, epochs: first.history.count,
      bestEpoch: first.bestReport?.epoch ?? 0, recipe: first.configuration, choice: choice)
  }

  /// Whether networks that learnt under noise stand beside a team; none can where windows have no spectrum of their own.
  private func isHardened(beside team: TeamRecipe) -> Bool {
    offer.hasSpectra
      && options.hardening ?? (offer.view == .auto && team.members[0].kind == .spectrum)
  }

  private func taken(_ choice: RepresentationChoice) throws -> TeamRecipe {
    let candidates = try candidates()
    let team = candidates[choice.chosen]
    return choice.companion.map { team.joined(with: candidates[$0]) } ?? team
  }

  /// What there is to choose from, and variants of it where a budget says that there is time.
  private func candidates() throws -> [TeamRecipe] {
    let teams = try offer.teams()
    guard options.budget != nil else { return teams }
    return teams + teams.flatMap { TeamVariants(of: $0).teams }
  }

  private func choose() throws -> RepresentationChoice? {
    guard offer.view == .auto else { return nil }
    let teams = try candidates()
    Interruption.stopAtSafePoints()
    defer { Interruption.stopAtOnce() }
    let started = Clock.seconds()
    let bar = Mutex(ProgressBar(isVisible: !common.quiet))
    let choice = RepresentationChoice(
      among: teams, on: data.training, seed: common.seed, parallelism: common.parallelism,
      isCancelled: { Interruption.isRequested },
      isTimeLeft: { options.budget.map { Clock.seconds() - started < $0.seconds } ?? true },
      progress: { team, done, all in
        bar.withLock {
          $0.draw(
            label: "choosing", fraction: Double(done) / Double(all),
            detail: "\(team): \(done) of \(all) trainings")
        }
      })
    bar.withLock { $0.clear() }
    guard let choice else {
      throw CommandFailure("interrupted; nothing is kept", status: Interruption.status)
    }
    let seconds = Format.fixed(Clock.seconds() - started, decimals: 1)
    ChoiceText(choice).lines.forEach(common.note)
    common.note("chose in \(seconds) s")
    return choice
  }
}
