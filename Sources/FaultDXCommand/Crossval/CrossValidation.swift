import FaultDXEvaluation
import FaultDXSignal

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

  let folds: Folds
  let results: [FoldResult]
  let labels: [String]
  let inputs: [String]
  let seed: UInt64
  let recordings: Int
  let groups: Int
  let windowLength: Int
  let sampleRate: Double?
  /// Everything that was said of every tested window: each as if it had been one test.
  let pooled: Comparison

  init(
    folds: Folds, results: [FoldResult], prepared: PreparedRecordings, inputs: [String],
    seed: UInt64
  ) {
    self.folds = folds
    self.results = results
    self.inputs = inputs
    self.seed = seed
    labels = prepared.labels
    recordings = prepared.recordings.count
    groups = Set(prepared.recordings.compactMap(\.group)).count
    windowLength = prepared.format.windowLength
    sampleRate = prepared.format.sampleRate
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

  /// What training and test share that they must not, in any fold.
  var leaks: [String] { unique(\.test.leaks) }

  /// What they share because the test is another question, in any fold.
  var warnings: [String] { unique(\.test.warnings) }

  private func unique(_ sentences: (FoldResult) -> [String]) -> [String] {
    var found: [String] = []
    for sentence in results.flatMap(sentences) where !found.contains(sentence) {
      found.append(sentence)
    }
    return found
  }

  /// The mean of a figure of one classifier over the folds.
  func spread(_ name: String, _ figure: (Comparison.Row) -> Double) -> Spread {
    Spread(
      results.compactMap { result in
        result.comparison.rows.first { $0.name == name }.map(figure)
      })
  }

  /// The groups that are the only one of a class, which are on both sides of some fold.
  var dividedGroups: [String] {
    let divided = results.flatMap { result in
      let split = result.fold.split
      return Set(split.units(in: .test)).intersection(
        split.units(in: .training) + split.units(in: .validation))
    }
    return Set(divided).sorted()
  }

  private var exception: String {
    let groups = dividedGroups
    return groups.isEmpty
      ? ""
      : " but \(groups.joined(separator: ", ")), the only one of "
        + "\(groups.count == 1 ? "its class" : "their classes"): there, no tested recording was"
  }

  /// What the folds are, in one sentence.
  var kind: String {
    let count = "\(results.count) \(results.count == 1 ? "fold" : "folds")"
    return switch (folds.basis, results.first?.fold.split.configuration.given) {
    case (.groups?, _): "\(count) by group: no tested group was trained on\(exception)."
    case (.recordings?, _): "\(count) by recording: no tested recording was trained on."
    case (.time?, _):
      "\(count) by stretches of time, \(windowLength) frames left out at each cut: every recording was "
        + "trained on at other times."
    case (.windows?, _):
      "LEAKING: \(count) by random windows: neighbours of every tested window were trained on."
    case (nil, .leftOut(let column, _)?):
      "\(count) by \(column): of the tested value nothing was trained on."
    case (nil, _): "\(count)."
    }
  }
}
