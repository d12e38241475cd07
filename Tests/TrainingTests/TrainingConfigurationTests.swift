import FaultDXNN
import FaultDXStorage
import FaultDXTraining
import Testing

@Suite struct TrainingConfigurationTests {
  static let configurations = [
    TrainingConfiguration(),
    TrainingConfiguration(
      epochs: 3, batchSize: 7, optimizer: .sgd(momentum: 0.8, nesterov: true, decay: 1e-4),
      learningRate: 0.1, schedule: .multiStep(epochs: [30, 60], factor: 0.1), warmUpEpochs: 0,
      labelSmoothing: 0.1, classWeights: .balanced, maximumGradientNorm: 2, patience: 5,
      seed: .max,
      augmentation: Augmentation(
        maximumShift: 4, stretch: 0.04, jitter: 0.1, gain: 0.2, flipsSign: true,
        equalization: RandomEqualization(decibels: 6), bandStop: RandomBandStop(maximumWidth: 0.1),
        crop: RandomCrop(maximumShare: 0.2),
        whiteNoise: RandomNoise(decibels: 0...20, probability: 1.0 / 3),
        pinkNoise: RandomNoise(decibels: -5...10), mixup: Mixup(alpha: 0.2))),
    TrainingConfiguration(sampling: .balanced, weightAveraging: .exponential(decay: 0.9)),
    TrainingConfiguration(weightAveraging: .stochastic(start: 0.6)),
    TrainingConfiguration(optimizer: .adam(beta1: 0.8, decay: 0.1), schedule: .step(every: 4)),
    TrainingConfiguration(schedule: .oneCycle(rise: 0.2)),
    TrainingConfiguration(schedule: .constant),
  ]

  @Test(arguments: configurations)
  func `a configuration survives the way through JSON`(_ configuration: TrainingConfiguration)
    throws
  {
    let text = configuration.json.serialized(pretty: true)
    #expect(try TrainingConfiguration(json: JSON(parsing: text)) == configuration)
  }

  static let impossible: [(String, JSON)] = [
    ("epochs", 0), ("batchSize", -1), ("learningRate", 0), ("labelSmoothing", 1),
    ("maximumGradientNorm", 0), ("patience", 0), ("seed", 1), ("seed", "-1"),
    ("classWeights", "some"), ("optimizer", ["kind": "lion"]), ("optimizer", "sgd"),
    ("optimizer", ["kind": "sgd", "momentum": 1, "nesterov": false, "decay": 0]),
    ("optimizer", ["kind": "sgd", "momentum": 0, "nesterov": false, "decay": 0, "beta": 1]),
    ("schedule", ["kind": "step", "every": 0, "factor": 0.1]), ("schedule", ["kind": "step"]),
    ("augmentation", ["maximumShift": 0, "amplitude": 0, "noise": 0, "flipsSign": false]),
    ("augmentation", "gain=2"), ("augmentation", .null), ("sampling", "some"),
    ("weightAveraging", "ema"), ("weightAveraging", ["kind": "ema", "decay": 1]),
    ("weightAveraging", ["kind": "swa", "start": -1]), ("weightAveraging", ["kind": "mean"]),
    ("threads", 2), ("warmUpEpochs", -1), ("warmUpEpochs", .null),
  ]

  @Test(arguments: impossible)
  func `an impossible value is refused under its key`(key: String, value: JSON) {
    guard case .object(var object) = TrainingConfiguration().json else { return }
    object[key] = value
    let error = #expect(throws: ConfigurationError.self) {
      try TrainingConfiguration(json: .object(object))
    }
    #expect(error?.key.hasPrefix(key) == true)
  }
}
