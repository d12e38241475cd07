import FaultDXNN
import FaultDXSignal
import FaultDXTensor

/// A network, its memory and its pass, ready for one batch after the other.
final class BatchRunner {
  /// What the pass reads when it fills its input.
  // Unchecked: changes only between batches.
  private final class Source: @unchecked Sendable {
    var indices: [Int] = []
    var epoch = 0
  }

  /// What a batch came to.
  struct Outcome {
    /// The mean loss.
    var loss: Double
    /// Windows whose highest logit is that of their class.
    var correct: Int
  }

  let parameters: ParameterMemory
  let optimizer: Optimizer
  private let windows: LabelledWindows
  private let configuration: TrainingConfiguration
  private let loss: CrossEntropy
  private let kernels = Kernels()
  private let pass: TrainingPass
  private let source = Source()
  private let logits: Activation
  private let update: WeightUpdate

  init(
    _ network: CBAMNetwork, _ windows: LabelledWindows, _ configuration: TrainingConfiguration,
    loss: CrossEntropy, capacity: Int
  ) {
    self.windows = windows
    self.configuration = configuration
    self.loss = loss
    parameters = ParameterMemory(network)
    optimizer = Optimizer(configuration.optimizer, count: parameters.values.count)
    update = WeightUpdate(parameters, kernels: kernels)
    pass = TrainingPass(capacity: capacity, parameters: parameters, kernels: kernels)
    let input = pass.activation(
      length: windows.inputLength, channels: windows.channels, hasGradient: false)
    let (source, seed, augmentation) = (source, configuration.seed, configuration.augmentation)
    pass.forward(
      .each { shard in
        for n in shard.samples {
          windows.fill(
            source.indices[n], augmentation: augmentation, seed: seed, epoch: source.epoch,
            into: input.sample(n))
        }
      })
    logits = network.record(input, "", in: pass)
    pass.finish()
  }

  /// Learns from one batch.
  ///
  /// - Parameters:
  ///   - step: counts batches over the whole run.
  ///   - rate: the learning rate.
  func train(
    _ indices: [Int], epoch: Int, step: Int, rate: Double, _ parallelism: Parallelism
  ) -> Outcome {
    source.indices = indices
    source.epoch = epoch
    let batch = Batch(count: indices.count, seed: configuration.seed, step: step)
    let labels = indices.map { windows.windows[$0].label }
    pass.runForward(batch, parallelism)
    let value = loss(
      logits.sample(0), labels: labels, gradient: logits.gradient(0), kernels: kernels)
    let outcome = Outcome(
      loss: value, correct: correct(logits.sample(0), labels, classes: loss.weights.count))
    guard value.isFinite else { return outcome }
    pass.runBackward(batch, parallelism)
    update.apply(
      batch, optimizer, rate: rate, maximumNorm: configuration.maximumGradientNorm, parallelism)
    return outcome
  }
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
