import Dispatch
import FaultDXNN
import FaultDXSignal
import FaultDXStorage
import FaultDXTensor
import FaultDXTraining
import Synchronization
import Testing

/// Sampling, mixing, weight averaging, and what augmentation is for.
@Suite struct GeneralizationTests {
  static func configuration(
    _ augmentation: String, averaging: WeightAveraging = .none, sampling: Sampling = .all,
    epochs: Int = 15
  ) throws -> TrainingConfiguration {
    TrainingConfiguration(
      epochs: epochs, batchSize: 24, learningRate: 5e-3, warmUpEpochs: 0.5, labelSmoothing: 0.05,
      classWeights: .balanced, sampling: sampling, weightAveraging: averaging,
      maximumGradientNorm: 5, seed: 11, augmentation: try Augmentation(parsing: augmentation))
  }

  static func accuracy(_ network: CBAMNetwork, _ windows: LabelledWindows) -> Double {
    let logits = network.logits(for: windows).elements
    let classes = windows.labels.count
    let right = windows.windows.indices.count { n in
      let row = Array(logits[(n * classes)..<((n + 1) * classes)])
      return row.indices.max { row[$0] < row[$1] } == windows.windows[n].label
    }
    return Double(right) / Double(windows.count)
  }

  static let recipes: [(WeightAveraging, Sampling)] = [
    (.exponential(decay: 0.9), .all), (.stochastic(start: 0.3), .balanced),
  ]

  @Test(arguments: recipes)
  func `every recipe gives the same bytes on any number of threads and across an interruption`(
    averaging: WeightAveraging, sampling: Sampling
  ) throws {
    let configuration = try Self.configuration(
      AugmentationTests.everything + ",mixup=0.3@0.5", averaging: averaging, sampling: sampling,
      epochs: 6)
    let windows = try Synthetic.windows()
    let held = try Synthetic.windows(recordingsPerClass: 1, seed: 3)
    let network = try Synthetic.makeNetwork(dropout: 0.1)
    func trainer(_ parallelism: Parallelism) throws -> Trainer {
      try Trainer(
        network: network, training: windows, validation: held, configuration: configuration,
        parallelism: parallelism)
    }
    let whole = try trainer(.serial)
    while !whole.isFinished { _ = try whole.runEpoch() }
    for interruption in [1, 4] {
      let first = try trainer(.threads(3))
      for _ in 0..<interruption { _ = try first.runEpoch() }
      #expect(try first.runEpoch(isCancelled: { true }) == nil)
      let bytes = first.checkpoint().serialized()
      let resumed = try Trainer(
        resuming: SafeTensors(parsing: bytes, file: "checkpoint"), training: windows,
        validation: held, parallelism: .threads(2))
      while !resumed.isFinished { _ = try resumed.runEpoch() }
      #expect(resumed.network.state == whole.network.state)
      #expect(resumed.bestNetwork.state == whole.bestNetwork.state)
      // The metadata has the seconds of each epoch too.
      #expect(resumed.checkpoint().entries == whole.checkpoint().entries)
    }
  }

  @Test(arguments: [WeightAveraging.exponential(decay: 0.9), .stochastic(start: 0.5)])
  func `averaged weights come out, with batch norms of their own, and are as good`(
    averaging: WeightAveraging
  ) throws {
    let trainer = try Trainer(
      network: Synthetic.makeNetwork(), training: Synthetic.windows(),
      configuration: Self.configuration("none", averaging: averaging), parallelism: .threads(2))
    var last: [[SafeTensors.Entry]] = []
    while !trainer.isFinished {
      _ = try trainer.runEpoch()
      last.append(trainer.network.state)
    }
    #expect(trainer.bestNetwork != trainer.network)
    let test = try Synthetic.windows(recordingsPerClass: 2, seed: 1234)
    #expect(Self.accuracy(trainer.bestNetwork, test) > 0.95)
    guard case .stochastic = averaging else { return }
    // Epochs 7 to 14, from 0: the mean of their weights.
    let tail = last.suffix(8).map { $0.first { $0.name == "head.weight" }?.values ?? [] }
    let averaged = trainer.bestNetwork.state.first { $0.name == "head.weight" }?.values ?? []
    for (index, value) in averaged.enumerated() {
      let mean = tail.reduce(0) { $0 + Double($1[index]) } / 8
      #expect(abs(Double(value) - mean) < 1e-5)
    }
  }

  @Test func `balanced sampling sees every class equally often, and rare windows again`() throws {
    let all = try Synthetic.windows()
    let few = all.selecting(
      all.windows.indices.filter { all.windows[$0].label == 0 || $0.isMultiple(of: 9) })
    var used = Set<Int>()
    for epoch in 0..<30 {
      let order = Sampling.balanced.order(of: few, epoch: epoch, seed: 1)
      #expect(order.count == few.count)
      #expect(Set(order).count == order.count)
      var counts = [0, 0, 0]
      for draw in order {
        counts[few.windows[draw % few.count].label] += 1
        used.insert(draw % few.count)
      }
      #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
    }
    #expect(used.count == few.count)
    #expect(Set(Sampling.all.order(of: few, epoch: 0, seed: 1)) == Set(0..<few.count))
  }

