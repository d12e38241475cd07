import FaultDXNN
import FaultDXSignal
import FaultDXStorage
import FaultDXTensor
import FaultDXTestSupport
import FaultDXTraining
import Testing

/// Networks that learnt something before: what stays, what learns, and how fast.
@Suite struct FineTuningTests {
  /// Windows that are as they stand in a fixture: one recording each.
  private func windows(_ x: Tensor, labels: [Int], classes: Int) throws -> LabelledWindows {
    let (length, channels) = (x.shape[1], x.shape[2])
    let recordings = labels.indices.map { n in
      Recording(
        file: "\(n)",
        samples: Array(x.elements[n * length * channels..<(n + 1) * length * channels]),
        channelNames: (0..<channels).map(String.init))
    }
    return try LabelledWindows(
      recordings: recordings,
      windows: labels.enumerated().map {
        .init(recording: $0, start: 0, label: $1, range: 0..<length)
      },
      labels: (0..<classes).map(String.init), windowLength: length, normalization: .none)
  }

  @Test(arguments: ["finetune.stem", "finetune.middle", "finetune.head", "finetune.none"])
  func `frozen layers and rates by layer agree with PyTorch`(name: String) throws {
    let golden = try Golden("transfer")
    let settings = try golden.settings(name)
    var network = try CBAMNetwork(
      configuration: CBAMNetwork.Configuration(json: settings["network"] ?? .null))
    try network.load(golden.tensors(name, below: "parameters."))
    let labels = (settings["labels"]?.arrayValue ?? []).compactMap(\.intValue)
    let frozen = (settings["frozen"]?.arrayValue ?? []).compactMap(\.stringValue)
    let steps = try #require(settings["steps"]?.intValue)
    let trainer = try Trainer(
      network: network,
      training: windows(golden.tensor(name, "x").activations, labels: labels, classes: 4),
      configuration: TrainingConfiguration(
        epochs: steps, batchSize: 64,
        optimizer: .adamW(decay: try #require(settings["decay"]?.doubleValue)),
        learningRate: try #require(settings["rate"]?.doubleValue), schedule: .constant,
        warmUpEpochs: 0,
        fineTuning: FineTuning(
          frozen: frozen, rateDecay: try #require(settings["rateDecay"]?.doubleValue))))
    while !trainer.isFinished { #expect(try trainer.runEpoch() != nil) }
    let before = Dictionary(uniqueKeysWithValues: network.state.map { ($0.name, $0.values) })
    let after = Dictionary(uniqueKeysWithValues: trainer.network.state.map { ($0.name, $0.values) })
    for expected in golden.tensors(name, below: "after.") {
      let found = try #require(after[expected.name])
      if frozen.contains(where: { expected.name.hasPrefix($0 + ".") }) {
        #expect(found == before[expected.name], "\(expected.name)")
      } else {
        #expect(found != before[expected.name], "\(expected.name)")
      }
      #expect(relativeDifference(found, expected.values) < 2e-4, "\(expected.name)")
    }
  }

  @Test(arguments: [WeightAveraging.none, .exponential(decay: 0.9), .stochastic(start: 0.5)])
  func `frozen layers stay the same to the bit whatever is averaged`(
    averaging: WeightAveraging
  ) throws {
    var network = try Synthetic.makeNetwork(dropout: 0.2)
    // Minus nothing is a value of its own.
    var entries = network.state
    let stem = try #require(entries.firstIndex { $0.name == "stem.conv.weight" })
    entries[stem].values[0] = -0.0
    try network.load(entries)
    var configuration = TrainerTests.configuration
    configuration.epochs = 3
    configuration.weightAveraging = averaging
    configuration.fineTuning = FineTuning(frozen: ["stem", "blocks.0"], rateDecay: 0.5)
    let states = try [Parallelism.serial, .threads(3)].map { parallelism in
      let trainer = try Trainer(
        network: network, training: Synthetic.windows(), configuration: configuration,
        parallelism: parallelism)
      while !trainer.isFinished { #expect(try trainer.runEpoch() != nil) }
      return trainer.bestNetwork.state
    }
    #expect(states[0] == states[1])
    for (found, expected) in zip(states[0], network.state) {
      let isFrozen = found.name.hasPrefix("stem.") || found.name.hasPrefix("blocks.0.")
      let isSame = found.values.map(\.bitPattern) == expected.values.map(\.bitPattern)
      #expect(isSame == isFrozen, "\(found.name)")
    }
  }

  @Test func `a run that is fine-tuned goes on from its checkpoint to the same bytes`() throws {
    var configuration = TrainerTests.configuration
    configuration.epochs = 4
    configuration.fineTuning = FineTuning(origin: "abc", frozen: ["stem"], rateDecay: 0.5)
    let trainer = try Trainer(
      network: Synthetic.makeNetwork(), training: Synthetic.windows(), configuration: configuration)
    _ = try trainer.runEpoch()
    let file = try SafeTensors(
      parsing: trainer.checkpoint().serialized(), file: "checkpoint")
    let resumed = try Trainer(resuming: file, training: Synthetic.windows())
    #expect(resumed.configuration.fineTuning == configuration.fineTuning)
    for run in [trainer, resumed] {
      while !run.isFinished { #expect(try run.runEpoch() != nil) }
    }
    #expect(trainer.bestNetwork == resumed.bestNetwork)
  }

  @Test(arguments: [
    (FineTuning(frozen: ["stem", "blocks.0", "blocks.1", "head"]), "fineTuning.frozen"),
    (FineTuning(frozen: ["blocks.2"]), "fineTuning.frozen"),
    (FineTuning(rateDecay: 0), "fineTuning.rateDecay"),
    (FineTuning(rateDecay: 1.5), "fineTuning.rateDecay"),
    (FineTuning(rateDecay: .nan), "fineTuning.rateDecay"),
  ])
  func `impossible fine-tuning is refused`(fineTuning: FineTuning, key: String) throws {
    var configuration = TrainerTests.configuration
    configuration.fineTuning = fineTuning
    do {
      _ = try Trainer(
        network: Synthetic.makeNetwork(), training: Synthetic.windows(),
        configuration: configuration)
      Issue.record("\(fineTuning) was not refused")
    } catch TrainingError.configuration(let error) {
      #expect(error.key == key)
    }
  }

  @Test func `requests to freeze are read as they are written`() {
    for text in ["stem", "all-but-head", "blocks.0", "blocks.1-3"] {
      #expect(FreezeRequest(text)?.description == text)
    }
    for text in [
      "", "head", "blocks", "blocks.", "blocks.-1", "blocks.2-1", "blocks.1-2-3", "blocks.x",
    ] {
      #expect(FreezeRequest(text) == nil, "\(text)")
    }
    let network = Synthetic.network
    #expect(FreezeRequest("blocks.1-9")?.layers(of: network) == ["blocks.1"])
    #expect(FreezeRequest("all-but-head")?.layers(of: network) == ["stem", "blocks.0", "blocks.1"])
    #expect(
      FineTuning(frozen: ["stem"], rateDecay: 0.5).rates(of: network).map(\.rate) == [
        0, 0.25, 0.5, 1,
      ])
  }

  @Test func `a network is carried over to other classes, lengths and channels`() throws {
    let network = try Synthetic.makeNetwork()
    var random = CounterGenerator(seed: 3)
    let carried = try network.carried(
      toWindowLength: 96, channels: 3, labels: ["high", "new"], from: Synthetic.labels,
      using: &random)
    #expect(carried.blocks == network.blocks)
    #expect(carried.stem.norm == network.stem.norm)
    let (old, new) = (network.head.weight, carried.head.weight)
    #expect((0..<old.shape[0]).allSatisfy { new.elements[$0 * 2] == old.elements[$0 * 3 + 2] })
    #expect(carried.head.bias?.elements[0] == network.head.bias?.elements[2])

    // Three channels that say the same are answered as the one was.
    let same = try network.carried(
      toWindowLength: 64, channels: 3, labels: Synthetic.labels, from: Synthetic.labels,
      using: &random)
    let one = (0..<64).map { _ in Float(random.normal()) }
    let expected = network(Tensor(shape: [1, 64, 1], elements: one)).elements
    let found = same(
      Tensor(shape: [1, 64, 3], elements: one.flatMap { [$0, $0, $0] })
    ).elements
    #expect(relativeDifference(found, expected) < 1e-5)
  }

  @Test func `what cannot be carried over says why`() throws {
    var shape = Synthetic.network
    shape.head = .flatten
    var random = CounterGenerator(seed: 3)
    let flat = try CBAMNetwork(configuration: shape, generator: &random)
    #expect(throws: CarryingError.positions(found: 96, expected: 64)) {
      try flat.carried(
        toWindowLength: 96, channels: 1, labels: ["a", "b"], from: Synthetic.labels, using: &random)
    }
    #expect(throws: CarryingError.frozenStem(found: 2, expected: 1)) {
      try flat.carried(
        toWindowLength: 64, channels: 2, labels: ["a", "b"], from: Synthetic.labels,
        freezing: ["stem"], using: &random)
    }
  }
}
