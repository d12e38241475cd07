public import FaultDXEvaluation
import FaultDXSignal

/// Runs beside the first of them, on the recordings that both were measured on.
public struct RunComparison: Sendable {
  /// One run beside the first.
  public struct Pair: Sendable {
    /// Its place among the runs.
    public let run: Int
    /// Recordings that both were measured on.
    public let recordings: Int
    /// The accuracy by window less that of the first; `nil` where the two did not see as many windows of each.
    public let windows: PairedDifference?
    /// The same by recording.
    public let verdicts: PairedDifference
    /// The p value of turning the signs of the units' gains in all ways (`SignFlipTest`).
    public let p: Double
    /// The same, corrected for the number of pairs (Holm).
    public fileprivate(set) var adjusted: Double

    /// What is compared: windows where that can be, else recordings.
    public var difference: PairedDifference { windows ?? verdicts }
  }

  /// One run that estimates a number beside the first.
  public struct NumericPair: Sendable {
    /// Its place among the runs.
    public let run: Int
    /// Recordings that both were measured on.
    public let recordings: Int
    /// The mean error less that of the first, on these.
    public let difference: Double
    /// Its bounds at 95 %; `nil` where the units are too few.
    public let bounds: ClosedRange<Double>?
  }

  /// The runs, the one that the others are compared with first.
  public let runs: [RunRecord]
  /// Of runs that name classes.
  public private(set) var pairs: [Pair] = []
  /// Of runs that estimate a number.
  public private(set) var numericPairs: [NumericPair] = []
  /// What cannot be compared, a sentence each.
  public private(set) var remarks: [String] = []

  /// Compares runs.
  ///
  /// - Throws: where there is nothing to compare: fewer than two runs, one without figures, different kinds or classes.
  public init(_ runs: [RunRecord], seed: UInt64) throws(ReportError) {
    self.runs = runs
    guard runs.count > 1, let first = runs.first else {
      throw ReportError(file: runs.first?.name ?? "", "there is nothing to compare it with")
    }
    for run in runs where run.result == nil {
      throw ReportError(file: run.name, "has no metrics.json in its run folder")
    }
    switch first.result {
    case .classes(let own)?: try compare(own, seed: seed)
    case .number(let own)?: try compare(own, seed: seed)
    case nil: break
    }
  }

  private mutating func compare(_ own: EvaluationRecord, seed: UInt64) throws(ReportError) {
    for (index, run) in runs.enumerated().dropFirst() {
      guard case .classes(let other)? = run.result else {
        throw ReportError(file: run.name, "estimates a number, and \(runs[0].name) names classes")
      }
      guard Set(other.labels) == Set(own.labels) else {
        throw ReportError(
          file: run.name,
          "has the classes \(other.labels.joined(separator: ", ")), and \(runs[0].name) has "
            + own.labels.joined(separator: ", "))
      }
      let common = common(own.predictions, other.predictions, run, \.name)
      if common.isEmpty {
        remarks.append(
          "\(run.name) and \(runs[0].name) were measured on different recordings: no paired test.")
        continue
      }
      if common.count < max(own.predictions.count, other.predictions.count) {
        remarks.append(
          "\(run.name): compared on the \(common.count) recordings that both were measured on, of "
            + "\(own.predictions.count) and \(other.predictions.count).")
      }
      pairs.append(pair(index, common, own.labels, other.labels, own.unitName, seed))
    }
    let adjusted = HolmCorrection.adjusted(pairs.map(\.p))
    for index in pairs.indices { pairs[index].adjusted = adjusted[index] }
  }

  private typealias Said = EvaluationRecord.Prediction

