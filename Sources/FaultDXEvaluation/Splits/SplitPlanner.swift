import FaultDXSignal

/// Finds the strongest split that the data allow.
struct SplitPlanner {
  struct Plan {
    var pieces: [Split.Piece]
    var testBasis: Split.Basis?
    var validationBasis: Split.Basis?
  }

  let sources: [Split.Source]
  let configuration: Split.Configuration
  /// The classes, sorted.
  let labels: [String]
  /// The recordings that hold a window and whose role is to be found, in an order that does not depend on
  /// the order of the input.
  let usable: [Int]
  /// The recordings that hold a window and whose role is given.
  let given: [Int]
  /// The recordings of each class, in the order of `usable`.
  let members: [[Int]]
  /// Groups that are the only one of a class: their recordings are shared out instead.
  let loneGroups: Set<String>

  init(_ sources: [Split.Source], _ configuration: Split.Configuration) throws(SplitError) {
    guard !sources.isEmpty else { throw .noRecordings }
    self.sources = sources
    self.configuration = configuration
    let long = sources.indices
      .filter { sources[$0].frames >= configuration.windowLength }
      .sorted { Self.key(sources[$0], $0) < Self.key(sources[$1], $1) }
    usable = long.filter { sources[$0].role == nil }
    given = long.filter { sources[$0].role != nil }
    labels = Set(sources.map(\.label)).sorted()
    let byLabel = Dictionary(grouping: usable) { sources[$0].label }
    members = labels.map { byLabel[$0] ?? [] }
    loneGroups = Split.loneGroups(usable.map { sources[$0] })
    let trained = Set(given.filter { sources[$0].role == .training }.map { sources[$0].label })
    for (label, members) in zip(labels, members) where members.isEmpty && !trained.contains(label) {
      let all = sources.filter { $0.label == label }
      let longest = all.map(\.frames).max() ?? 0
      guard longest < configuration.windowLength else { throw .nothingToTrainOn(label: label) }
      throw .shorterThanWindow(
        label: label, longest: longest, windowLength: configuration.windowLength)
    }
  }

  private static func key(
    _ source: Split.Source, _ position: Int
  ) -> (String, String, String, Int, Int) {
    (source.label, source.group ?? "", source.identity, source.frames, position)
  }

  func plan() throws(SplitError) -> Plan {
    let fixed = given.map { whole($0, sources[$0].role ?? .training) }
    // Whoever says what validation is leaves nothing to be found.
    if fixed.contains(where: { $0.role == .validation }) {
      return Plan(
        pieces: fixed + usable.map { whole($0, .training) }, testBasis: testBasis(nil),
        validationBasis: .recordings)
    }
    var plan = try planned()
    plan.pieces += fixed
    return plan
  }

  /// Roles for the recordings that have none: the strongest split, or the one that was asked for.
  ///
  /// Of what a given test leaves, validation is cut as asked or, where too few units are left, more
  /// weakly.
  private func planned() throws(SplitError) -> Plan {
    if configuration.basis == .windows { return try planByWindow() }
    let mayWeaken = configuration.basis == nil || !wantsTest
    let strongest = configuration.basis ?? (testsKnownGroups ? .recordings : .groups)
    for basis in [Split.Basis.groups, .recordings] {
      if strongest == .time || (strongest == .recordings && basis == .groups) { continue }
      if basis != .groups || hasWholeGroups, let plan = plan(by: basis) { return plan }
      if !mayWeaken { throw tooFewUnits(basis) }
    }
    return try planByTime()
  }

  /// Whether the test that is given has groups that are trained on, as another load of the same bearings has:
  /// then validation, like the test, is other recordings of them, and no group is taken from training.
  private var testsKnownGroups: Bool {
    guard let tested = configuration.given, tested != .fold(.groups) else { return false }
    let groups = Set(given.filter { sources[$0].role == .test }.compactMap { sources[$0].group })
    return usable.contains { sources[$0].group.map(groups.contains) ?? false }
  }

  /// Whether there is a group that can be kept on one side.
  var hasWholeGroups: Bool { usable.contains { isWhole(sources[$0].group) } }

  /// Whether a test is to be found.
  private var wantsTest: Bool { !configuration.hasSeparateTest && configuration.given == nil }

  /// What keeps the test apart, where it is of this split.
  private func testBasis(_ found: Split.Basis?) -> Split.Basis? {
    if case .fold(let basis)? = configuration.given { return basis }
    return wantsTest ? found : nil
  }

  /// Why a split by units is not to be had.
  func tooFewUnits(_ basis: Split.Basis) -> SplitError {
    if basis == .groups, !usable.contains(where: { sources[$0].group != nil }) { return .noGroups }
    let counts = units(by: basis).countByLabel
    let fewest = counts.indices.min { counts[$0] < counts[$1] } ?? 0
    return .tooFewUnits(label: labels[fewest], basis: basis, found: counts[fewest], needed: 2)
  }

  func units(by basis: Split.Basis) -> SplitUnits {
    SplitUnits(usable.map { (unit(of: $0, by: basis), label(of: $0)) }, labels.count)
  }

