import FaultDXSignal

/// Several splits of the same recordings, so that each is tested once and none tests what it trained on.
///
/// Within each fold validation is cut from what is left for training, as strongly as that allows, so nothing
/// is ever chosen on what is tested:
///
///     let folds = try Folds(sources, configuration: configuration, count: 5)
///     for fold in folds.folds { print(fold.name, fold.split.units(in: .test)) }
public struct Folds: Sendable, Equatable {
  /// One split.
  public struct Fold: Sendable, Equatable {
    /// Which it is: `fold 2 of 5`, `load = 3`.
    public let name: String
    /// Which repetition it belongs to, from 1.
    public let repetition: Int
    /// What trains, chooses and is tested.
    public let split: Split
  }

  /// The splits, repetition by repetition.
  public let folds: [Fold]
  /// What is kept whole; `nil` where a column is left out value by value.
  public let basis: Split.Basis?
  /// What has to be known of them, in sentences.
  public let notes: [String]

  /// Folds where nothing says how many are wanted, as far as units reach.
  public static let usualCount = 5

  /// The same with another split in place of each.
  public func mapSplits(_ change: (Split) -> Split) -> Folds {
    Folds(
      folds: folds.map { Fold(name: $0.name, repetition: $0.repetition, split: change($0.split)) },
      basis: basis, notes: notes)
  }

  init(folds: [Fold], basis: Split.Basis?, notes: [String]) {
    self.folds = folds
    self.basis = basis
    self.notes = notes
  }

  /// Deals recordings to folds.
  ///
  /// - Parameters:
  ///   - sources: The recordings, without roles.
  ///   - configuration: What is kept whole, and the seed; every further repetition has the next seed.
  ///   - count: How many; `nil` for five, or as many as the class with the fewest units has.
  ///   - repeats: How often everything is dealt anew.
  /// - Throws: `SplitError` where a class has too little.
  /// - Precondition: At least two folds, one repetition, and no given role.
  public init(
    _ sources: [Split.Source], configuration: Split.Configuration, count: Int? = nil,
    repeats: Int = 1
  ) throws(SplitError) {
    require(
      repeats > 0 && count.map { $0 >= 2 } ?? true && sources.allSatisfy { $0.role == nil },
      "folds need at least one repetition of two, of recordings without a role")
    var configuration = configuration
    configuration.given = nil
    let planner = try SplitPlanner(sources, configuration)
    let basis = try Self.basis(planner)
    self.basis = basis
    var folds: [Fold] = []
    var notes: [String] = []
    for repetition in 0..<repeats {
      configuration.seed = planner.configuration.seed &+ UInt64(repetition)
      let splits =
        switch basis {
        case .groups, .recordings:
          try Self.byUnits(
            try SplitPlanner(sources, configuration), basis, count, &notes)
        case .time, .windows:
          try Self.byStretches(
            try SplitPlanner(sources, configuration), basis, count ?? Self.usualCount)
        }
      for (index, split) in splits.enumerated() {
        let name =
          "fold \(index + 1) of \(splits.count)"
          + (repeats > 1 ? ", repetition \(repetition + 1) of \(repeats)" : "")
        folds.append(Fold(name: name, repetition: repetition + 1, split: split))
      }
    }
    self.folds = folds
    self.notes = notes
  }

  /// The strongest basis that gives every class two units, or the one that is asked for.
  private static func basis(_ planner: SplitPlanner) throws(SplitError) -> Split.Basis {
    let asked = planner.configuration.basis
    for basis in [Split.Basis.groups, .recordings] where asked == nil || asked == basis {
      let isPossible =
        (basis != .groups || planner.hasWholeGroups)
        && (planner.units(by: basis).countByLabel.min() ?? 0) >= 2
      if isPossible { return basis }
      if asked != nil { throw planner.tooFewUnits(basis) }
    }
    return asked ?? .time
  }

  private static func byUnits(
    _ planner: SplitPlanner, _ basis: Split.Basis, _ count: Int?, _ notes: inout [String]
  ) throws(SplitError) -> [Split] {
    let counts = planner.units(by: basis).countByLabel
    let (fewest, most) = (counts.min() ?? 0, counts.max() ?? 0)
    let folds = count ?? min(usualCount, fewest)
    guard folds <= most else {
      let label = counts.firstIndex(of: most) ?? 0
      throw .tooFewUnits(
        label: planner.labels[label], basis: basis, found: most, needed: folds)
    }
    if notes.isEmpty {
      for (label, count) in zip(planner.labels, counts) where count < folds {
        notes.append(
          "\(label) has \(count) \(basis.rawValue) alone, so \(folds - count) of \(folds) folds test "
            + "none of it.")
      }
    }
    var splits: [Split] = []
    for members in FoldDeal(planner, by: basis).folds(folds, seed: planner.configuration.seed) {
      splits.append(try planner.split(testing: members, .fold(basis)))
    }
    return splits
  }

  private static func byStretches(
    _ planner: SplitPlanner, _ basis: Split.Basis, _ count: Int
  ) throws(SplitError) -> [Split] {
    guard count >= 3 else { throw .tooFewFolds(basis: basis, found: count) }
    var splits: [Split] = []
    for fold in 0..<count {
      let pieces =
        basis == .time
        ? try TimeBlocks(planner, count: count).pieces(fold: fold)
        : try RandomWindows(planner).pieces(parts: count) { position, all in
          // Nearly equal parts, whatever the number of windows.
          let part = position * count / all
          return part == fold ? .test : part == (fold + 1) % count ? .validation : .training
        }
      splits.append(
        Split(
          planner.sources, planner.configuration,
          plan: .init(pieces: pieces, testBasis: basis, validationBasis: basis)))
    }
    return splits
  }
}

extension SplitPlanner {
  /// The split that tests some recordings and plans the others.
  func split(testing members: [Int], _ given: Split.Given) throws(SplitError) -> Split {
    var sources = sources
    for member in members { sources[member].role = .test }
    var configuration = configuration
    configuration.given = given
    return try Split(sources, configuration: configuration)
  }
}
