import FaultDXNN
import FaultDXSignal
import FaultDXStorage
import FaultDXTensor
import FaultDXTestSupport
import FaultDXTraining
import Testing

struct NumericTrainingTests {
  private func floats(_ json: JSON?) -> [Float] {
    (json?.arrayValue ?? []).compactMap { $0.doubleValue.map { Float($0) } }
  }

  @Test func `the loss of numbers and its gradient are PyTorch's, of mixed numbers too`() throws {
    let cases = try #require(
      JSON(parsing: DurableFile.read(Repository.fixture("regression/huber.json"))).arrayValue)
    for item in cases {
      let (outputs, targets) = (floats(item["outputs"]), floats(item["targets"]))
      let (others, shares) = (floats(item["others"]), floats(item["shares"]))
      let mixed = targets.indices.map { shares[$0] * targets[$0] + (1 - shares[$0]) * others[$0] }
      for (numbers, name, gradientName) in [
        (targets, "loss", "gradient"), (mixed, "mixedLoss", "mixedGradient"),
      ] {
        var gradient = [Float](repeating: .nan, count: outputs.count)
        let loss = try outputs.withUnsafeBufferPointer { outputs in
          try gradient.withUnsafeMutableBufferPointer { gradient in
            HuberLoss()(
              try #require(outputs.baseAddress), targets: numbers, gradient: gradient.baseAddress)
          }
        }
        #expect(abs(loss - (item[name]?.doubleValue ?? 0)) < 1e-6)
        #expect(relativeDifference(gradient, floats(item[gradientName])) < 1e-6)
      }
    }
  }

  @Test func `the gradient is what central differences say`() throws {
    let targets: [Float] = [0, 0.5, -2, 3, 1]
    let outputs: [Float] = [0.25, 2.5, -2.5, 0, 1]
    func loss(_ outputs: [Float], _ gradient: UnsafeMutablePointer<Float>? = nil) throws -> Double {
      try outputs.withUnsafeBufferPointer {
        HuberLoss()(try #require($0.baseAddress), targets: targets, gradient: gradient)
      }
    }
    var gradient = [Float](repeating: 0, count: 5)
    _ = try gradient.withUnsafeMutableBufferPointer { try loss(outputs, $0.baseAddress) }
    for index in outputs.indices {
      var (above, below) = (outputs, outputs)
      above[index] += 1 / 128
      below[index] -= 1 / 128
      let slope = try (loss(above) - loss(below)) * 64
      #expect(abs(slope - Double(gradient[index])) < 1e-5)
    }
  }

  /// Tones whose level over the noise is the number.
  private func windows(units: Int = 12, seed: UInt64 = 3) throws -> LabelledWindows {
    var recordings: [Recording] = []
    let labels = (0..<units).map { "\($0)" }
    for unit in 0..<units {
      var random = CounterGenerator(seed: seed, stream: UInt64(unit))
      let level = 0.3 * Double(unit)
      recordings.append(
        Recording(
          file: "\(unit)",
          samples: (0..<512).map { t in
            Float(level * sine(0.11 * Double(t) + random.uniform() / 20) + 0.3 * random.normal())
          }, sampleRate: 1000, label: labels[unit]))
    }
    let values = (0..<units).map { 100 + 10 * Double($0) }
    return try LabelledWindows(
      recordings: recordings, labels: labels, windowLength: 64, hop: 32, normalization: .none
    ).estimating(
      NumericTarget(values: values, scale: try #require(TargetScale(fitting: values))))
  }

  private func trainer(
    _ windows: LabelledWindows, epochs: Int = 12, threads: Int = 1,
    augmentation: Augmentation = Augmentation(), outputs: Int = 1
  ) throws -> Trainer {
    var configuration = Synthetic.network
    configuration.classes = outputs
    var random = RandomPurpose.initialization.generator(seed: 1)
    return try Trainer(
      network: CBAMNetwork(configuration: configuration, generator: &random), training: windows,
      validation: windows,
      configuration: TrainingConfiguration(
        epochs: epochs, batchSize: 32, learningRate: 5e-3, augmentation: augmentation),
      parallelism: .threads(threads))
  }

  @Test func `a network learns a number, and says how far off it is in its unit`() throws {
    let windows = try windows()
    let trainer = try trainer(windows)
    while !trainer.isFinished { _ = try trainer.runEpoch() }
    let first = try #require(trainer.history.first)
    #expect(first.trainingAccuracy == nil && first.validationAccuracy == nil)
    let error = try #require(trainer.bestReport?.validationError)
    #expect(error < 12, "\(error)")
    let outputs = trainer.predict(windows)
    #expect(outputs.shape == [windows.count, 1])
    let target = try #require(windows.target)
    let distances = zip(outputs.elements, windows.windows).map {
      abs(target.scale.value(Double($0)) - target.values[$1.label])
    }
    #expect(abs(distances.reduce(0, +) / Double(distances.count) - error) < 1e-6)
  }

  @Test func `the same bytes on any threads, resumed or not, with mixtures too`() throws {
    let windows = try windows()
    var augmentation = Augmentation()
    augmentation.mixup = Mixup(alpha: 0.4)
    func state(_ trainer: Trainer) throws -> [UInt8] {
      while !trainer.isFinished { _ = try trainer.runEpoch() }
      return SafeTensors(entries: trainer.network.state).serialized()
    }
    let one = try state(try trainer(windows, epochs: 3, augmentation: augmentation))
    #expect(
      try state(try trainer(windows, epochs: 3, threads: 3, augmentation: augmentation)) == one)
    let interrupted = try trainer(windows, epochs: 3, augmentation: augmentation)
    _ = try interrupted.runEpoch()
    let resumed = try Trainer(
      resuming: interrupted.checkpoint(), training: windows, validation: windows)
    #expect(resumed.history.first?.validationError == interrupted.history.first?.validationError)
    #expect(try state(resumed) == one)
  }

  @Test func `a network with several outputs is refused`() throws {
    #expect(throws: TrainingError.mismatch(what: "outputs", windows: 1, network: 3)) {
      try trainer(windows(), outputs: 3)
    }
  }

  @Test func `encoded windows keep their numbers`() throws {
    let windows = try windows()
    let recipe = MemberRecipe.spectrum(
      MemberSetting(windowLength: 64, channels: 1, classes: 1, windows: windows.count, seed: 1))
    let encoded = try MemberWindows(recipe, fittedTo: windows).training
    #expect(encoded.count == 7 * windows.count && encoded.outputCount == 1)
    #expect(encoded.target == windows.target)
  }

  @Test func `a scale wants two different finite numbers`() throws {
    #expect(TargetScale(fitting: []) == nil && TargetScale(fitting: [2, 2]) == nil)
    #expect(TargetScale(fitting: [1, .infinity]) == nil)
    let scale = try #require(TargetScale(fitting: [1, 3]))
    #expect(scale == TargetScale(mean: 2, deviation: 1))
    #expect(scale.value(scale.normalized(7)) == 7)
  }
}
