import FaultDXSignal

/// What training and test share by what is known of them: frames of one recording, and physical units.
struct SideComparison {
  let findings: [DataAudit.Finding]

  init(_ recordings: [Recording], _ sides: DataAudit.Sides?) {
    guard let sides else {
      findings = []
      return
    }
    findings =
      Self.windows(recordings, sides) + Self.names(recordings, sides)
      + Self.groups(recordings, sides)
  }

  /// Stretches of one recording that overlap, or lie closer than a window.
  private static func windows(
    _ recordings: [Recording], _ sides: DataAudit.Sides
  ) -> [DataAudit.Finding] {
    var overlapping = Contact()
    var adjacent = Contact()
    for (recording, pieces) in Dictionary(grouping: sides.pieces, by: \.recording).sorted(
      by: { $0.key < $1.key })
    {
      let test = pieces.filter { $0.role == .test }
      let others = pieces.filter { $0.role != .test }.map(\.frames).sorted {
        $0.lowerBound < $1.lowerBound
      }
      guard !test.isEmpty, !others.isEmpty else { continue }
      let name = recordings[recording].shortName
      for piece in test {
        let distance = distance(from: piece.frames, to: others)
        if distance < 0 {
          overlapping.add(name)
        } else if distance < sides.windowLength {
          adjacent.add(name)
        }
      }
    }
    let tested = sides.pieces.count { $0.role == .test }
    var findings: [DataAudit.Finding] = []
    if overlapping.count > 0 {
      findings.append(
        .init(
          .sharedSamples, .leak,
          "\(overlapping.count) of \(counted(tested, "test stretch", plural: "test stretches")) have samples in common "
            + "with training windows of the same recording (\(enumerated(overlapping.names))): a model "
            + "that remembers samples gets them right.",
          recordings: overlapping.names,
          figures: [.init("overlapping", Double(overlapping.count)), .init("of", Double(tested))]))
    }
    if adjacent.count > 0 {
      findings.append(
        .init(
          .adjacentWindows, .leak,
          "\(adjacent.count) of \(counted(tested, "test stretch", plural: "test stretches")) lie beside training "
            + "windows of the same recording with less than a window between them "
            + "(\(enumerated(adjacent.names))): neighbours resemble each other whatever the fault.",
          recordings: adjacent.names,
          figures: [.init("adjacent", Double(adjacent.count)), .init("of", Double(tested))]))
    }
    return findings
  }

  private struct Contact {
    var count = 0
    var names: [String] = []

    mutating func add(_ name: String) {
      count += 1
      if names.last != name { names.append(name) }
    }
  }

  /// Frames between a stretch and the nearest of others, sorted by their beginnings; negative where they
  /// overlap.
  private static func distance(from frames: Range<Int>, to others: [Range<Int>]) -> Int {
    var (low, high) = (0, others.count)
    while low < high {
      let middle = (low + high) / 2
      if others[middle].lowerBound < frames.lowerBound {
        low = middle + 1
      } else {
        high = middle
      }
    }
    // Stretches of training do not contain each other, so the nearest are beside the place.
    var nearest = Int.max
    for index in max(0, low - 2)..<min(others.count, low + 2) {
      let other = others[index]
      nearest = min(
        nearest,
        max(other.lowerBound - frames.upperBound, frames.lowerBound - other.upperBound))
    }
    // Touching stretches have no frame between them, and none in common.
    return nearest
  }

  /// The same recording by name, under two positions.
  private static func names(
    _ recordings: [Recording], _ sides: DataAudit.Sides
  ) -> [DataAudit.Finding] {
    var places: [String: [Int]] = [:]
    for (index, recording) in recordings.enumerated() {
      places[recording.identity, default: []].append(index)
    }
    let roles = SideRoles(sides, count: recordings.count)
    let shared = places.filter { _, places in
      places.count > 1
        && places.contains { roles.tests($0) } && places.contains { roles.trains($0) }
    }.keys.sorted()
    guard !shared.isEmpty else { return [] }
    return [
      .init(
        .duplicate, .leak,
        "\(counted(shared.count, "recording")) of the test \(shared.count == 1 ? "is" : "are") in "
          + "training too (\(enumerated(shared))).",
        recordings: shared, figures: [.init("recordings", Double(shared.count))])
    ]
  }