  @Test func `the loss of mixed windows is that of both labels, and its gradient too`() {
    let loss = CrossEntropy(weights: [1, 2, 0.5], smoothing: 0.1)
    let logits: [Float] = [0.3, -1, 2, 0.7, 0.1, -0.4]
    let (labels, others, shares) = ([0, 1], [2, 1], [0.7, 1.0])
    func value(_ logits: [Float], _ gradient: UnsafeMutablePointer<Float>? = nil) -> Double {
      logits.withUnsafeBufferPointer {
        loss(
          $0.baseAddress!, labels: labels, others: others, shares: shares, gradient: gradient)
      }
    }
    func alone(_ label: Int, _ row: ArraySlice<Float>) -> Double {
      Array(row).withUnsafeBufferPointer {
        // Over the weight of the label, which one window alone is normalised by.
        loss($0.baseAddress!, labels: [label], gradient: nil) * Double(loss.weights[label])
      }
    }
    let normalizer = 0.7 * 1 + 0.3 * 0.5 + 2
    let expected =
      (0.7 * alone(0, logits[..<3]) + 0.3 * alone(2, logits[..<3]) + alone(1, logits[3...]))
      / normalizer
    var gradient = [Float](repeating: .nan, count: 6)
    let found = gradient.withUnsafeMutableBufferPointer { value(logits, $0.baseAddress) }
    #expect(abs(found - expected) < 1e-6)
    for index in logits.indices {
      var (up, down) = (logits, logits)
      up[index] += 0.01
      down[index] -= 0.01
      #expect(abs((value(up) - value(down)) / 0.02 - Double(gradient[index])) < 1e-3)
    }
  }

  /// The mean of max(λ, 1 − λ), by SciPy's quadrature over Beta(α, α); at α = 1 it is 3/4.
  @Test(arguments: [(1.0, 0.75), (0.2, 0.898810)])
  func `mixing keeps the larger share for a window's own label, and takes any other window`(
    alpha: Double, mean: Double
  ) {
    var random = CounterGenerator(seed: 6)
    let draws = 40_000
    let partners = (0..<draws).compactMap { _ in
      Mixup(alpha: alpha, probability: 0.5).partner(of: 2, among: 5, &random)
    }
    #expect(abs(Double(partners.count) / Double(draws) - 0.5) < 0.01)
    #expect(partners.allSatisfy { 0.5...1 ~= $0.share })
    let found = partners.reduce(0) { $0 + $1.share } / Double(partners.count)
    #expect(abs(found - mean) < 0.005, "\(found)")
    for place in [0, 1, 3, 4] {
      let share = Double(partners.count { $0.place == place }) / Double(partners.count)
      #expect(abs(share - 0.25) < 0.015, "place \(place)")
    }
    #expect(Mixup(alpha: alpha, probability: 1).partner(of: 0, among: 1, &random) == nil)
  }

  @Test func `a network learns from mixed windows too`() throws {
    let trainer = try Trainer(
      network: Synthetic.makeNetwork(), training: Synthetic.windows(),
      configuration: Self.configuration("mixup=1@1"), parallelism: .threads(2))
    while !trainer.isFinished { _ = try trainer.runEpoch() }
    let test = try Synthetic.windows(recordingsPerClass: 2, seed: 1234)
    #expect(Self.accuracy(trainer.bestNetwork, test) > 0.95)
  }

  @Test func `several trainings side by side end as one after the other`() throws {
    let windows = try Synthetic.windows()
    let network = try Synthetic.makeNetwork()
    let configuration = try Self.configuration(
      "shift=10,noise=0:20", averaging: .exponential(), epochs: 2)
    @Sendable func train() throws -> [SafeTensors.Entry] {
      let trainer = try Trainer(
        network: network, training: windows, configuration: configuration,
        parallelism: .threads(2))
      while !trainer.isFinished { _ = try trainer.runEpoch() }
      return trainer.bestNetwork.state
    }
    let alone = try train()
    let states = Mutex<[[SafeTensors.Entry]]>([])
    DispatchQueue.concurrentPerform(iterations: 3) { _ in
      if let state = try? train() { states.withLock { $0.append(state) } }
    }
    #expect(states.withLock { $0 } == [alone, alone, alone])
  }

  /// Tones of two frequencies, at a speed and in noise.
  static func tones(speed: Double, noise: Double, seed: UInt64) throws -> LabelledWindows {
    let recordings = [0.04, 0.06, 0.09].enumerated().flatMap { label, frequency in
      (0..<3).map { index in
        var random = CounterGenerator(seed: seed, stream: UInt64(label), substream: UInt64(index))
        let phase = random.uniform()
        return Recording(
          file: "\(label)-\(index)",
          samples: (0..<1280).map {
            Float(sine(speed * frequency * Double($0) + phase) + noise * random.normal())
          }, sampleRate: 1000, label: Synthetic.labels[label])
      }
    }
    return try LabelledWindows(
      recordings: recordings, labels: Synthetic.labels, windowLength: 64, hop: 32)
  }

  @Test(arguments: [
    // Trained at one speed, tested at others; trained without noise, tested in it.
    ("stretch=0.2", 0.82, 0.05), ("noise=-5:15@0.8", 1.0, 0.7),
  ])
  func `what training has seen at random is withstood at the test`(
    augmentation: String, speed: Double, noise: Double
  ) throws {
    let test = try Self.tones(speed: speed, noise: noise, seed: 77)
    let accuracies = try ["none", augmentation].map { text in
      let trainer = try Trainer(
        network: Synthetic.makeNetwork(), training: Self.tones(speed: 1, noise: 0.05, seed: 5),
        configuration: Self.configuration(text, epochs: 25), parallelism: .threads(2))
      while !trainer.isFinished { _ = try trainer.runEpoch() }
      return Self.accuracy(trainer.bestNetwork, test)
    }
    #expect(accuracies[1] > accuracies[0] + 0.05, "\(accuracies)")
  }
}
