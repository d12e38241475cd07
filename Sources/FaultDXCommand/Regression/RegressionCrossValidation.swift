import FaultDX
import FaultDXEvaluation
import FaultDXStorage
import FaultDXTraining

/// `crossval --target regression`: every unit is tested once, by estimators that never saw it.
struct RegressionCrossValidation {
  /// What one fold came to.
  struct Result {
    let fold: Folds.Fold
    let test: MeasuredOn
    let assessment: NumericAssessment
  }

  let measured: MeasuredFolds
  let results: [Result]
  /// Everything that was said of every tested window: each as if it had been one test.
  let pooled: NumericAssessment

  init(_ plan: FoldPlan, _ results: [Result], quantity: Quantity, seed: UInt64) {
    self.results = results
    measured = MeasuredFolds(plan, tests: results.map(\.test), seed: seed)
    func joined(_ name: String) -> NumericAssessment.Row? {
      let rows = results.compactMap { result in
        result.assessment.rows.first { $0.name == name }
      }
      guard let first = rows.first, rows.count == results.count else { return nil }
      // Settings are each fold's own.
      return NumericAssessment.Row(
        first.name, NumericPredictions(joining: rows.map(\.windows)))
    }
    var notes: [String] = []
    for note in results.flatMap(\.assessment.notes) where !notes.contains(note) {
      notes.append(note)
    }
    pooled = NumericAssessment(
      quantity: quantity, items: results.flatMap(\.assessment.items),
      baselines: (results.first?.assessment.baselines ?? []).compactMap { joined($0.name) },
      network: results.first?.assessment.network.flatMap { joined($0.name) }, notes: notes,
      seed: seed, coverage: results.compactMap(\.assessment.coverage).first)
  }

  static let schema = "faultdx.regression-crossval/1"

  /// The document for programs; nothing in it depends on the machine or the time.
  var json: String {
    var members = measured.json(schema: Self.schema)
    members["folds"] = .array(
      results.map { result in
        var errors: JSONObject = [:]
        for row in result.assessment.rows {
          errors[row.name] = [
            "windows": .number(row.windows.metrics.meanAbsoluteError),
            "recordings": .number(row.recordings.metrics.meanAbsoluteError),
            "settings": .string(row.settings),
          ]
        }
        return [
          "fold": .string(result.fold.name),
          "tested": .array(result.fold.split.units(in: .test).map { .string($0) }),
          "meanAbsoluteErrors": .object(errors),
        ]
      })
    for member in pooled.json where member.key != "schema" { members[member.key] = member.value }
    return JSON.object(members).serialized(pretty: true) + "\n"
  }

  /// The same for people.
  var text: String {
    let names = pooled.rows.map(\.name)
    let width = max(12, results.map(\.fold.name.count).max() ?? 0) + 2
    func line(_ name: String, _ cells: [String]) -> String {
      Format.leftAligned(name, width)
        + zip(cells, names).map { Format.padded($0, max(12, $1.count + 2)) }.joined()
    }
    var lines = measured.lines + ["", line("Mean error", names)]
    for result in results {
      lines.append(
        line(
          result.fold.name,
          names.map { name in
            result.assessment.rows.first { $0.name == name }.map {
              Format.significant($0.recordings.metrics.meanAbsoluteError)
            } ?? "-"
          }))
    }
    lines += ["", "All folds as one test", ""] + NumericAssessmentText(pooled).lines
    return lines.joined(separator: "\n") + "\n"
  }
}

extension Crossval {
  /// Measures with numbers in the place of classes.
  func estimate(_ quantity: Quantity) throws {
    if members.hardening == true {
      throw CommandFailure(
        "--hardening goes with classes, not with --target regression", status: .usage)
    }
    let folder = try output.map { try CrossvalFolder(creating: $0) }
    let plan = try FoldPlan(dealing, repeats: repeats, quantity: quantity, common: common)
    var results: [RegressionCrossValidation.Result] = []
    for (index, fold) in plan.folds.folds.enumerated() {
      let result = try measure(fold, plan.prepared, quantity)
      let figures = result.assessment.rows.map {
        "\($0.name) \(Format.significant($0.recordings.metrics.meanAbsoluteError))"
      }
      common.note(
        "\(index + 1)/\(plan.folds.folds.count)  \(fold.name): \(figures.joined(separator: ", "))")
      results.append(result)
    }
    let whole = RegressionCrossValidation(plan, results, quantity: quantity, seed: common.seed)
    try folder?.write(whole)
    try Console.output(format == .json ? whole.json : whole.text)
  }

  /// Trains and measures one fold, as train would.
  private func measure(
    _ fold: Folds.Fold, _ prepared: PreparedRecordings, _ quantity: Quantity
  ) throws -> RegressionCrossValidation.Result {
    var common = common
    common.seed = common.seed &+ UInt64(fold.repetition - 1)
    let data = try TrainingData(prepared, split: fold.split, normalization: recipe.normalization)
    let shape = data.shape(network)
    let untrained = try data.untrainedEstimator(quantity, shape)
    let test = try MeasuredOn(
      split: data.split, of: data.recordings, stretches: data.test, checkedBy: untrained.core,
      isNumeric: true)
    try test.check(allowLeak: dealing.labelled.allowLeak)
    var estimator = untrained
    if !baselinesOnly {
      let outcome = try EstimatorTraining(
        offer: TeamOffer(
          data, shape: shape, plan: recipe.numeric(data, seed: common.seed), members, network,
          recipe, common), quantity: quantity
      ).finish(folder: nil)
      estimator = Estimator(model: try data.certain(outcome.model, common))
    }
    let suite = RegressionSuite(
      training: BaselineWindows(data.training), values: data.training.target?.values ?? [],
      seed: common.seed)
    return .init(
      fold: fold, test: test,
      assessment: try NumericAssessment(
        of: test.recordings, units: test.units, by: estimator, suite: suite,
        asksNetwork: !baselinesOnly, common: common))
  }
}

extension CrossvalFolder {
  /// Keeps what all folds came to.
  func write(_ whole: RegressionCrossValidation) throws {
    if !whole.pooled.items.isEmpty { try write(whole.pooled.csv, to: "estimates.csv") }
    try write(whole.json, to: "crossval.json")
  }
}
