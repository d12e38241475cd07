extension Split {
  /// How much of a class is in a role.
  public struct Amount: Sendable, Equatable {
    /// Recordings with at least one frame in the role.
    public let recordings: Int
    /// Groups of those recordings; a recording without a group counts as one.
    public let groups: Int
    /// Windows.
    public let windows: Int
  }

  /// The groups in a role, or the recordings of which no group is known, sorted.
  public func units(in role: Role) -> [String] {
    Set(recordings(in: role).map { sources[$0].group ?? sources[$0].identity }).sorted()
  }

  /// The classes, sorted.
  public var labels: [String] { Set(sources.map(\.label)).sorted() }

  /// How much of a class (`nil` for all classes) is in a role.
  public func amount(of label: String? = nil, in role: Role) -> Amount {
    let pieces = pieces.filter {
      $0.role == role && (label == nil || sources[$0.recording].label == label)
    }
    let recordings = Set(pieces.map(\.recording))
    let groups = Set(
      recordings.map { recording in
        sources[recording].group.map { "group \($0)" } ?? "recording \(sources[recording].identity)"
      })
    let windows = pieces.reduce(0) {
      let (length, hop) = (configuration.windowLength, configuration.hop)
      return $0 + ($1.frames.count < length ? 0 : ($1.frames.count - length) / hop + 1)
    }
    return Amount(recordings: recordings.count, groups: groups.count, windows: windows)
  }

  /// The kind of split, the amounts by class, and what the figures therefore mean, in sentences.
  public var explanation: [String] {
    [kind] + labels.map(amounts) + meanings + notes
  }

  /// What the test figure (or, without a test, the validation figure) stands for, in one sentence.
  public var meaning: String { meanings[0] }

  private var roles: [Role] {
    Role.allCases.filter { role in
      switch role {
      case .training: true
      case .validation: validationBasis != nil
      case .test: !configuration.hasSeparateTest
      }
    }
  }

  private var kind: String {
    let gap = "with \(configuration.windowLength) frames left out on both sides of each cut"
    switch configuration.given {
    case .published(let column):
      return "Split as column \"\(column)\" says\(validationKind(gap))."
    case .leftOut(let column, let value):
      return "Left out of training: \(column) = \(value)\(validationKind(gap))."
    case .fold, nil: break
    }
    if testBasis == .windows || validationBasis == .windows { return Self.leakingKind }
    switch (testBasis, validationBasis) {
    case (nil, nil): return "All of these recordings are trained on."
    case (.time?, _), (nil, .time?): return "Split by stretches of time, \(gap)."
    case (let test?, .time?):
      return "Test split by \(Self.word(test)); validation cut by time from the training "
        + "\(Self.words(test)), \(gap)."
    case (let test?, let basis?) where test != basis:
      return
        "Test split by \(Self.word(test)); validation split by \(Self.word(basis)) from the training "
        + "\(Self.words(test))."
    case (let test, let validation):
      let basis = validation ?? test ?? .recordings
      let lone = basis == .groups ? groupsInTwoParts : []
      let exception =
        lone.isEmpty
        ? ""
        : " but \(enumerated(lone)), the only one of \(lone.count == 1 ? "its" : "their") class"
          + "\(lone.count == 1 ? "" : "es"): there, no recording is"
      return "Split by \(Self.word(basis)): no \(Self.word(basis)) is in two parts\(exception)."
    }
  }

  /// What a split by single windows is, in one sentence.
  private static let leakingKind =
    "LEAKING split by random windows: the neighbours of tested windows, cut from the same recordings, are "
    + "trained on."

  /// How validation was found where the test was given.
  private func validationKind(_ gap: String) -> String {
    if sources.contains(where: { $0.role == .validation }) { return "; validation too" }
    switch validationBasis {
    case nil: return ""
    case .groups?, .recordings?:
      return "; validation split by \(Self.word(validationBasis ?? .groups)) from the rest"
    case .time?, .windows?: return "; validation cut by time from the rest, \(gap)"
    }
  }

  private func amounts(of label: String) -> String {
    let usesGroups =
      (testBasis ?? validationBasis) == .groups
      || (configuration.given != nil && sources.contains { $0.group != nil })
    // Training may cut overlapping windows from the same stretches; these counts are of what there is.
    let windows =
      configuration.hop == configuration.windowLength ? "windows end to end" : "windows"
    let parts = roles.map { role in
      let amount = amount(of: label, in: role)
      let units = usesGroups ? amount.groups : amount.recordings
      let unit = Self.counted(units, usesGroups ? .groups : .recordings)
      return "\(role.rawValue) \(unit) (\(amount.windows) \(windows))"
    }
    return "\(label): " + parts.joined(separator: ", ") + "."
  }

  private var meanings: [String] {
    let validation = validationBasis.map { [measured($0, in: .validation, "Validation")] } ?? []
    switch configuration.given {
    case .published(let column):
      return [measuredAsGiven("the recordings that column \"\(column)\" calls the test")]
        + validation
    case .leftOut(let column, let value):
      return [measuredAsGiven("\(column) = \(value), of which training saw nothing")] + validation
    case .fold, nil: break
    }
    guard let testBasis else {
      return validation + ["The test figure is measured on the separate test input."]
    }
    return [measured(testBasis, in: .test, "The test figure")] + validation
  }

  /// What a test stands for that was not drawn: what it is, and whose recordings it has.
  private func measuredAsGiven(_ what: String) -> String {
    let tested = groups(in: .test)
    let known = tested.intersection(groups(in: .training).union(groups(in: .validation)))
    let units =
      tested.isEmpty
      ? "of what units is not known"
      : known.isEmpty
        ? "on \(Self.counted(tested.count, .groups)) that training never saw"
        : known.count == tested.count
          ? "on \(Self.counted(tested.count, .groups)), of each of which training saw other recordings: "
            + "it says nothing about another unit"
          : "on \(Self.counted(tested.count, .groups)), of \(known.count) of which training saw other "
            + "recordings"
    return "The test figure is measured on \(what): "
      + "\(Self.counted(amount(in: .test).recordings, .recordings)), \(units)."
  }

  private func measured(_ basis: Basis, in role: Role, _ subject: String) -> String {
    let amount = amount(in: role)
    switch basis {
    case .groups:
      let known = groupsInTwoParts.filter { groups(in: role).contains($0) }
      let others =
        known.isEmpty
        ? ""
        : ", and on other recordings of \(Self.counted(known.count, .groups)) that it did see "
          + "(\(enumerated(known)))"
      return "\(subject) is measured on \(Self.counted(amount.groups - known.count, .groups)) "
        + "that training never saw\(others)."
    case .recordings:
      return "\(subject) is measured on \(Self.counted(amount.recordings, .recordings)) "
        + "that training never saw; \(groupsRemark(role))"
    case .time where recordings(in: role).isDisjoint(with: recordings(in: .training)):
      // Too short to be cut, they were given out as they are.
      return measured(.recordings, in: role, subject)
    case .time:
      let seen = recordings(in: role).intersection(recordings(in: .training)).count
      let recordings = Self.counted(amount.recordings, .recordings)
      let when = isInBlocks ? "other" : "later"
      let before = isInBlocks ? "other" : "earlier"
      let place =
        seen == amount.recordings
        ? "\(when) stretches of \(recordings) that training saw"
        : "\(recordings), of which training saw \(before) stretches of \(seen)"
      return "\(subject) is measured on \(place): it says nothing about another unit."
    case .windows:
      return "\(subject) is measured on windows drawn at random from "
        + "\(Self.counted(amount.recordings, .recordings)) that training saw: it leaks, and says nothing "
        + "about another recording."
    }
  }

  /// Whether training also saw what came later, as in folds by time.
  private var isInBlocks: Bool {
    Dictionary(grouping: pieces, by: \.recording).values.contains { pieces in
      pieces.last?.role == .training && pieces.count > 1
    }
  }

  private func groups(in role: Role) -> Set<String> {
    Set(recordings(in: role).compactMap { sources[$0].group })
  }

  /// Groups that had to be, sorted.
  private var groupsInTwoParts: [String] {
    let training = groups(in: .training)
    return training.intersection(groups(in: .validation).union(groups(in: .test))).sorted()
  }

  /// What is known of the units behind recordings that were kept apart.
  private func groupsRemark(_ role: Role) -> String {
    let own = recordings(in: role).map { sources[$0].group }
    let trained = recordings(in: .training).map { sources[$0].group }
    let known = Set(trained.compactMap { $0 })
    if own.contains(where: { $0.map(known.contains) ?? false }) {
      return "their groups were seen in training, so it says nothing about another group."
    }
    return (own + trained).contains(nil)
      ? "whether they are of units that training saw is not known; a group column would tell."
      : "nor any recording of their groups."
  }

  private func recordings(in role: Role) -> Set<Int> {
    Set(pieces.filter { $0.role == role }.map(\.recording))
  }

  private var notes: [String] {
    let count = tooShort.count
    guard count > 0 else { return [] }
    return [
      "\(Self.counted(count, .recordings)) shorter than one window of "
        + "\(configuration.windowLength) frames \(count == 1 ? "is" : "are") not used."
    ]
  }

  private static func word(_ basis: Basis) -> String {
    basis == .groups ? "group" : "recording"
  }

  private static func words(_ basis: Basis) -> String { word(basis) + "s" }

  private static func counted(_ count: Int, _ basis: Basis) -> String {
    "\(count) \(count == 1 ? word(basis) : words(basis))"
  }
}
