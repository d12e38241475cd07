import FaultDX
import FaultDXEvaluation

/// What the networks of an ablation came to, and what can be said of their differences.
struct Ablation {
  /// One network over all folds and seeds.
  struct Measured {
    let network: AblationPlan.Network
    let multiplyAdds: Int
    /// All folds and seeds as one test, with the intervals over units.
    let row: Comparison.Row
    /// The accuracy with each seed.
    let seeds: [Double]
    /// Epochs of a training in the mean.
    let epochs: Double
    /// Processor time of training in all folds with one seed, in the mean.
    let seconds: Double

    /// How the accuracy scatters from seed to seed; `nil` for one.
    var deviation: Double? { CrossValidation.Spread(seeds).deviation }
  }

  /// A network less the one that it is compared with.
  struct Contrast {
    let difference: PairedDifference
    /// Of both sides, by turning the signs of the units' gains.
    let p: Double
    /// The same, corrected for all comparisons of the table.
    let correctedP: Double
    /// Seeds with which it is ahead, and with which it is behind.
    let seedsAhead: Int
    let seedsBehind: Int
    let seeds: Int

    /// What chance does not explain, as far as this can tell.
    enum Verdict: String {
      case better, worse
      /// Neither.
      case notTold = "not told apart"
    }

    var verdict: Verdict {
      if correctedP >= Ablation.level { return .notTold }
      if difference.difference > 0, seedsAhead == seeds { return .better }
      return difference.difference < 0 && seedsBehind == seeds ? .worse : .notTold
    }
  }

  /// Below it a corrected p value is more than chance.
  static let level = 0.05

  let plan: AblationPlan
  let setting: MeasuredFolds
  let seeds: [UInt64]
  let networks: [Measured]
  /// One for each line of the plan; `nil` where the line is what others are compared with.
  let contrasts: [Contrast?]

  /// - Parameter cells: Of each network, fold by fold, and within a fold seed by seed.
  init(
    plan: AblationPlan, cells: [[AblationCell]], seeds: Int, setting: MeasuredFolds
  ) {
    self.plan = plan
    self.setting = setting
    self.seeds = (0..<seeds).map { setting.seed &+ UInt64($0) }
    networks = zip(plan.networks, cells).map { network, cells in
      let accuracies = (0..<seeds).map { seed -> Double in
        let own = stride(from: seed, to: cells.count, by: seeds).map { cells[$0].windows }
        return Predictions(joining: own).outcomes.accuracy
      }
      return Measured(
        network: network, multiplyAdds: network.shape.multiplyAdds,
        row: Comparison.Row(
          network.name, Predictions(joining: cells.map(\.windows)),
          Predictions(joining: cells.map(\.recordings)), seed: setting.seed),
        seeds: accuracies, epochs: Double(cells.map(\.epochs).reduce(0, +)) / Double(cells.count),
        seconds: cells.map(\.seconds).reduce(0, +) / Double(seeds))
    }
    let measured = networks
    // The same two networks may stand in two lines; they are one comparison.
    var known: [[Int]: PairedDifference] = [:]
    let differences = plan.lines.map { line -> PairedDifference? in
      guard let reference = line.reference else { return nil }
      let pair = [line.network, reference]
      let found =
        known[pair]
        ?? PairedDifference(
          measured[line.network].row.windows, measured[reference].row.windows, seed: setting.seed)
      known[pair] = found
      return found
    }
    let compared = known.keys.sorted { $0.lexicographicallyPrecedes($1) }
    let values = compared.map { SignFlipTest(gains: known[$0]?.gains ?? []).p }
    let corrected = HolmCorrection.adjusted(values)
    contrasts = zip(plan.lines, differences).map { line, difference in
      guard let difference, let reference = line.reference,
        let index = compared.firstIndex(of: [line.network, reference])
      else { return nil }
      let pairs = zip(measured[line.network].seeds, measured[reference].seeds)
      return Contrast(
        difference: difference, p: values[index], correctedP: corrected[index],
        seedsAhead: pairs.count { $0 > $1 }, seedsBehind: pairs.count { $0 < $1 }, seeds: seeds)
    }
  }

  /// Comparisons that p values are corrected for.
  var comparisons: Int {
    Set(plan.lines.compactMap { line in line.reference.map { [line.network, $0] } }).count
  }

  /// What a line is called in a sentence.
  private func name(_ line: AblationPlan.Line) -> String { "\"\(line.value)\"" }

  private typealias Compared = (line: AblationPlan.Line, contrast: Contrast)

  /// What all of it comes to, in sentences.
  var conclusions: [String] {
    let all: [Compared] = zip(plan.lines, contrasts).compactMap { line, contrast in
      contrast.map { (line, $0) }
    }
    var sentences: [String] = []
    let kinds = all.filter { $0.line.axis == .attention }
    if !kinds.isEmpty { sentences += conclude(kinds, than: "\"none\"", "variant of attention") }
    let others = all.filter { $0.line.axis != .attention }
    if !others.isEmpty { sentences += conclude(others, than: "the default", "other choice") }
    if let unit = all.first?.contrast.difference {
      let smallest = SignFlipTest.smallestP(units: unit.units)
      if smallest * Double(comparisons) >= Self.level {
        sentences.append(
          "\(unit.units) \(unit.unitName) are too few to tell any of \(comparisons) differences from chance: no "
            + "corrected p value could be below \(Format.significant(min(1, smallest * Double(comparisons))))."
        )
      }
    }
    return sentences
  }

  private func conclude(_ all: [Compared], than reference: String, _ what: String) -> [String] {
    func said(_ compared: Compared) -> String {
      let axis = compared.line.axis == .attention ? "" : "\(compared.line.axis.rawValue) "
      return "\(axis)\(name(compared.line)) "
        + "(\(Self.points(compared.contrast.difference.difference)) points, p "
        + "\(Self.pValue(compared.contrast.correctedP))\(disagreement(compared.contrast)))"
    }
    // A small p value from the units of one lucky seed is no finding, and the sentence must not look like a contradiction.
    func disagreement(_ contrast: Contrast) -> String {
      contrast.correctedP < Self.level && contrast.verdict == .notTold
        ? ", but ahead with \(contrast.seedsAhead) of \(contrast.seeds) seeds alone" : ""
    }
    let better = all.filter { $0.contrast.verdict == .better }
    let worse = all.filter { $0.contrast.verdict == .worse }
    var sentences: [String] = []
    if better.isEmpty {
      let best = all.max { $0.contrast.difference.difference < $1.contrast.difference.difference }
      sentences.append(
        "No \(what) is better than \(reference) beyond chance"
          + (best.map { "; the one that comes nearest is \(said($0))" } ?? "") + ".")
    } else {
      sentences.append(
        "Better than \(reference) beyond chance: \(better.map(said).joined(separator: ", ")).")
    }
    if !worse.isEmpty {
      sentences.append(
        "Worse than \(reference) beyond chance: \(worse.map(said).joined(separator: ", ")).")
    }
    return sentences
  }

  /// A difference in percentage points, with its sign.
  static func points(_ difference: Double) -> String {
    (difference > 0 ? "+" : "") + Format.fixed(100 * difference, decimals: 1)
  }

  /// A p value with three decimals, or that it is smaller.
  static func pValue(_ p: Double) -> String {
    p < 0.0005 ? "below 0.001" : Format.fixed(p, decimals: 3)
  }
}
