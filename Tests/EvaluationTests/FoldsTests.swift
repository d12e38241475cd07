import FaultDXEvaluation
import FaultDXSignal
import Testing

struct FoldsTests {
  /// Units of a class, each with some recordings.
  private func sources(
    _ classes: [(label: String, units: Int, recordings: Int)], frames: Int = 1000,
    grouped: Bool = true
  ) -> [Split.Source] {
    classes.flatMap { entry in
      (0..<entry.units).flatMap { unit in
        (0..<entry.recordings).map { recording in
          Split.Source(
            identity: "\(entry.label)-\(unit)-\(recording)", label: entry.label,
            group: grouped ? "\(entry.label)\(unit)" : nil, frames: frames)
        }
      }
    }
  }

  private func configuration(seed: UInt64 = 1, basis: Split.Basis? = nil) -> Split.Configuration {
    Split.Configuration(windowLength: 10, hop: 10, seed: seed, basis: basis)
  }

  private func recordings(_ split: Split, _ role: Split.Role) -> Set<Int> {
    Set(split.pieces.filter { $0.role == role }.map(\.recording))
  }

  @Test func `every group is tested once, and chooses or trains nothing in that fold`() throws {
    let sources = sources([("a", 7, 2), ("b", 10, 1), ("c", 5, 3)])
    let folds = try Folds(sources, configuration: configuration())
    #expect(folds.basis == .groups)
    #expect(folds.folds.map(\.name) == (1...5).map { "fold \($0) of 5" })
    let tested = folds.folds.flatMap { recordings($0.split, .test).sorted() }
    #expect(tested.sorted() == Array(sources.indices))
    for fold in folds.folds {
      let units = Split.Role.allCases.map { Set(fold.split.units(in: $0)) }
      #expect(
        units[0].isDisjoint(with: units[1]) && units[2].isDisjoint(with: units[0].union(units[1])))
      #expect(units.reduce(0) { $0 + $1.count } == 22)
      for (label, share) in [("a", 1...2), ("b", 2...2), ("c", 1...1)] {
        #expect(share.contains(fold.split.amount(of: label, in: .test).groups), "\(label)")
        #expect(fold.split.amount(of: label, in: .validation).groups >= 1)
      }
      #expect(
        fold.split.meaning
          == "The test figure is measured on \(units[2].count) groups that training never saw.")
    }
  }

  @Test func `folds do not depend on the order of the recordings, but on the seed`() throws {
    let sources = sources([("a", 7, 2), ("b", 10, 1)])
    func tested(_ sources: [Split.Source], seed: UInt64) throws -> [[String]] {
      try Folds(sources, configuration: configuration(seed: seed)).folds.map {
        $0.split.units(in: .test) + $0.split.units(in: .validation)
      }
    }
    let first = try tested(sources, seed: 1)
    #expect(try tested(sources.reversed(), seed: 1) == first)
    #expect(try tested(sources, seed: 2) != first)
  }

  @Test func `repetitions deal anew, and the first is that of one alone`() throws {
    let sources = sources([("a", 9, 1), ("b", 9, 1)])
    let folds = try Folds(sources, configuration: configuration(), count: 3, repeats: 2)
    #expect(folds.folds.map(\.repetition) == [1, 1, 1, 2, 2, 2])
    #expect(folds.folds[4].name == "fold 2 of 3, repetition 2 of 2")
    let once = try Folds(sources, configuration: configuration(), count: 3)
    #expect(folds.folds.prefix(3).map(\.split) == once.folds.map(\.split))
    let next = try Folds(sources, configuration: configuration(seed: 2), count: 3)
    #expect(folds.folds.suffix(3).map(\.split) == next.folds.map(\.split))
  }

  @Test func `boards with recordings of every class stay whole and are spread evenly`() throws {
    let sources = (0..<11).flatMap { board in
      ["ok", "low", "high"].map {
        Split.Source(
          identity: "\(board)\($0)", label: $0, group: "board \(board)", frames: 10)
      }
    }
    let folds = try Folds(sources, configuration: configuration(), count: 4)
    #expect(folds.folds.map { $0.split.units(in: .test).count }.sorted() == [2, 3, 3, 3])
    for fold in folds.folds {
      #expect(
        Set(fold.split.units(in: .test)).isDisjoint(with: fold.split.units(in: .training)))
      #expect(recordings(fold.split, .test).count == 3 * fold.split.units(in: .test).count)
    }
  }

  @Test func `the only group of a class is dealt by its recordings`() throws {
    let sources = sources([("normal", 1, 4), ("ball", 3, 2)])
    let folds = try Folds(sources, configuration: configuration())
    #expect(folds.basis == .groups)
    #expect(folds.folds.count == 3)
    for fold in folds.folds {
      #expect(fold.split.amount(of: "ball", in: .test).groups == 1)
      #expect((1...2).contains(fold.split.amount(of: "normal", in: .test).recordings))
    }
  }

  @Test func `a class with fewer units than folds is missing from some tests, which is said`()
    throws
  {
    let sources = sources([("a", 2, 1), ("b", 6, 1)])
    #expect(try Folds(sources, configuration: configuration()).folds.count == 2)
    let folds = try Folds(sources, configuration: configuration(), count: 4)
    #expect(folds.notes == ["a has 2 groups alone, so 2 of 4 folds test none of it."])
    #expect(folds.folds.count { $0.split.amount(of: "a", in: .test).groups == 0 } == 2)
    #expect(
      throws: SplitError.tooFewUnits(label: "b", basis: .groups, found: 6, needed: 7)
    ) { try Folds(sources, configuration: configuration(), count: 7) }
  }

  @Test func `without groups recordings are dealt, without recordings time`() throws {
    let many = sources([("a", 5, 1), ("b", 5, 1)], grouped: false)
    #expect(try Folds(many, configuration: configuration()).basis == .recordings)
    #expect(throws: SplitError.noGroups) {
      try Folds(many, configuration: configuration(basis: .groups))
    }
    let few = sources([("a", 1, 1), ("b", 1, 1)], grouped: false)
    #expect(try Folds(few, configuration: configuration()).basis == .time)
    #expect(
      throws: SplitError.tooFewUnits(label: "a", basis: .recordings, found: 1, needed: 2)
    ) { try Folds(few, configuration: configuration(basis: .recordings)) }
    #expect(throws: SplitError.tooFewFolds(basis: .time, found: 2)) {
      try Folds(few, configuration: configuration(), count: 2)
    }
  }

  @Test(arguments: [3, 5, 7])
  func `by time every frame is tested once, a window from what trains and chooses`(count: Int)
    throws
  {
    let sources = sources([("a", 1, 2), ("b", 1, 1)], frames: 1001)
    let folds = try Folds(sources, configuration: configuration(basis: .time), count: count)
    #expect(folds.folds.count == count)
    for recording in sources.indices {
      let tested = folds.folds.flatMap { fold in
        fold.split.pieces.filter { $0.recording == recording && $0.role == .test }.map(\.frames)
      }
      #expect(tested.flatMap { Array($0) } == Array(0..<1001))
    }
    for fold in folds.folds {
      for recording in sources.indices {
        let pieces = fold.split.pieces.filter { $0.recording == recording }
        #expect(Set(pieces.map(\.role)).count == 3)
        for (left, right) in zip(pieces, pieces.dropFirst()) {
          #expect(right.frames.lowerBound - left.frames.upperBound == 10)
          #expect(left.role != right.role)
        }
      }
    }
    let short = self.sources([("a", 1, 1), ("b", 1, 1)], frames: 30 * count - 1)
    #expect(
      throws: SplitError.tooLittle(
        label: "a", recordings: 1, longest: 30 * count - 1, needed: 30 * count, roles: count)
    ) { try Folds(short, configuration: configuration(basis: .time), count: count) }
  }

  @Test func `by random windows every window is tested once, and the sentence says that it leaks`()
    throws
  {
    let sources = sources([("a", 2, 2), ("b", 3, 1)], frames: 109)
    let folds = try Folds(sources, configuration: configuration(basis: .windows), count: 5)
    let tested = folds.folds.flatMap { $0.split.windows(in: .test) }
    #expect(tested.count == 70 && Set(tested).count == 70)
    for fold in folds.folds {
      #expect(fold.split.windows(in: .test).count == 14)
      #expect(fold.split.windows(in: .validation).count == 14)
      #expect(fold.split.explanation[0].hasPrefix("LEAKING split by random windows"))
      #expect(fold.split.meaning.contains("it leaks"))
    }
  }

  @Test func `a column is left out value by value, in the order of numbers`() throws {
    let sources = sources([("a", 3, 3), ("b", 3, 3)])
    let loads = sources.indices.map { ["0", "10", "3"][$0 % 3] }
    let folds = try Folds(
      sources, leavingOut: "load", values: loads, configuration: configuration())
    #expect(folds.basis == nil)
    #expect(folds.folds.map(\.name) == ["load = 0", "load = 3", "load = 10"])
    for (fold, load) in zip(folds.folds, ["0", "3", "10"]) {
      #expect(recordings(fold.split, .test) == Set(loads.indices.filter { loads[$0] == load }))
      #expect(
        recordings(fold.split, .training).isDisjoint(with: recordings(fold.split, .validation)))
      // Every unit is on both sides, so other recordings choose, and no unit is taken from training.
      #expect(fold.split.validationBasis == .recordings)
      #expect(fold.split.units(in: .training).count == 6)
      #expect(fold.split.meaning.contains("of each of which training saw other recordings"))
      #expect(
        fold.split.explanation[0]
          == "Left out of training: load = \(load); validation split by recording from the rest.")
    }
    let one = try Folds(
      sources, leavingOut: "load", values: loads, only: "3.0", configuration: configuration())
    #expect(one.folds == [folds.folds[1]])
  }

  @Test func `what cannot be left out trains, and is said`() throws {
    let sources = sources([("normal", 1, 3), ("a", 3, 2), ("b", 3, 2)])
    let sizes = sources.map { $0.label == "normal" ? nil : $0.group.map { String($0.suffix(1)) } }
    let folds = try Folds(
      sources, leavingOut: "size", values: sizes, configuration: configuration())
    #expect(folds.folds.map(\.name) == ["size = 0", "size = 1", "size = 2"])
    #expect(
      folds.notes == [
        "3 of 15 recordings have no size: they train in every fold and are tested in none."
      ])
    for fold in folds.folds {
      #expect(fold.split.amount(of: "normal", in: .test).recordings == 0)
      #expect(fold.split.validationBasis == .groups)
      #expect(fold.split.meaning.hasSuffix("4 recordings, on 2 groups that training never saw."))
    }
    let kinds = sources.map {
      $0.label == "normal" ? "sound" : $0.group.map { String($0.suffix(1)) }
    }
    let others = try Folds(
      sources, leavingOut: "kind", values: kinds, configuration: configuration())
    #expect(others.folds.count == 3)
    #expect(others.notes == ["kind = sound is not left out: it has every recording of normal."])
    #expect(throws: SplitError.nothingToTrainOn(label: "normal")) {
      try Folds(
        sources, leavingOut: "kind", values: kinds, only: "sound", configuration: configuration())
    }
    #expect(throws: SplitError.noSuchValue(column: "size", value: "7", known: ["0", "1", "2"])) {
      try Folds(
        sources, leavingOut: "size", values: sizes, only: "7", configuration: configuration())
    }
    #expect(throws: SplitError.oneValue(column: "x", found: [])) {
      try Folds(
        sources, leavingOut: "x", values: sources.map { _ in nil }, configuration: configuration())
    }
  }
}
