import FaultDXNN
import FaultDXSignal
import FaultDXStorage
import FaultDXTensor
import FaultDXTraining
import Testing

@Suite struct TrainerTests {
  static let configuration = TrainingConfiguration(
    epochs: 15, batchSize: 24, learningRate: 5e-3, warmUpEpochs: 0.5, labelSmoothing: 0.05,
    classWeights: .balanced, maximumGradientNorm: 5, seed: 11,
    augmentation: Augmentation(
      maximumShift: 10, gain: 0.1, flipsSign: true,
      whiteNoise: RandomNoise(decibels: 10...30)))

  func train(_ trainer: Trainer, epochs: Int = .max) throws {
    var done = 0
    while !trainer.isFinished, done < epochs {
      #expect(try trainer.runEpoch() != nil)
      done += 1
    }
  }

  @Test func `a small problem is learnt to more than 95 percent`() throws {
    let trainer = try Trainer(
      network: Synthetic.makeNetwork(), training: Synthetic.windows(),
      validation: Synthetic.windows(recordingsPerClass: 1, seed: 99),
      configuration: Self.configuration, parallelism: .threads(2))
    try train(trainer)
    let test = try Synthetic.windows(recordingsPerClass: 2, seed: 1234)
    let logits = trainer.predict(test)
    var right = 0
    for (n, window) in test.windows.enumerated() {
      let row = logits.elements[(n * 3)..<(n * 3 + 3)]
      if row.firstIndex(of: row.max() ?? 0) == n * 3 + window.label { right += 1 }
    }
    #expect(Double(right) / Double(test.count) > 0.95)
    #expect(trainer.history.count == 15)
    #expect(trainer.history[14].trainingLoss < trainer.history[0].trainingLoss)
  }

  @Test func `one, two and three threads give the same bytes`() throws {
    let windows = try Synthetic.windows()
    let states = try [Parallelism.serial, .threads(2), .threads(3)].map { parallelism in
      let trainer = try Trainer(
        network: Synthetic.makeNetwork(dropout: 0.2), training: windows,
        configuration: Self.configuration, parallelism: parallelism)
      try train(trainer, epochs: 2)
      return trainer.network.state
    }
    #expect(states[0] == states[1])
    #expect(states[0] == states[2])
  }

  @Test(arguments: [OptimizerConfiguration.adamW(), .sgd(nesterov: true)])
  func `a run that is resumed from a file ends as one that was not interrupted`(
    optimizer: OptimizerConfiguration
  ) throws {
    var configuration = Self.configuration
    configuration.optimizer = optimizer
    let windows = try Synthetic.windows()
    let held = try Synthetic.windows(recordingsPerClass: 1, seed: 3)
    let network = try Synthetic.makeNetwork(dropout: 0.1)
    let whole = try Trainer(
      network: network, training: windows, validation: held, configuration: configuration)
    try train(whole, epochs: 4)

    let first = try Trainer(
      network: network, training: windows, validation: held, configuration: configuration)
    try train(first, epochs: 2)
    // Given up in the middle of an epoch: the checkpoint is the one behind the epoch before.
    var batches = 0
    var bytes: [UInt8] = []
    let report = try first.runEpoch(
      onBatch: { _ in
        batches += 1
        bytes = first.checkpoint().serialized()
      }, isCancelled: { batches == 2 })
    #expect(report == nil)
    #expect(bytes == first.checkpoint().serialized())

    let resumed = try Trainer(
      resuming: SafeTensors(parsing: bytes, file: "checkpoint"), training: windows,
      validation: held, parallelism: .threads(2))
    #expect(resumed.history.count == 2)
    try train(resumed, epochs: 2)
    #expect(resumed.network.state == whole.network.state)
    #expect(resumed.bestNetwork.state == whole.bestNetwork.state)
    #expect(resumed.history.map(\.validationLoss) == whole.history.map(\.validationLoss))

    // An epoch given up leaves no trace in the run that goes on either.
    try train(first, epochs: 2)
    #expect(first.network.state == whole.network.state)
  }

