import FaultDXEvaluation

/// The folds of a cross-validation together.
struct CrossValidation {
  /// The mean of a figure over the folds, and how it scatters.
  struct Spread {
    let mean: Double
    /// The standard deviation over folds; `nil` for one fold.
    let deviation: Double?

    init(_ values: [Double]) {
      let mean = values.reduce(0, +) / Double(max(values.count, 1))
      self.mean = mean
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      deviation = values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : nil
    }
  }

  let setting: MeasuredFolds
  let results: [FoldResult]
  /// Everything that was said of every tested window: each as if it had been one test.
  let pooled: Comparison
  /// How sure the networks of all folds were, and how sure they might be; `nil` without networks.
  let certainty: CertaintyReport?

  init(_ setting: MeasuredFolds, results: [FoldResult]) {
    self.setting = setting
    self.results = results
    let seed = setting.seed
    var said = results.first?.certainty
    for result in results.dropFirst() {
      if let further = result.certainty { said?.add(further) }
    }
    certainty = said.map(CertaintyReport.init)
    // A class may have too few windows for one of them in some fold, which then has no pooled figure.
    let names = results.first?.comparison.baselines.map(\.name) ?? []
    let everywhere = names.filter { name in
      results.allSatisfy { $0.comparison.baselines.contains { $0.name == name } }
    }
    func joined(_ name: String) -> Comparison.Row? {
      let rows = results.compactMap { result in
        result.comparison.rows.first { $0.name == name }
      }
      guard let first = rows.first, rows.count == results.count else { return nil }
      return Comparison.Row(
        first.name, Predictions(joining: rows.map(\.windows)),
        Predictions(joining: rows.map(\.recordings)), seed: seed)
    }
    var notes: [String] = []
    for note in results.flatMap(\.comparison.notes) where !notes.contains(note) {
      notes.append(note)
    }
    pooled = Comparison(
      baselines: everywhere.compactMap(joined),
      network: results.first?.comparison.network.flatMap { joined($0.name) }, notes: notes,
      seed: seed)
  }

  /// The mean of a figure of one classifier over the folds.
  func spread(_ name: String, _ figure: (Comparison.Row) -> Double) -> Spread {
    Spread(
      results.compactMap { result in
        result.comparison.rows.first { $0.name == name }.map(figure)
      })
  }
}
