import FaultDXEvaluation
import FaultDXSignal
import Testing

struct SplitTests {
  /// Recordings of `groups` physical units for each class, each unit measured `recordings` times.
  private func sources(
    _ classes: [(label: String, groups: Int?, recordings: Int, frames: Int)]
  ) -> [Split.Source] {
    classes.flatMap { entry in
      (0..<(entry.groups ?? 1)).flatMap { group in
        (0..<entry.recordings).map { recording in
          Split.Source(
            identity: "\(entry.label)-\(group)-\(recording)", label: entry.label,
            group: entry.groups == nil ? nil : "\(entry.label)-unit\(group)", frames: entry.frames)
        }
      }
    }
  }

  private func configuration(seed: UInt64 = 1, separate: Bool = false) -> Split.Configuration {
    Split.Configuration(windowLength: 100, hop: 50, seed: seed, hasSeparateTest: separate)
  }

  @Test func `groups are kept whole where each class has three`() throws {
    let split = try Split(
      sources([("a", 5, 2, 1000), ("b", 3, 2, 1000)]), configuration: configuration())
    #expect(split.testBasis == .groups)
    #expect(split.validationBasis == .groups)
    #expect(split.amount(of: "a", in: .training).groups == 3)
    #expect(split.amount(of: "b", in: .test).recordings == 2)
    #expect(
      split.explanation == [
        "Split by group: no group is in two parts.",
        "a: training 3 groups (114 windows), validation 1 group (38 windows), "
          + "test 1 group (38 windows).",
        "b: training 1 group (38 windows), validation 1 group (38 windows), "
          + "test 1 group (38 windows).",
        "The test figure is measured on 2 groups that training never saw.",
        "Validation is measured on 2 groups that training never saw.",
      ])
  }

  @Test func `validation given back to training leaves the test as it was`() throws {
    let byGroup = try Split(
      sources([("a", 5, 2, 1000), ("b", 3, 2, 1000)]), configuration: configuration())
    let whole = byGroup.withoutValidation
    #expect(whole.validationBasis == nil && whole.units(in: .validation).isEmpty)
    #expect(whole.units(in: .test) == byGroup.units(in: .test))
    #expect(
      Set(whole.units(in: .training))
        == Set(byGroup.units(in: .training)).union(byGroup.units(in: .validation)))
    #expect(
      whole.explanation == [
        "Split by group: no group is in two parts.",
        "a: training 4 groups (152 windows), test 1 group (38 windows).",
        "b: training 2 groups (76 windows), test 1 group (38 windows).",
        "The test figure is measured on 2 groups that training never saw.",
      ])

    // One long recording of each class: what only a cut to validation parted is one stretch again.
    let byTime = try Split(
      sources([("a", nil, 1, 4000), ("b", nil, 1, 4000)]), configuration: configuration())
    #expect(
      byTime.pieces.map(\.role) == [.training, .validation, .test, .training, .validation, .test])
    let joined = byTime.withoutValidation
    #expect(joined.pieces.map(\.role) == [.training, .test, .training, .test])
    #expect(joined.pieces[0].frames == 0..<byTime.pieces[1].frames.upperBound)
    #expect(joined.pieces[1] == byTime.pieces[2])

    let all = try Split(
      sources([("a", 3, 1, 1000), ("b", 3, 1, 1000)]), configuration: configuration(separate: true)
    ).withoutValidation
    #expect(
      all.explanation == [
        "All of these recordings are trained on.",
        "a: training 3 recordings (57 windows).", "b: training 3 recordings (57 windows).",
        "The test figure is measured on the separate test input.",
      ])
  }

  @Test func `with two groups the test is one and validation is cut from the other`() throws {
    let split = try Split(
      sources([("a", 2, 2, 1000), ("b", 4, 2, 1000)]), configuration: configuration())
    #expect(split.testBasis == .groups)
    #expect(split.validationBasis == .time)
    #expect(split.amount(of: "a", in: .test).groups == 1)
    #expect(
      split.explanation[0]
        == "Test split by group; validation cut by time from the training groups, "
        + "with 100 frames left out on both sides of each cut.")
    #expect(split.meaning == "The test figure is measured on 2 groups that training never saw.")
    #expect(
      split.explanation[4] == "Validation is measured on later stretches of 8 recordings that "
        + "training saw: it says nothing about another unit.")
  }

  @Test func `the only group of a class is split by recording, and the sentence says so`() throws {
    let split = try Split(
      sources([("normal", 1, 4, 1000), ("inner", 4, 4, 1000)]), configuration: configuration())
    #expect(split.testBasis == .groups)
    #expect(
      split.explanation[0]
        == "Split by group: no group is in two parts but normal-unit0, the only one of its class: "
        + "there, no recording is.")
    #expect(
      split.meaning
        == "The test figure is measured on 1 group that training never saw, and on other recordings of "
        + "1 group that it did see (normal-unit0).")
    #expect(split.amount(of: "inner", in: .training).groups == 2)
  }

  @Test func `without groups recordings are the units`() throws {
    let split = try Split(
      sources([("a", nil, 3, 1000), ("b", nil, 6, 1000)]), configuration: configuration())
    #expect(split.testBasis == .recordings)
    #expect(split.validationBasis == .recordings)
    #expect(split.meaning.contains("2 recordings that training never saw"))
    #expect(split.meaning.hasSuffix("a group column would tell."))
  }

  @Test func `one recording of a class makes it a split by time`() throws {
    let split = try Split(
      sources([("a", nil, 1, 1000), ("b", nil, 1, 2000)]), configuration: configuration())
    #expect(split.testBasis == .time)
    #expect(split.validationBasis == .time)
    #expect(
      split.pieces == [
        .init(recording: 0, role: .training, frames: 0..<360),
        .init(recording: 0, role: .validation, frames: 560..<680),
        .init(recording: 0, role: .test, frames: 880..<1000),
        .init(recording: 1, role: .training, frames: 0..<960),
        .init(recording: 1, role: .validation, frames: 1160..<1480),
        .init(recording: 1, role: .test, frames: 1680..<2000),
      ])
    #expect(
      split.meaning == "The test figure is measured on later stretches of 2 recordings that "
        + "training saw: it says nothing about another unit.")
    #expect(split.explanation[0].hasPrefix("Split by stretches of time, with 100 frames"))
  }

  @Test func `a separate test leaves only validation to cut`() throws {
    let units = try Split(
      sources([("a", 2, 1, 1000), ("b", 2, 1, 1000)]), configuration: configuration(separate: true))
    #expect(units.testBasis == nil)
    #expect(units.validationBasis == .groups)
    #expect(units.windows(in: .test).isEmpty)
    #expect(units.explanation.last == "The test figure is measured on the separate test input.")
    let time = try Split(
      sources([("a", nil, 1, 400), ("b", nil, 2, 400)]),
      configuration: configuration(separate: true))
    #expect(time.validationBasis == .time)
    #expect(time.amount(of: "a", in: .validation).windows == 1)
  }

  @Test func `recordings of one window each are shared out, however many`() throws {
    let split = try Split(
      sources([("a", nil, 1000, 100), ("b", nil, 3, 100)]), configuration: configuration())
    #expect(split.testBasis == .recordings)
    #expect(split.amount(of: "a", in: .test).windows == 200)
    #expect(split.amount(of: "a", in: .validation).windows == 200)
    #expect(split.amount(of: "b", in: .training).windows == 1)
  }

  @Test func `boards measured with every fault go whole to one part`() throws {
    let boards = (0..<40).flatMap { board in
      ["nominal", "r1+", "r1-", "c1+"].map {
        Split.Source(identity: "\(board)-\($0)", label: $0, group: "board \(board)", frames: 100)
      }
    }
    let split = try Split(boards, configuration: configuration())
    #expect(split.testBasis == .groups)
    for label in split.labels {
      #expect(split.amount(of: label, in: .test).groups == 8)
      #expect(split.amount(of: label, in: .validation).groups == 8)
    }
  }

  @Test func `copies of a recording stay together`() throws {
    let copies = sources([("a", nil, 4, 500), ("b", nil, 4, 500)])
    let split = try Split(copies + copies, configuration: configuration())
    for position in copies.indices {
      let roles = Set(
        split.pieces.filter { $0.recording % copies.count == position }.map(\.role))
      #expect(roles.count == 1)
    }
  }

  @Test func `what cannot be split is an error with figures`() {
    func message(_ sources: [Split.Source]) -> String? {
      do {
        _ = try Split(sources, configuration: configuration())
        return nil
      } catch { return error.description }
    }
    #expect(message([]) == "expected labelled recordings, found none")
    #expect(
      message(sources([("a", nil, 1, 699), ("b", nil, 9, 1000)]))
        == "class \"a\": expected 3 recordings or one of at least 700 frames, so that every role has "
        + "a window, found 1 of at most 699 frames")
    #expect(
      message(sources([("a", nil, 5, 99), ("b", nil, 9, 1000)]))
        == "class \"a\": expected a recording of at least one window of 100 frames, the longest has 99"
    )
    #expect(throws: SplitError.unlabelled("x.csv#2")) {
      try Split(
        [Recording(file: "x.csv", name: "2", samples: [1])], configuration: configuration())
    }
  }

  @Test func `recordings shorter than a window are named, not used`() throws {
    let split = try Split(
      sources([("a", nil, 3, 1000), ("b", nil, 3, 1000)])
        + [Split.Source(identity: "s", label: "a", frames: 99)], configuration: configuration())
    #expect(split.tooShort == [6])
    #expect(
      split.explanation.last == "1 recording shorter than one window of 100 frames is not used.")
  }

  @Test func `the random recordings call for every kind of split`() {
    var kinds: [String: Int] = [:]
    for seed in 0..<400 {
      let (sources, configuration, _) = randomCase(seed)
      let split = try? Split(sources, configuration: configuration)
      let kind = split.map {
        "\($0.testBasis?.rawValue ?? "separate") \($0.validationBasis?.rawValue ?? "none")"
      }
      kinds[kind ?? "error", default: 0] += 1
    }
    #expect(kinds.count == 9, "\(kinds)")
    #expect(kinds.values.allSatisfy { $0 >= 5 }, "\(kinds)")
  }

  @Test(arguments: 0..<400)
  func `no split leaks, whatever the recordings`(seed: Int) throws {
    let (sources, configuration, drawn) = randomCase(seed)
    var generator = drawn
    let split: Split
    do {
      split = try Split(sources, configuration: configuration)
    } catch {
      #expect(isJustified(error, sources, configuration))
      return
    }
    let roles: [Split.Role] =
      configuration.hasSeparateTest ? [.training, .validation] : Split.Role.allCases
    for label in split.labels {
      for role in roles { #expect(split.amount(of: label, in: role).windows > 0) }
    }
    #expect(Set(split.pieces.map(\.role)) == Set(roles))
    checkTime(split)
    for role in roles {
      #expect(split.windows(in: role).count == split.amount(in: role).windows)
    }
    if let basis = split.testBasis { checkUnits(split, basis, .test) }
    if let basis = split.validationBasis, basis != .time { checkUnits(split, basis, .validation) }

    var order = Array(sources.indices)
    generator.shuffle(&order)
    let again = try Split(order.map { sources[$0] }, configuration: configuration)
    let mapped = again.pieces.map {
      Split.Piece(recording: order[$0.recording], role: $0.role, frames: $0.frames)
    }
    #expect(
      mapped.sorted { ($0.recording, $0.frames.lowerBound) < ($1.recording, $1.frames.lowerBound) }
        == split.pieces)
    #expect(again.explanation == split.explanation)
  }

  @Test func `the seed draws the units`() throws {
    let sources = sources([("a", 10, 1, 500), ("b", 10, 1, 500)])
    let splits = try (0..<20).map {
      try Split(sources, configuration: configuration(seed: UInt64($0)))
    }
    #expect(Set(splits.map { $0.windows(in: .test).map(\.recording) }).count > 15)
  }

  private func randomCase(_ seed: Int) -> ([Split.Source], Split.Configuration, SplitMix) {
    var generator = SplitMix(state: UInt64(seed))
    let sources = randomSources(&generator)
    let window = [10, 64, 100][generator.below(3)]
    let configuration = Split.Configuration(
      windowLength: window, hop: 1 + generator.below(2 * window),
      validationFraction: 0.05 + 0.4 * generator.uniform(),
      testFraction: 0.05 + 0.4 * generator.uniform(), seed: UInt64(generator.below(5)),
      hasSeparateTest: generator.below(3) == 0)
    return (sources, configuration, generator)
  }

  private func randomSources(_ generator: inout SplitMix) -> [Split.Source] {
    let classes = 1 + generator.below(4)
    let kind = generator.below(4)
    let longest = [150, 400, 3000][generator.below(3)]
    var sources: [Split.Source] = []
    for label in 0..<classes {
      for recording in 0..<(1 + generator.below(8)) {
        let group: String? =
          switch kind {
          case 0: nil
          case 1: "\(label) unit \(generator.below(6))"
          case 2: "unit \(generator.below(8))"
          default: generator.below(2) == 0 ? nil : "unit \(generator.below(4))"
          }
        sources.append(
          Split.Source(
            identity: "\(label) recording \(recording)", label: "class \(label)", group: group,
            frames: generator.below(longest)))
      }
    }
    return sources
  }

  private func isJustified(
    _ error: SplitError, _ sources: [Split.Source], _ configuration: Split.Configuration
  ) -> Bool {
    let window = configuration.windowLength
    let cuts = configuration.hasSeparateTest ? 1 : 2
    return Set(sources.map(\.label)).contains { label in
      let usable = sources.filter { $0.label == label && $0.frames >= window }
      switch error {
      case .shorterThanWindow(label, _, window): return usable.isEmpty
      case .tooLittle(label, usable.count, _, _, _):
        return usable.count <= 2 * cuts && usable.allSatisfy { $0.frames < (3 * cuts + 1) * window }
          || usable.count(where: { $0.frames < (3 * cuts + 1) * window }) <= cuts
      default: return false
      }
    }
  }

  /// Pieces lie within their recordings, and cuts have a window's gap on both sides.
  private func checkTime(_ split: Split) {
    let window = split.configuration.windowLength
    for (recording, source) in split.sources.enumerated() {
      let pieces = split.pieces.filter { $0.recording == recording }
      #expect(pieces.isEmpty == (source.frames < window))
      for piece in pieces {
        #expect(piece.frames.lowerBound >= 0 && piece.frames.upperBound <= source.frames)
        #expect(piece.frames.count >= window)
      }
      for (earlier, later) in zip(pieces, pieces.dropFirst()) {
        #expect(later.frames.lowerBound - earlier.frames.upperBound >= 2 * window)
        #expect(earlier.role != later.role)
      }
    }
  }

  /// No unit is in the role and elsewhere.
  private func checkUnits(_ split: Split, _ basis: Split.Basis, _ role: Split.Role) {
    guard basis != .time else { return }
    let lone = Split.loneGroups(
      split.sources.filter { $0.frames >= split.configuration.windowLength })
    func units(_ isIn: (Split.Role) -> Bool) -> Set<String> {
      Set(
        split.pieces.filter { isIn($0.role) }.map {
          let source = split.sources[$0.recording]
          let group = source.group.flatMap { lone.contains($0) ? nil : $0 }
          return basis == .groups ? group ?? source.identity : source.identity
        })
    }
    #expect(units { $0 == role }.isDisjoint(with: units { $0 != role }))
  }

  @Test(arguments: [
    (Split.Basis.groups, "Split by group: no group is in two parts."),
    (.recordings, "Split by recording: no recording is in two parts."),
    (.time, "Split by stretches of time, with 100 frames left out on both sides of each cut."),
  ])
  func `what is to be kept whole can be said`(basis: Split.Basis, sentence: String) throws {
    var configuration = configuration()
    configuration.basis = basis
    let split = try Split(
      sources([("a", 5, 2, 1000), ("b", 3, 2, 1000)]), configuration: configuration)
    #expect(split.testBasis == basis)
    #expect(split.validationBasis == basis)
    #expect(split.explanation[0] == sentence)
  }

  @Test func `random windows are on all sides, each on one`() throws {
    var configuration = configuration()
    configuration.basis = .windows
    let split = try Split(
      sources([("a", 5, 2, 1000), ("b", 3, 2, 1000)]), configuration: configuration)
    var windows: [Split.Window] = []
    for (role, count) in [(Split.Role.test, 20 + 12), (.validation, 20 + 12), (.training, 60 + 36)]
    {
      let pieces = split.pieces.filter { $0.role == role }
      #expect(pieces.allSatisfy { $0.frames.count.isMultiple(of: 100) })
      let cut = pieces.flatMap { piece in
        stride(from: piece.frames.lowerBound, to: piece.frames.upperBound, by: 100).map {
          Split.Window(recording: piece.recording, start: $0)
        }
      }
      #expect(cut.count == count)
      windows += cut
    }
    #expect(Set(windows).count == 160)
    #expect(split.testBasis == .windows)
    #expect(split.explanation[0].hasPrefix("LEAKING"))
  }

  @Test func `a published split is taken as it is, and validation cut where it has none`() throws {
    let plain = sources([("a", 5, 2, 1000), ("b", 5, 2, 1000)])
    let words = plain.indices.map { ["train", "TEST", "Training", "dev", "train"][$0 / 2 % 5] }
    var configuration = configuration()
    configuration.given = .published(column: "part")
    let whole = try Split(
      Split.sources(plain, asPublishedIn: "part", values: words), configuration: configuration)
    #expect(whole.explanation[0] == "Split as column \"part\" says; validation too.")
    for (index, word) in words.enumerated() {
      let role: Split.Role = word == "TEST" ? .test : word == "dev" ? .validation : .training
      #expect(
        whole.pieces.filter { $0.recording == index }
          == [Split.Piece(recording: index, role: role, frames: 0..<1000)])
    }
    let two = try Split(
      Split.sources(
        plain, asPublishedIn: "part", values: words.map { $0 == "dev" ? "train" : $0 }),
      configuration: configuration)
    #expect(
      two.explanation[0]
        == "Split as column \"part\" says; validation split by group from the rest.")
    #expect(two.units(in: .test) == ["a-unit1", "b-unit1"])
    #expect(
      two.meaning == "The test figure is measured on the recordings that column \"part\" calls the "
        + "test: 4 recordings, on 2 groups that training never saw.")
    #expect(
      throws: SplitError.notARole(recording: "a-0-0", column: "part", found: "spare")
    ) {
      try Split.sources(plain, asPublishedIn: "part", values: ["spare"] + words.dropFirst())
    }
    #expect(throws: SplitError.noTest(column: "part")) {
      try Split.sources(plain, asPublishedIn: "part", values: words.map { _ in "train" })
    }
  }
}
