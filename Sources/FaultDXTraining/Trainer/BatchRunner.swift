import FaultDXNN
import FaultDXSignal
import FaultDXTensor

/// A network, its memory and its pass, ready for one batch after the other.
final class BatchRunner {
  /// What the pass reads when it fills its input.
  // Unchecked: changes only between batches.
  private final class Source: @unchecked Sendable {
    var draws: [Int] = []
    var epoch = 0
    var partners: [Mixup.Partner?] = []
  }

  /// What a batch came to.
  struct Outcome {
    /// The mean loss.
    var loss: Double
    /// Windows whose highest logit is that of their class; `nil` where there are no classes.
    var correct: Int?
  }

  let parameters: ParameterMemory
  let optimizer: Optimizer
  private let windows: LabelledWindows
  private let configuration: TrainingConfiguration
  private let loss: TrainingLoss
  private let kernels = Kernels()
  private let pass: TrainingPass
  private let source = Source()
  private let logits: Activation
  private let update: WeightUpdate

  init(
    _ network: CBAMNetwork, _ windows: LabelledWindows, _ configuration: TrainingConfiguration,
    loss: TrainingLoss, capacity: Int
  ) {
    self.windows = windows
    self.configuration = configuration
    self.loss = loss
    let shape = network.configuration
    parameters = ParameterMemory(network) { name, _ in
      Float(configuration.fineTuning?.rate(of: name, in: shape) ?? 1)
    }
    optimizer = Optimizer(configuration.optimizer, count: parameters.values.count)
    update = WeightUpdate(parameters, kernels: kernels)
    pass = TrainingPass(capacity: capacity, parameters: parameters, kernels: kernels)
    let input = pass.activation(
      length: windows.inputLength, channels: windows.channels, hasGradient: false)
    let augmenter = WindowAugmenter(windows, configuration.augmentation, seed: configuration.seed)
    let (source, count) = (source, windows.windowCount)
    let mixed = configuration.augmentation.mixup == nil ? nil : MixingRoom(count: count)
    pass.forward(
      .each { shard in
        for n in shard.samples {
          augmenter.fill(
            source.draws[n], epoch: source.epoch, into: input.sample(n),
            workspace: &shard.scratch.workspace)
          guard let mixed, let partner = source.partners[n] else { continue }
          let other = mixed.memory(ofShard: shard.index)
          augmenter.fill(
            source.draws[partner.place], epoch: source.epoch, into: other,
            workspace: &shard.scratch.workspace)
          let (x, share) = (input.sample(n), Float(partner.share))
          for index in 0..<count { x[index] = share * x[index] + (1 - share) * other[index] }
        }
      })
    logits = network.record(input, "", in: pass)
    pass.finish()
  }

  /// Learns from one batch.
  ///
  /// - Parameters:
  ///   - draws: indices of windows, plus their number where an epoch sees them again.
  ///   - step: counts batches over the whole run.
  ///   - rate: the learning rate.
  func train(
    _ draws: [Int], epoch: Int, step: Int, rate: Double, _ parallelism: Parallelism
  ) -> Outcome {
    prepare(draws, epoch: epoch, step: step)
    let batch = Batch(count: draws.count, seed: configuration.seed, step: step)
    let labels = draws.map { windows.windows[$0 % windows.count].label }
    pass.runForward(batch, parallelism)
    let value: Double
    if configuration.augmentation.mixup == nil {
      value = loss(
        logits.sample(0), labels: labels, gradient: logits.gradient(0), kernels: kernels)
    } else {
      let others = source.partners.enumerated().map { n, partner in labels[partner?.place ?? n] }
      value = loss(
        logits.sample(0), labels: labels, others: others,
        shares: source.partners.map { $0?.share ?? 1 }, gradient: logits.gradient(0),
        kernels: kernels)
    }
    let outcome = Outcome(
      loss: value, correct: loss.correct(logits.sample(0), labels))
    guard value.isFinite else { return outcome }
    pass.runBackward(batch, parallelism)
    update.apply(
      batch, optimizer, rate: rate, maximumNorm: configuration.maximumGradientNorm, parallelism)
    return outcome
  }

  private func prepare(_ draws: [Int], epoch: Int, step: Int) {
    source.draws = draws
    source.epoch = epoch
    guard let mixup = configuration.augmentation.mixup else { return }
    source.partners = draws.indices.map { place in
      var random = RandomPurpose.mixture.generator(
        seed: configuration.seed, round: step, index: place)
      return mixup.partner(of: place, among: draws.count, &random)
    }
  }

  /// The most windows on which running averages are measured anew.
  private static let measuredWindows = 1024

  /// Measures the running averages of the batch norms for the weights that are set now, as the mean over batches of
  /// training windows as the epoch sees them.
  func measureStatistics(epoch: Int, _ parallelism: Parallelism) {
    guard parameters.statistics.count > 0 else { return }
    let count = min(windows.count, Self.measuredWindows)
    let batches = (count + pass.capacity - 1) / pass.capacity
    for batch in 0..<batches {
      let places = (batch * count / batches)..<((batch + 1) * count / batches)
      prepare(
        places.map { $0 * windows.count / count }, epoch: epoch, step: epoch * batches + batch)
      parameters.measuringMomentum = 1 / Double(batch + 1)
      pass.runForward(
        Batch(count: places.count, seed: configuration.seed, step: epoch * batches + batch),
        parallelism)
    }
    parameters.measuringMomentum = nil
  }
}

/// Where each shard keeps the window that it mixes in.
// Unchecked: a shard writes its own part.
private final class MixingRoom: @unchecked Sendable {
  private let room: Memory<Float>
  private let count: Int

  init(count: Int) {
    self.count = count
    room = Memory(count: count * Batch.shardLimit)
  }

  func memory(ofShard shard: Int) -> UnsafeMutablePointer<Float> { room.base + shard * count }
}

/// How many rows have their highest logit at the label.
func correct(_ logits: UnsafePointer<Float>, _ labels: [Int], classes: Int) -> Int {
  var count = 0
  for (n, label) in labels.enumerated() {
    let row = UnsafeBufferPointer(start: logits + n * classes, count: classes)
    if row.firstMaximum == label { count += 1 }
  }
  return count
}