  /// A plan that keeps units whole; `nil` where a class has too few.
  private func plan(by basis: Split.Basis) -> Plan? {
    let units = units(by: basis)
    let fewest = zip(units.countByLabel, members).filter { !$1.isEmpty }.map(\.0).min() ?? 0
    guard fewest >= 2 else { return nil }
    var quotas: [(role: Split.Role, fraction: Double)] = []
    if wantsTest { quotas.append((.test, configuration.testFraction)) }
    let hasValidationUnits = !wantsTest || fewest >= 3
    if hasValidationUnits { quotas.append((.validation, configuration.validationFraction)) }
    guard let roles = units.assign(quotas, seed: configuration.seed) else { return nil }

    func role(of recording: Int) -> Split.Role {
      roles[unit(of: recording, by: basis)] ?? .training
    }
    var pieces: [Split.Piece] = []
    if hasValidationUnits {
      pieces = usable.map { whole($0, role(of: $0)) }
    } else {
      for members in members {
        let training = members.filter { role(of: $0) == .training }
        pieces += members.filter { role(of: $0) == .test }.map { whole($0, .test) }
        let cut = stretches(
          of: training, into: [(.validation, configuration.validationFraction)])
        guard let cut else { return nil }
        pieces += cut
      }
    }
    return Plan(
      pieces: pieces, testBasis: testBasis(basis),
      validationBasis: hasValidationUnits ? basis : .time)
  }

  private func planByTime() throws(SplitError) -> Plan {
    var parts: [(Split.Role, Double)] = [(.validation, configuration.validationFraction)]
    if wantsTest { parts.append((.test, configuration.testFraction)) }
    var pieces: [Split.Piece] = []
    for (label, members) in zip(labels, members) where !members.isEmpty {
      guard let cut = stretches(of: members, into: parts) else {
        throw .tooLittle(
          label: label, recordings: members.count,
          longest: members.map { sources[$0].frames }.max() ?? 0,
          needed: framesNeeded(parts.count), roles: parts.count + 1)
      }
      pieces += cut
    }
    return Plan(pieces: pieces, testBasis: testBasis(.time), validationBasis: .time)
  }

  /// Single windows of each class at random, neighbours on both sides of the test.
  private func planByWindow() throws(SplitError) -> Plan {
    let deal = RandomWindows(self)
    let fractions = [configuration.testFraction, configuration.validationFraction]
    let pieces = try deal.pieces(parts: wantsTest ? 3 : 2) { position, count in
      var end = 0.0
      let parts: [Split.Role] = wantsTest ? [.test, .validation] : [.validation]
      for (index, (role, fraction)) in zip(parts, fractions.suffix(parts.count)).enumerated() {
        end = max(Double(index + 1), end + fraction * Double(count))
        if Double(position) < end { return role }
      }
      return .training
    }
    return Plan(
      pieces: pieces, testBasis: testBasis(.windows), validationBasis: .windows)
  }

  /// Frames that a recording needs to be cut so often: a window in every part, and one lost on both sides
  /// of every cut.
  private func framesNeeded(_ cuts: Int) -> Int { (3 * cuts + 1) * configuration.windowLength }

  /// Cuts recordings of one class in time: training first, then the parts in order.
  ///
  /// Those too short to be cut are given to the roles as they are, if there are enough of them, else to
  /// training. `nil` where some role would stay empty.
  private func stretches(
    of recordings: [Int], into parts: [(role: Split.Role, fraction: Double)]
  ) -> [Split.Piece]? {
    let long = recordings.filter { sources[$0].frames >= framesNeeded(parts.count) }
    let short = recordings.filter { sources[$0].frames < framesNeeded(parts.count) }
    var pieces = long.flatMap { cut($0, into: parts) }
    let units = SplitUnits(short.map { (sources[$0].identity, 0) }, 1)
    if units.countByLabel[0] > parts.count,
      let roles = units.assign(parts, seed: configuration.seed)
    {
      pieces += short.map { whole($0, roles[sources[$0].identity] ?? .training) }
    } else if long.isEmpty {
      return nil
    } else {
      pieces += short.map { whole($0, .training) }
    }
    return pieces
  }

  private func cut(
    _ recording: Int, into parts: [(role: Split.Role, fraction: Double)]
  ) -> [Split.Piece] {
    let window = configuration.windowLength
    let frames = sources[recording].frames
    let usable = frames - 2 * window * parts.count
    var lengths = parts.map { max(window, Int(Double(usable) * $0.fraction)) }
    // Fractions are wishes; a window for training is not.
    while usable - lengths.reduce(0, +) < window {
      guard let longest = lengths.indices.max(by: { lengths[$0] < lengths[$1] }) else { break }
      lengths[longest] -= min(lengths[longest] - window, window + lengths.reduce(0, +) - usable)
    }
    var start = usable - lengths.reduce(0, +)
    var pieces = [Split.Piece(recording: recording, role: .training, frames: 0..<start)]
    for (part, length) in zip(parts, lengths) {
      start += 2 * window
      pieces.append(
        Split.Piece(recording: recording, role: part.role, frames: start..<(start + length)))
      start += length
    }
    return pieces
  }

  func whole(_ recording: Int, _ role: Split.Role) -> Split.Piece {
    Split.Piece(recording: recording, role: role, frames: 0..<sources[recording].frames)
  }

  /// What must not be on both sides.
  ///
  /// Groups and identities have names of their own, kept apart by a mark.
  func unit(of recording: Int, by basis: Split.Basis) -> String {
    let source = sources[recording]
    guard basis == .groups, let group = source.group, isWhole(group) else {
      return "recording \(source.identity)"
    }
    return "group \(group)"
  }

  /// Whether there is a group that can be kept on one side.
  private func isWhole(_ group: String?) -> Bool {
    group.map { !loneGroups.contains($0) } ?? false
  }

  func label(of recording: Int) -> Int {
    labels.firstIndex(of: sources[recording].label) ?? 0
  }
}
