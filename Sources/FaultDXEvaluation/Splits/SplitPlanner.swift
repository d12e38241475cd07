import FaultDXSignal

/// Finds the strongest split that the data allow.
struct SplitPlanner {
  struct Plan {
    var pieces: [Split.Piece]
    var testBasis: Split.Basis?
    var validationBasis: Split.Basis
  }

  let sources: [Split.Source]
  let configuration: Split.Configuration
  /// The classes, sorted.
  let labels: [String]
  /// The recordings that hold a window, in an order that does not depend on the order of the input.
  let usable: [Int]
  /// The recordings of each class, in the order of `usable`.
  let members: [[Int]]
  /// Groups that are the only one of a class: their recordings are shared out instead.
  let loneGroups: Set<String>

  init(_ sources: [Split.Source], _ configuration: Split.Configuration) throws(SplitError) {
    guard !sources.isEmpty else { throw .noRecordings }
    self.sources = sources
    self.configuration = configuration
    usable = sources.indices
      .filter { sources[$0].frames >= configuration.windowLength }
      .sorted { Self.key(sources[$0], $0) < Self.key(sources[$1], $1) }
    labels = Set(sources.map(\.label)).sorted()
    let byLabel = Dictionary(grouping: usable) { sources[$0].label }
    members = labels.map { byLabel[$0] ?? [] }
    loneGroups = Split.loneGroups(usable.map { sources[$0] })
    for (label, members) in zip(labels, members) where members.isEmpty {
      let longest = sources.filter { $0.label == label }.map(\.frames).max() ?? 0
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
    for basis in [Split.Basis.groups, .recordings] {
      if basis == .groups, !usable.contains(where: { isWhole(sources[$0].group) }) { continue }
      if let plan = plan(by: basis) { return plan }
    }
    return try planByTime()
  }

  /// A plan that keeps units whole; `nil` where a class has too few.
  private func plan(by basis: Split.Basis) -> Plan? {
    let units = SplitUnits(usable.map { (unit(of: $0, by: basis), label(of: $0)) }, labels.count)
    let fewest = units.countByLabel.min() ?? 0
    let wantsTest = !configuration.hasSeparateTest
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
      pieces: pieces, testBasis: wantsTest ? basis : nil,
      validationBasis: hasValidationUnits ? basis : .time)
  }

  private func planByTime() throws(SplitError) -> Plan {
    var parts: [(Split.Role, Double)] = [(.validation, configuration.validationFraction)]
    if !configuration.hasSeparateTest { parts.append((.test, configuration.testFraction)) }
    var pieces: [Split.Piece] = []
    for (label, members) in zip(labels, members) {
      guard let cut = stretches(of: members, into: parts) else {
        throw .tooLittle(
          label: label, recordings: members.count,
          longest: members.map { sources[$0].frames }.max() ?? 0,
          needed: framesNeeded(parts.count), roles: parts.count + 1)
      }
      pieces += cut
    }
    return Plan(
      pieces: pieces, testBasis: configuration.hasSeparateTest ? nil : .time,
      validationBasis: .time)
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

  private func whole(_ recording: Int, _ role: Split.Role) -> Split.Piece {
    Split.Piece(recording: recording, role: role, frames: 0..<sources[recording].frames)
  }

  /// What must not be on both sides.
  ///
  /// Groups and identities have names of their own, kept apart by a mark.
  private func unit(of recording: Int, by basis: Split.Basis) -> String {
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

  private func label(of recording: Int) -> Int {
    labels.firstIndex(of: sources[recording].label) ?? 0
  }
}
