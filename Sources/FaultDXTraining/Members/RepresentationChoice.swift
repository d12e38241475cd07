import FaultDXEvaluation
import FaultDXSignal
public import FaultDXTensor

/// Which of several teams of networks suits the training windows: each is trained on a part of the training units and
/// asked about the units held out, in turn.
///
/// The team taken is the first that is not refuted: not worse than the best at a level of 5 % over units. So the order of
/// the teams is the order of preference until there is evidence against it, and with few units there hardly is. Where
/// another was right more often, but not beyond chance, both are asked together if together they are right more often
/// than the first: two that see different things are seldom wrong together. Lines of a bearing stand alone, because
/// they are preferred for bearings never seen, of which units held out know too little. Once a
/// team is right about nearly everything, no more are tried. What the taken team said of units held out is kept: it is
/// what a model can know of how sure it may be. What the model is tested on is never looked at.
public struct RepresentationChoice: Sendable {
  /// What came of one team.
  public struct Outcome: Sendable, Equatable {
    /// What the team sees.
    public let name: String
    /// The share of windows of units held out that were right; `nil` where the team could not be trained, or was not
    /// tried.
    public let accuracy: Double?
    /// Whether it was trained.
    public let isTried: Bool
  }

  /// The position of the team taken.
  public let chosen: Int
  /// That of the team that is asked beside it; `nil` where there is none.
  public let companion: Int?
  /// One for each team.
  public let outcomes: [Outcome]
  /// What was held out in turn; `nil` where there is too little of a class to hold any of it out.
  public let heldOut: String?
  /// How often.
  public let folds: Int
  /// What all networks of what is taken said of windows that it was not trained on.
  public let evidence: [HeldOutWindows]

  /// Windows that teams are compared on, at most, so that a choice takes no longer than what is chosen.
  static let windowLimit = 3000
  /// The share of windows above which there is too little left to gain for another team to be tried.
  static let sufficient = 0.995

  /// Compares teams.
  ///
  /// - Parameters:
  ///   - teams: in order of preference; at least one.
  ///   - windows: the training windows.
  ///   - seed: names the draw of the units held out.
  ///   - parallelism: how many trainings run side by side; the result does not depend on it.
  ///   - isTimeLeft: asked before each team but the first; where there is none, the teams that follow are not tried.
  ///   - progress: called as trainings end, with a team's name and how many of how many of its trainings ended.
  /// - Returns: `nil` where it was cancelled.
  public init?(
    among teams: [TeamRecipe], on windows: LabelledWindows, seed: UInt64,
    parallelism: Parallelism = .serial, isCancelled: @escaping @Sendable () -> Bool = { false },
    isTimeLeft: () -> Bool = { true },
    progress: @escaping @Sendable (_ team: String, _ done: Int, _ of: Int) -> Void = { _, _, _ in }
  ) {
    let windows = windows.thinned(to: Self.windowLimit)
    guard let folds = InnerFolds(windows.baselineWindows, seed: seed) else {
      chosen = 0
      companion = nil
      outcomes = teams.map { Outcome(name: $0.name, accuracy: nil, isTried: false) }
      heldOut = nil
      self.folds = 0
      evidence = []
      return
    }
    let trial = Trial(windows: windows, folds: folds, isCancelled: isCancelled, progress: progress)
    var choice = SettingChoice(settings: teams.count, units: trial.units)
    var outcomes = teams.map { Outcome(name: $0.name, accuracy: nil, isTried: false) }
    var answers: [TeamAnswers?] = []
    for (position, team) in teams.enumerated() {
      if position > 0, outcomes[position - 1].accuracy ?? 0 >= Self.sufficient || !isTimeLeft() {
        for untried in position..<teams.count { choice.exclude(untried) }
        break
      }
      let answer = trial.answers(
        of: Array(team.members.prefix(team.pilots)), named: team.name, parallelism)
      if isCancelled() { return nil }
      answers.append(answer)
      let hits = answer.map(trial.hits)
      if let hits {
        for (unit, count) in hits.enumerated() {
          choice.add(hits: count, unit: unit, setting: position)
        }
      } else {
        choice.exclude(position)
      }
      outcomes[position] = Outcome(
        name: team.name,
        accuracy: hits.map { Double($0.reduce(0, +)) / Double(max(1, trial.asked)) }, isTried: true)
    }
    let chosen = choice.firstNotRefuted ?? 0
    let companion = choice.best.flatMap { best -> Int? in
      guard best != chosen, let own = answers[chosen], let other = answers[best],
        ![chosen, best].contains(where: { teams[$0].members[0].kind == .lines })
      else { return nil }
      let together = trial.hits(own.joined(with: other)).reduce(0, +)
      return together > trial.hits(own).reduce(0, +) ? best : nil
    }
    var evidence: TeamAnswers?
    for position in [chosen] + (companion.map { [$0] } ?? []) {
      guard answers.indices.contains(position), var said = answers[position] else { continue }
      let team = teams[position]
      let others = Array(team.members.dropFirst(team.pilots))
      if !others.isEmpty, let rest = trial.answers(of: others, named: team.name, parallelism) {
        said = said.joined(with: rest)
      }
      evidence = evidence?.joined(with: said) ?? said
    }
    if isCancelled() { return nil }
    self.chosen = chosen
    self.companion = companion
    self.outcomes = outcomes
    self.evidence = evidence.map(trial.evidence) ?? []
    heldOut =
      switch folds.basis {
      case .groups: "training groups"
      case .recordings: "training recordings"
      case .time: "stretches of time of the training recordings"
      }
    self.folds = folds.count
  }
}

extension LabelledWindows {
  /// The same windows, for what knows no networks.
  var baselineWindows: BaselineWindows {
    BaselineWindows(
      recordings: recordings,
      windows: windows.map { .init(recording: $0.recording, start: $0.start, label: $0.label) },
      windowLength: windowLength, classCount: labels.count)
  }

  /// At most so many of the windows, at equal distances.
  func thinned(to limit: Int) -> LabelledWindows {
    count <= limit ? self : selecting((0..<limit).map { $0 * count / limit })
  }
}