  private mutating func pair(
    _ run: Int, _ common: [(first: Said, second: Said)], _ labels: [String], _ others: [String],
    _ unitName: String, _ seed: UInt64
  ) -> Pair {
    func place(_ label: String) -> Int { labels.firstIndex(of: label) ?? 0 }
    func predictions(_ rows: [(item: Said, predicted: [Int])]) -> Predictions {
      let counts = rows.map(\.predicted.count)
      func repeated<Value>(_ value: (Said) -> Value) -> [Value] {
        zip(rows, counts).flatMap { row, count in
          [Value](repeating: value(row.item), count: count)
        }
      }
      let predicted = rows.flatMap(\.predicted)
      return Predictions(
        labels: labels, truth: repeated { place($0.label) },
        probabilities: predicted.map { class0 in labels.indices.map { $0 == class0 ? 1 : 0 } },
        predicted: predicted,
        recordings: zip(rows.indices, counts).flatMap { [Int](repeating: $0, count: $1) },
        units: repeated(\.unit), unitName: unitName)
    }
    /// Windows by what was said of them; their order within a recording does not matter to what is counted.
    func votes(_ item: Said, _ order: [String]) -> [Int] {
      zip(order, item.votes).flatMap { [Int](repeating: place($0), count: $1) }
    }
    let firsts = common.map { ($0.first, votes($0.first, labels)) }
    // Units of the first are taken for both, so that they are drawn together.
    let seconds = common.map { ($0.first, votes($0.second, others)) }
    let hasWindows = zip(firsts, seconds).allSatisfy { !$0.1.isEmpty && $0.1.count == $1.1.count }
    let windows =
      hasWindows
      ? PairedDifference(predictions(seconds), predictions(firsts), seed: seed) : nil
    let isSilent = common.contains { $0.first.votes.isEmpty || $0.second.votes.isEmpty }
    if isSilent {
      remarks.append(
        "\(runs[run].name): a record does not say what became of each window, as older versions leave it, so only "
          + "verdicts on recordings are paired.")
    } else if !hasWindows {
      remarks.append(
        "\(runs[run].name): windows are not the same as those of \(runs[0].name), so only verdicts on recordings are paired."
      )
    }
    let verdicts = PairedDifference(
      predictions(common.map { ($0.first, [place($0.second.predicted)]) }),
      predictions(common.map { ($0.first, [place($0.first.predicted)]) }), seed: seed)
    let p = SignFlipTest(gains: (windows ?? verdicts).gains).p
    return Pair(
      run: run, recordings: common.count, windows: windows, verdicts: verdicts, p: p, adjusted: p)
  }

  private mutating func compare(_ own: RegressionRecord, seed: UInt64) throws(ReportError) {
    for (index, run) in runs.enumerated().dropFirst() {
      guard case .number(let other)? = run.result, other.quantity == own.quantity,
        other.unit == own.unit
      else {
        throw ReportError(
          file: run.name, "does not estimate \(own.quantity) as \(runs[0].name) does")
      }
      let common = common(own.predictions, other.predictions, run, \.name)
      if common.isEmpty {
        remarks.append(
          "\(run.name) and \(runs[0].name) were measured on different recordings: no paired test.")
        continue
      }
      func estimates(_ values: [Double]) -> NumericPredictions {
        NumericPredictions(
          truth: common.map(\.first.truth), estimates: values,
          recordings: Array(common.indices), units: common.map(\.first.unit), unitName: "units")
      }
      let (ours, theirs) = (
        estimates(common.map(\.first.estimate)), estimates(common.map(\.second.estimate))
      )
      numericPairs.append(
        NumericPair(
          run: index, recordings: common.count,
          difference: theirs.metrics.meanAbsoluteError - ours.metrics.meanAbsoluteError,
          bounds: theirs.excessInterval(over: ours, seed: seed).map { $0.lower...$0.upper }))
    }
  }

  /// What both have, in the order of the first.
  private mutating func common<Item>(
    _ first: [Item], _ second: [Item], _ run: RunRecord, _ name: (Item) -> RecordingPairing.Name
  ) -> [(first: Item, second: Item)] {
    let pairing = RecordingPairing(first.map(name), second.map(name))
    if pairing.moved > 0 {
      remarks.append(
        "\(run.name): \(pairing.moved) recordings lie under another path than in \(runs[0].name) and are taken for the same by "
          + "their samples or their own name.")
    }
    if pairing.changed > 0 {
      remarks.append(
        "\(run.name): \(pairing.changed) recordings are called as in \(runs[0].name), but their samples are not the same: other data, "
          + "or read or cut in another way.")
    }
    return pairing.pairs.map { (first[$0.first], second[$0.second]) }
  }
}