  @Test func `a checkpoint is refused with other data`() throws {
    let windows = try Synthetic.windows()
    let trainer = try Trainer(
      network: Synthetic.makeNetwork(), training: windows, configuration: Self.configuration)
    let checkpoint = trainer.checkpoint()
    #expect(throws: TrainingError.self) {
      try Trainer(resuming: checkpoint, training: windows.selecting(1..<windows.count))
    }
  }

  @Test func `a checkpoint that lacks anything is refused`() throws {
    let windows = try Synthetic.windows()
    let trainer = try Trainer(
      network: Synthetic.makeNetwork(), training: windows, configuration: Self.configuration)
    try train(trainer, epochs: 1)
    let checkpoint = trainer.checkpoint()
    func refuse(_ change: (inout SafeTensors) -> Void) {
      var damaged = checkpoint
      change(&damaged)
      let error = #expect(throws: TrainingError.self) {
        try Trainer(resuming: damaged, training: windows)
      }
      #expect(error?.description.isEmpty == false)
    }
    refuse { $0 = SafeTensors() }
    for index in checkpoint.entries.indices { refuse { $0.entries.remove(at: index) } }
    refuse { $0.entries[3].values[0] = .infinity }
    let key = "faultdx.checkpoint"
    refuse { $0.metadata[key] = "{" }
    guard case .object(let state) = try JSON(parsing: checkpoint.metadata[key] ?? "") else {
      Issue.record("the metadata is no object")
      return
    }
    for member in state {
      for value: JSON? in [nil, .null, .integer(-1), .string(""), .array([.null])] {
        refuse {
          var damaged = state
          damaged[member.key] = value
          $0.metadata[key] = JSON.object(damaged).serialized()
        }
      }
    }
  }

  @Test(arguments: [1, 2, 5, 9], [1, 4, 100])
  func `any number of windows can be trained on, in batches of any size`(
    count: Int, batchSize: Int
  ) throws {
    var configuration = Self.configuration
    configuration.epochs = 2
    configuration.batchSize = batchSize
    let windows = try Synthetic.windows()
    let few = windows.selecting((0..<count).map { $0 * windows.count / count })
    let trainer = try Trainer(
      network: Synthetic.makeNetwork(), training: few, validation: windows.selecting([]),
      configuration: configuration, parallelism: .threads(3))
    #expect(trainer.batchesPerEpoch == (count + batchSize - 1) / batchSize)
    try train(trainer)
    #expect(trainer.history.count == 2)
    #expect(trainer.predict(few).elements.allSatisfy { $0.isFinite })
    #expect(trainer.network == trainer.bestNetwork)
  }

  @Test func `early stopping ends a run and keeps the best weights`() throws {
    var configuration = Self.configuration
    configuration.epochs = 40
    configuration.patience = 2
    // Far too fast: the validation loss soon stops falling.
    configuration.learningRate = 0.3
    configuration.schedule = .constant
    let held = try Synthetic.windows(recordingsPerClass: 1, seed: 3)
    let trainer = try Trainer(
      network: Synthetic.makeNetwork(), training: Synthetic.windows(), validation: held,
      configuration: configuration)
    try train(trainer)
    let best = try #require(trainer.bestReport)
    #expect(trainer.history.count == best.epoch + 2 || trainer.history.count == 40)
    let losses = trainer.history.compactMap(\.validationLoss)
    #expect(best.validationLoss == losses.min())
  }

  @Test func `windows that do not fit the network are refused`() throws {
    let windows = try Synthetic.windows(length: 32)
    #expect(throws: TrainingError.mismatch(what: "window length", windows: 32, network: 64)) {
      try Trainer(
        network: Synthetic.makeNetwork(), training: windows, configuration: Self.configuration)
    }
    #expect(throws: TrainingError.noWindows) {
      try Trainer(
        network: Synthetic.makeNetwork(), training: windows.selecting([]),
        configuration: Self.configuration)
    }
  }

  @Test func `a loss that is no longer finite is an error, and the run is as before`() throws {
    var configuration = Self.configuration
    configuration.learningRate = 1e30
    configuration.optimizer = .sgd()
    configuration.maximumGradientNorm = nil
    configuration.schedule = .constant
    configuration.warmUpEpochs = 0
    let network = try Synthetic.makeNetwork()
    let trainer = try Trainer(
      network: network, training: Synthetic.windows(), configuration: configuration)
    let error = #expect(throws: TrainingError.self) { try train(trainer) }
    guard case .diverged? = error else {
      Issue.record("expected divergence, got \(String(describing: error))")
      return
    }
    #expect(trainer.history.allSatisfy { $0.trainingLoss.isFinite })
  }
}
