import FaultDX
import FaultDXEvaluation
import FaultDXTraining

/// A network and the simple classifiers that it has to beat, measured once on what was set aside.
struct Measurement {
  let assessment: Assessment
  let suite: BaselineSuite
  let comparison: Comparison
  /// How long fitting and measuring the simple classifiers took.
  let seconds: Double

  /// Measures a trained model, and baselines that are fitted to the windows that it was trained on.
  init(
    of model: Model, on test: MeasuredOn, training: LabelledWindows, common: CommonOptions
  ) throws {
    let diagnoser = Diagnoser(model: model)
    assessment = try Assessment(
      of: test.recordings, units: test.units, by: diagnoser, parallelism: common.parallelism)
    let started = Clock.seconds()
    suite = BaselineSuite(
      training: BaselineWindows(training), seed: common.seed, run: common.parallelism.forEach)
    comparison = Comparison(
      assessment, recordings: try test.recordings.map { try diagnoser.conditioned($0) },
      suite: suite, model: model, common: common)
    seconds = Clock.seconds() - started
  }
}

extension TrainingData {
  /// The model that networks for these data make.
  func model(_ networks: TrainedNetworks, calibration: Calibration? = nil) throws -> Model {
    try model(networks.members, gate: networks.gate, calibration: calibration)
  }

  private func model(
    _ members: [Model.Member], gate: NoiseGate? = nil, calibration: Calibration? = nil
  ) throws -> Model {
    try Model(
      members: members, gate: gate, labels: labels, windowLength: format.windowLength,
      hop: format.windowLength, sampleRate: recordings.first?.sampleRate,
      channelNames: recordings.first?.channelNames ?? [], conditioning: conditioning,
      calibration: calibration)
  }

  /// A model that has learnt nothing yet, which knows what it can be given.
  func untrained(_ shape: CBAMNetwork.Configuration) throws -> Diagnoser {
    Diagnoser(
      model: try model([
        .init(
          representation: .waveform(normalization), network: CBAMNetwork(configuration: shape))
      ]))
  }

  /// What the split set aside, checked before any training.
  func measuredOn(_ shape: CBAMNetwork.Configuration) throws -> MeasuredOn {
    try MeasuredOn(
      split: split, of: recordings, stretches: test, checkedBy: untrained(shape))
  }
}
