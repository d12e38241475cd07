import FaultDX
import FaultDXEvaluation
import FaultDXSignal
import FaultDXTraining

extension TrainingData {
  /// The share of recordings whose number is to be within the interval.
  static let coverage = 0.9

  /// The model that networks for these data make.
  func estimator(_ quantity: Quantity, _ members: [Model.Member]) throws -> EstimatorModel {
    guard let target = training.target else {
      throw CommandFailure("the labels of these recordings are classes")
    }
    let numbers = training.windows.map { target.values[$0.label] }
    return try EstimatorModel(
      members: members, quantity: quantity, scale: target.scale,
      trainedRange: (numbers.min() ?? 0)...(numbers.max() ?? 0),
      windowLength: format.windowLength, hop: format.windowLength,
      sampleRate: recordings.first?.sampleRate,
      channelNames: recordings.first?.channelNames ?? [], conditioning: conditioning)
  }

  /// A model that has learnt nothing yet, which knows what it can be given.
  func untrainedEstimator(
    _ quantity: Quantity, _ shape: CBAMNetwork.Configuration
  ) throws -> Estimator {
    Estimator(
      model: try estimator(
        quantity,
        [
          .init(
            representation: .waveform(normalization), network: CBAMNetwork(configuration: shape))
        ]))
  }

  /// How far off a model is on each stretch set aside for validation, and its unit.
  func heldOut(by estimator: Estimator, _ common: CommonOptions) -> [(error: Double, unit: String)]
  {
    let held = TestStretches(
      split, of: recordings, role: .validation, keepsFrames: conditioning.recordingSteps.isEmpty)
    let results = estimator.estimate(all: held.recordings, parallelism: common.parallelism)
    return results.indices.compactMap { index in
      // One without a sound window says nothing.
      guard let estimate = try? results[index].get() else { return nil }
      let truth = NumericLabels.value(held.recordings[index])
      return (abs(estimate.value - truth), held.units[index])
    }
  }

  /// The model with how far off it may be, as recordings that its weights were not fitted to teach.
  ///
  /// Those are the validation stretches, which also chose the epoch: what is measured on has no say.
  func certain(_ model: EstimatorModel, _ common: CommonOptions) throws -> EstimatorModel {
    let held = heldOut(by: Estimator(model: model), common)
    let units = Set(held.map(\.unit)).count
    let margin = HierarchicalQuantile.upper(
      scores: held.map(\.error), groups: held.map(\.unit), level: Self.coverage)
    let of = "\(held.count) validation \(held.count == 1 ? "recording" : "recordings") of \(units) "
    let trained = Set(
      split.pieces.filter { $0.role == .training }.map { recordings[$0.recording].unit })
    var source =
      margin == nil
      ? "no interval: \(of)\(units == 1 ? "unit" : "units") are too few for one that covers "
        + "\(Format.percent(Self.coverage)), which wants 9"
      : "fitted on \(of)units"
    if margin != nil, held.contains(where: { trained.contains($0.unit) }) {
      source += ", which were trained on at other times: a new unit may be further off"
    }
    return try model.with(
      margin.map { EstimateMargin(coverage: Self.coverage, halfWidth: $0, units: units) },
      source: source)
  }
}