  /// Units with recordings on both sides.
  private static func groups(
    _ recordings: [Recording], _ sides: DataAudit.Sides
  ) -> [DataAudit.Finding] {
    let roles = SideRoles(sides, count: recordings.count)
    var trained: [String: [Int]] = [:]
    var tested: [String: [Int]] = [:]
    for (index, recording) in recordings.enumerated() {
      guard let group = recording.group else { continue }
      if roles.tests(index) { tested[group, default: []].append(index) }
      if roles.trains(index) { trained[group, default: []].append(index) }
    }
    let shared = tested.keys.filter { trained[$0] != nil }.sorted()
    guard !shared.isEmpty else { return [] }
    let lone = sides.isSeparateTest ? [] : loneGroups(recordings)
    let conditions = DeclaredConditions(recordings)
    var leaking: [String] = []
    var unavoidable: [String] = []
    var meant: [String] = []
    var differing: [String] = []
    var differences: Set<DeclaredConditions.Difference> = []
    for group in shared {
      let found = conditions.differences(
        training: trained[group] ?? [], test: tested[group] ?? [])
      if !found.isEmpty {
        differing.append(group)
        differences.formUnion(found)
      } else if sides.condition != nil {
        meant.append(group)
      } else if lone.contains(group) {
        unavoidable.append(group)
      } else {
        leaking.append(group)
      }
    }
    let count = tested.count
    var findings: [DataAudit.Finding] = []
    if !leaking.isEmpty { findings.append(finding(leaking, .leak, of: count, "")) }
    if !differing.isEmpty {
      findings.append(finding(differing, of: count, differences))
    }
    if !meant.isEmpty, let condition = sides.condition {
      findings.append(
        finding(
          meant, .suspicious, of: count, ", as is meant where the test is another \(condition)"))
    }
    if !unavoidable.isEmpty {
      findings.append(
        finding(
          unavoidable, .suspicious, of: count, ", as cannot be helped where a class has one alone"))
    }
    return findings
  }

  /// The only units of their classes, which cannot be kept out of one side.
  private static func loneGroups(_ recordings: [Recording]) -> Set<String> {
    var unitsOfClass: [String: Set<String>] = [:]
    for recording in recordings {
      guard let group = recording.group, let label = recording.label else { continue }
      unitsOfClass[label, default: []].insert(group)
    }
    return Set(unitsOfClass.values.filter { $0.count == 1 }.joined())
  }

  private static func finding(
    _ groups: [String], _ grade: DataAudit.Grade, of tested: Int, _ reason: String
  ) -> DataAudit.Finding {
    let verb = groups.count == 1 ? "is" : "are"
    return .init(
      .sharedGroup, grade,
      "\(groups.count) of \(counted(tested, "group")) in the test \(verb) in training too"
        + "\(reason) (\(enumerated(groups))): the figure says how well known units are recognised, "
        + "nothing about another one.",
      recordings: groups,
      figures: [.init("groups", Double(groups.count)), .init("of", Double(tested))])
  }

  /// Units on both sides that were measured under other conditions: all of them are listed, because what
  /// the figure stands for depends on it.
  private static func finding(
    _ groups: [String], of tested: Int, _ differences: Set<DeclaredConditions.Difference>
  ) -> DataAudit.Finding {
    let verb = groups.count == 1 ? "is" : "are"
    let conditions = enumerated(differences.map(\.description).sorted())
    return .init(
      .sharedGroup, .suspicious,
      "\(groups.count) of \(counted(tested, "group")) in the test \(verb) in training too, under another "
        + "condition (\(conditions)): the figure is for another condition on the same groups, and "
        + "says nothing about another one. They are "
        + "\(enumerated(groups, limit: DataAudit.Finding.named)).",
      recordings: groups,
      figures: [.init("groups", Double(groups.count)), .init("of", Double(tested))])
  }
}

/// Which recordings train and which measure.
struct SideRoles {
  private var training: [Bool]
  private var test: [Bool]

  init(_ sides: DataAudit.Sides?, count: Int) {
    training = [Bool](repeating: false, count: count)
    test = training
    for piece in sides?.pieces ?? [] {
      if piece.role == .test {
        test[piece.recording] = true
      } else {
        training[piece.recording] = true
      }
    }
  }

  func trains(_ recording: Int) -> Bool { training[recording] }

  func tests(_ recording: Int) -> Bool { test[recording] }

  /// Whether two recordings are on different sides.
  func separates(_ first: Int, _ second: Int) -> Bool {
    (test[first] && training[second]) || (test[second] && training[first])
  }
}
