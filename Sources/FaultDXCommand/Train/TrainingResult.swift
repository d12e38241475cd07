import FaultDX
import FaultDXEvaluation
import FaultDXReport
import FaultDXStorage
import FaultDXTraining

/// What a finished run came to: the model, and how good it is beside what needs no network.
struct TrainingResult {
  let model: Model
  let assessment: Assessment
  private let certainty: CertaintyReport?
  private let suite: BaselineSuite
  private let comparison: Comparison
  private let meaning: [String]
  private let leaks: [JSON]
  private let warnings: [JSON]
  private let audit: JSON
  /// Windows that show how the model works.
  let examples: [ExampleWindow]
  /// Whether it mattered what its networks looked at.
  let proof: CurveProof?

  /// Measures the networks of a run, once.
  init(
    data: TrainingData, networks: TrainedNetworks, test: MeasuredOn, inputs: [String],
    common: CommonOptions
  )
    throws
  {
    var bare = try data.model(networks)
    if bare.isPlain, data.validation.count > 0 {
      bare = try data.model(
        networks,
        calibration: Calibration(
          of: bare.network, training: data.training, validation: data.validation,
          parallelism: common.parallelism))
    }
    bare = try data.certain(bare, choice: networks.choice, common: common)
    let measurement = try Measurement(
      of: bare, on: test, training: data.training, common: common)
    assessment = measurement.assessment
    certainty = CertaintyReport(assessment, of: bare)
    suite = measurement.suite
    comparison = measurement.comparison
    common.note(
      "fitted and measured the baselines in \(Format.fixed(measurement.seconds, decimals: 1)) s")
    meaning = test.meaning
    leaks = test.leaks.map { .string($0) }
    warnings = test.warnings.map { .string($0) }
    audit = test.audit.json
    let diagnoser = Diagnoser(model: bare)
    examples = try ExampleChoice(assessment).windows(of: test.recordings, by: diagnoser)
    proof = try CurveProof(
      assessment, of: test.recordings, by: diagnoser, events: nil, seed: common.seed)

    var finished = bare
    var training: JSONObject = [
      "inputs": .array(inputs.map { .string($0) }),
      "recordings": .integer(data.recordings.count),
      "windows": .integer(data.training.count),
      "split": .string(data.split.explanation.first ?? ""),
    ]
    for member in networks.description { training[member.key] = member.value }
    training[TrainedStretches.key] = TrainedStretches(data).json
    finished.training = .object(training)
    var evaluation: JSONObject = [
      "meaning": .string(meaning.first ?? ""),
      "windowAccuracy": .number(assessment.windows.accuracy),
      "windowMacroF1": .number(assessment.windows.macroF1),
      "recordingAccuracy": .number(assessment.recordings.accuracy),
      "recordings": .integer(assessment.recordings.total),
      "interval": comparison.network?.windowInterval.map {
        .array([.number($0.lower), .number($0.upper)])
      } ?? .null,
      "baselines": comparison.summary,
    ]
    // A figure that leaks must not lose the word on its way.
    if !leaks.isEmpty { evaluation["leaks"] = .array(leaks) }
    if !warnings.isEmpty { evaluation["warnings"] = .array(warnings) }
    finished.evaluation = .object(evaluation)
    model = finished
  }

  /// The document `faultdx.evaluation/1`, with what the figures mean and what they stand beside.
  var metrics: String {
    var document = assessment.json(comparison)
    document["meaning"] = .array(meaning.map { .string($0) })
    if !leaks.isEmpty { document["leaks"] = .array(leaks) }
    if !warnings.isEmpty { document["warnings"] = .array(warnings) }
    document["audit"] = audit
    if let calibration = model.calibration { document["calibration"] = calibration.json }
    if let certainty { document["certainty"] = certainty.json }
    return JSON.object(document).serialized(pretty: true) + "\n"
  }

  /// The same for people.
  var text: String {
    var lines = meaning + [""] + ComparisonText(comparison).lines
    if let calibration = model.calibration {
      lines += ["", CalibrationText(calibration).sentence]
    }
    if let certainty { lines += [""] + certainty.lines }
    return lines.joined(separator: "\n") + "\n\n"
      + AssessmentText(assessment, comparison.ambiguity).text
  }

  /// The baselines, for the run folder of the model with these bytes.
  func baselines(ofModel bytes: [UInt8]) -> String {
    BaselineFile.serialized(suite, sha256: ModelFile.sha256(of: bytes))
  }
}
