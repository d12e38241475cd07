import FaultDX
import FaultDXEvaluation
import FaultDXStorage

/// Folds that something was measured in: what they are, and what is to be said of any figure from them.
struct MeasuredFolds {
  let folds: Folds
  /// What each fold tested, in their order.
  let tests: [MeasuredOn]
  let labels: [String]
  let inputs: [String]
  let seed: UInt64
  let recordings: Int
  let groups: Int
  /// Whether labels are numbers.
  let isNumeric: Bool
  let windowLength: Int
  let sampleRate: Double?

  init(_ plan: FoldPlan, tests: [MeasuredOn], seed: UInt64) {
    folds = plan.folds
    self.tests = tests
    inputs = plan.inputs
    self.seed = seed
    let prepared = plan.prepared
    labels = prepared.labels
    isNumeric = prepared.isNumeric
    recordings = prepared.recordings.count
    groups = Set(prepared.recordings.compactMap(\.group)).count
    windowLength = prepared.format.windowLength
    sampleRate = prepared.format.sampleRate
  }

  /// What training and test share that they must not, in any fold.
  var leaks: [String] { unique(\.leaks) }

  /// What they share because the test is another question, in any fold.
  var warnings: [String] { unique(\.warnings) }

  private func unique(_ sentences: (MeasuredOn) -> [String]) -> [String] {
    var found: [String] = []
    for sentence in tests.flatMap(sentences) where !found.contains(sentence) {
      found.append(sentence)
    }
    return found
  }

  /// The groups that are the only one of a class, which are on both sides of some fold.
  var dividedGroups: [String] {
    let divided = folds.folds.flatMap { fold in
      let split = fold.split
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
    let count = "\(tests.count) \(tests.count == 1 ? "fold" : "folds")"
    return switch (folds.basis, folds.folds.first?.split.configuration.given) {
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

  /// What is kept whole, or the column that is left out, in a word.
  var basis: String {
    if case .leftOut(let column, _)? = folds.folds.first?.split.configuration.given {
      return column
    }
    return folds.basis?.rawValue ?? ""
  }

  /// What every document about folds begins with.
  func json(schema: String) -> JSONObject {
    [
      "schema": .string(schema),
      "inputs": .array(inputs.map { .string($0) }),
      "kind": .string(kind),
      "basis": .string(basis),
      "leaks": .array(leaks.map { .string($0) }),
      "warnings": .array(warnings.map { .string($0) }),
      "notes": .array(folds.notes.map { .string($0) }),
      "seed": .string(String(seed)),
      "labels": .array(labels.map { .string($0) }),
      "recordings": .integer(recordings),
      "groups": .integer(groups),
      "windowLength": .integer(windowLength),
      "sampleRate": sampleRate.map { .number($0) } ?? .null,
    ]
  }

  /// The same for people.
  var lines: [String] {
    [
      kind,
      "\(recordings) recordings, " + (groups > 0 ? "\(groups) groups, " : "no groups known, ")
        + "\(isNumeric ? "numbers from \(labels.first ?? "") to \(labels.last ?? "")" : "\(labels.count) classes"); windows of \(windowLength) samples; seed \(seed).",
    ] + folds.notes + summary(leaks, "LEAKING, not independent: ")
      + summary(warnings, "NOT ANOTHER UNIT: ")
  }

  /// The first of sentences that differ from fold to fold in their names alone.
  private func summary(_ sentences: [String], _ mark: String) -> [String] {
    guard let first = sentences.first else { return [] }
    let others = sentences.count - 1
    return [
      mark + first + (others > 0 ? " (And \(others) more like it; --format json has all.)" : "")
    ]
  }
}
