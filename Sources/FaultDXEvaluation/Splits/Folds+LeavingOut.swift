import FaultDXSignal

extension Folds {
  /// Leaves out one value of a column after the other: all recordings with it are the test.
  ///
  /// - Parameters:
  ///   - sources: The recordings, without roles.
  ///   - column: The name of the column.
  ///   - values: What it says of each recording; those of which it says nothing always train.
  ///   - only: The one value to leave out; `nil` for each in turn.
  ///   - configuration: The seed, and how validation is cut from the rest.
  ///   - repeats: How often, each time with the next seed.
  /// - Throws: `SplitError` where the column does not tell recordings apart or a value takes a whole class. Of
  ///   several values those that do are not left out, which is noted.
  /// - Precondition: A value for each source.
  public init(
    _ sources: [Split.Source], leavingOut column: String, values: [String?],
    only: String? = nil, configuration: Split.Configuration, repeats: Int = 1
  ) throws(SplitError) {
    require(
      values.count == sources.count && repeats > 0,
      "\(values.count) values of a column do not pair with \(sources.count) recordings")
    let known = Set(values.compactMap { $0 }).sorted(by: Self.precedes)
    guard known.count > 1 || (known.count == 1 && values.contains(nil)) else {
      throw .oneValue(column: column, found: known)
    }
    var wanted = known
    if let only {
      wanted = known.filter { Self.isSame($0, only) }
      if wanted.isEmpty { throw .noSuchValue(column: column, value: only, known: known) }
    }
    var folds: [Fold] = []
    var notes: [String] = []
    var refusal: SplitError?
    for repetition in 0..<repeats {
      for value in wanted {
        var tested = sources
        for index in sources.indices where values[index] == value { tested[index].role = .test }
        var configuration = configuration
        configuration.given = .leftOut(column: column, value: value)
        configuration.seed = configuration.seed &+ UInt64(repetition)
        do throws(SplitError) {
          let name =
            "\(column) = \(value)"
            + (repeats > 1 ? ", repetition \(repetition + 1) of \(repeats)" : "")
          folds.append(
            Fold(
              name: name, repetition: repetition + 1,
              split: try Split(tested, configuration: configuration)))
        } catch {
          guard case .nothingToTrainOn(let label) = error, only == nil else { throw error }
          refusal = error
          if repetition == 0 {
            notes.append(
              "\(column) = \(value) is not left out: it has every recording of \(label).")
          }
        }
      }
    }
    if let refusal, folds.isEmpty { throw refusal }
    let without = values.count { $0 == nil }
    if without > 0 {
      notes.append(
        "\(without) of \(values.count) recordings have no \(column): they train in every fold and are "
          + "tested in none.")
    }
    self.init(folds: folds, basis: nil, notes: notes)
  }

  /// Numbers by their size, everything else by its letters.
  private static func precedes(_ left: String, _ right: String) -> Bool {
    if let a = Double(left), let b = Double(right), a != b { return a < b }
    return left < right
  }

  /// Whether two values are the same text or number: `3` and `3.0` are.
  private static func isSame(_ left: String, _ right: String) -> Bool {
    if left == right { return true }
    guard let a = Double(left), let b = Double(right) else { return false }
    return a == b
  }
}
