import FaultDX
import FaultDXEvaluation
import FaultDXReport
import FaultDXStorage
import FaultDXTraining

extension TrainingJob {
  /// `train --target regression`: trains, measures once, and writes model and run folder.
  ///
  /// - Parameters:
  ///   - network: the shape over waveforms.
  ///   - members: what the networks see, and how many there are.
  func estimate(
    _ quantity: Quantity, network: NetworkOptions, members: MemberOptions, output: String
  ) throws {
    if members.hardening == true {
      throw CommandFailure(
        "--hardening goes with classes, not with --target regression", status: .usage)
    }
    let originals = try numbered(read(writing: output, labelColumn: quantity.column), quantity)
    var prepared = try PreparedRecordings(
      originals, labelled.conditions.conditioning, labelled.windows, isNumeric: true)
    let split = try prepared.split(
      labelled.splitting.chosen, seed: common.seed, hasSeparateTest: self.test.isGiven)
    let data = try TrainingData(prepared, split: split, normalization: recipe.normalization)
    let shape = data.shape(network)
    let plan = recipe.numeric(data, seed: common.seed)
    let folder = RunFolder(besideModel: output)
    let untrained = try data.untrainedEstimator(quantity, shape)
    let test = try measuredOn(data, quantity, untrained.core)
    try test.check(allowLeak: labelled.allowLeak)
    test.warnings.forEach(common.warn)
    TrainingPlanText(data: data, network: shape, recipe: plan).lines.forEach(common.note)
    try folder.create()
    let outcome = try EstimatorTraining(
      offer: TeamOffer(data, shape: shape, plan: plan, members, network, recipe, common),
      quantity: quantity
    ).finish(folder: folder, resume: resume) {
      try DurableFile.write(
        TrainingArguments(
          inputs: labelled.inputs, tests: self.test.inputs, conditioning: data.conditioning,
          plan: plan, shape: shape
        ).json, to: folder.arguments)
    }
    var model = try data.certain(outcome.model, common)
    guard let target = data.training.target else {
      throw CommandFailure("the labels of these recordings are classes")
    }
    let suite = RegressionSuite(
      training: BaselineWindows(data.training), values: target.values, seed: common.seed)
    let assessment = try NumericAssessment(
      of: test.recordings, units: test.units, by: Estimator(model: model), suite: suite,
      common: common)
    var training: JSONObject = [
      "inputs": .array(labelled.inputs.map { .string($0) }),
      "recordings": .integer(data.recordings.count), "windows": .integer(data.training.count),
      "split": .string(data.split.explanation.first ?? ""),
    ]
    training[TrainedStretches.key] = TrainedStretches(data).json
    for member in outcome.description { training[member.key] = member.value }
    model.training = .object(training)
    model.evaluation = .object(summary(assessment, test))

    var document = assessment.json
    document["margin"] = .string(model.marginSource)
    document["audit"] = test.audit.json
    document["meaning"] = .array(test.meaning.map { .string($0) })
    if !test.leaks.isEmpty { document["leaks"] = .array(test.leaks.map { .string($0) }) }
    if !test.warnings.isEmpty { document["warnings"] = .array(test.warnings.map { .string($0) }) }
    let metrics = JSON.object(document).serialized(pretty: true) + "\n"
    let text =
      (test.meaning + [""] + NumericAssessmentText(assessment).lines + ["", model.marginText])
      .joined(separator: "\n") + "\n"
    try DurableFile.write(metrics, to: folder.metrics)
    try DurableFile.write(assessment.csv, to: folder.estimates)
    try DurableFile.write(text, to: folder.report)
    let bytes = model.serialized()
    try DurableFile.write(
      RegressionFile.serialized(suite, sha256: ModelFile.sha256(of: bytes)), to: folder.baselines)
    // Last, so that a model file is never there without the record of how good it is.
    try DurableFile.write(bytes, to: output)
    try RunReport(RunRecord(at: output)).write(to: folder.page)
    common.note("wrote \(output) and \(folder.path)/, of which \(folder.page) is for people")
    try Console.output(format == .json ? metrics : text)
  }

  private func numbered(_ recordings: [Recording], _ quantity: Quantity) throws -> [Recording] {
    try NumericLabels.numbered(recordings, quantity, inputs: labelled.inputs + test.inputs)
  }

  private func measuredOn(
    _ data: TrainingData, _ quantity: Quantity, _ untrained: Diagnoser
  ) throws -> MeasuredOn {
    guard test.isGiven else {
      return try MeasuredOn(
        split: data.split, of: data.recordings, stretches: data.test, checkedBy: untrained,
        isNumeric: true)
    }
    let originals = try numbered(readTest(labelColumn: quantity.column), quantity)
    var rates = RateReport(model: untrained.model)
    rates.say(of: originals, common)
    return try MeasuredOn(
      separate: originals, trainedOn: data.recordings, checkedBy: untrained, isNumeric: true)
  }

  /// What a model file says of how good it is.
  private func summary(_ assessment: NumericAssessment, _ test: MeasuredOn) -> JSONObject {
    var evaluation: JSONObject = ["meaning": .string(test.meaning.first ?? "")]
    var errors: JSONObject = [:]
    for row in assessment.rows {
      errors[row.name] = .number(row.recordings.metrics.meanAbsoluteError)
    }
    evaluation["recordings"] = .integer(assessment.items.count)
    evaluation["meanAbsoluteError"] = .object(errors)
    if let interval = assessment.network?.recordings.errorInterval(seed: common.seed) {
      evaluation["interval"] = [.number(interval.lower), .number(interval.upper)]
    }
    if let verdict = assessment.verdict { evaluation["verdict"] = .string(verdict) }
    // A figure that leaks must not lose the word on its way.
    if !test.leaks.isEmpty { evaluation["leaks"] = .array(test.leaks.map { .string($0) }) }
    if !test.warnings.isEmpty { evaluation["warnings"] = .array(test.warnings.map { .string($0) }) }
    return evaluation
  }
}

extension TrainingData {
  /// The shape of a network over waveforms that answers one number.
  func shape(_ network: NetworkOptions) -> CBAMNetwork.Configuration {
    network.configuration(
      windowLength: training.inputLength, channels: format.channelNames.count, classes: 1,
      ofSpectra: conditioning.makesSpectrum)
  }
}

extension RecipeOptions {
  /// The training of a network over waveforms that answers a number.
  ///
  /// Levels are part of the message, so that windows are not made louder or softer unless that was asked for.
  func numeric(_ data: TrainingData, seed: UInt64) -> TrainingConfiguration {
    var plan = configuration(
      windows: data.training.count, format: data.format, conditioning: data.conditioning, seed: seed
    )
    plan.labelSmoothing = 0
    plan.classWeights = .none
    if augment == "auto" { plan.augmentation.gain = 0 }
    return plan
  }
}

extension EstimatorModel {
  /// How far off it may be, in one sentence.
  var marginText: String {
    guard let margin else { return "Estimates have \(marginSource)." }
    return
      "Estimates are within \(quantity.text(margin.halfWidth)) of the truth in \(Format.percent(margin.coverage)) of "
      + "recordings of units like those held out: \(marginSource)."
  }
}
