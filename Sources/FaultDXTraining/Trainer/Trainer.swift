public import FaultDXNN
import FaultDXSignal
public import FaultDXTensor

/// A training run: one epoch after the other, stoppable between any two and resumable to the same bytes.
///
///     let trainer = try Trainer(
///       network: network, training: windows, validation: held, configuration: configuration)
///     while !trainer.isFinished {
///       let report = try trainer.runEpoch()
///     }
///     let model = trainer.bestNetwork
///
/// The weights depend on network, data and configuration, and on nothing else: not on the number of threads,
/// nor on whether the run was resumed from a checkpoint.
public final class Trainer {
  /// What the run is made of.
  public let configuration: TrainingConfiguration
  /// What is learnt from.
  public let training: LabelledWindows
  /// What the best epoch is chosen by, if anything.
  public let validation: LabelledWindows?
  /// How many threads share the work.
  public let parallelism: Parallelism
  /// The network behind the last whole epoch, from which the next one goes on.
  public internal(set) var network: CBAMNetwork
  /// The network with the lowest validation loss, of averaged weights where they are averaged; the last one where
  /// there is no validation.
  public internal(set) var bestNetwork: CBAMNetwork
  /// One report for each whole epoch.
  public internal(set) var history: [EpochReport] = []

  let runner: BatchRunner
  /// The optimiser's memory behind the last whole epoch.
  var optimizerState: OptimizerState
  /// The averaged weights behind the last whole epoch.
  var average = AveragedWeights()
  private let loss: TrainingLoss

  /// Prepares a run.
  ///
  /// - Parameters:
  ///   - network: where training starts from, random or pretrained.
  ///   - parallelism: how many threads share the work; it does not change the result.
  /// - Throws: `TrainingError` where configuration, windows and network do not fit each other.
  public init(
    network: CBAMNetwork, training: LabelledWindows, validation: LabelledWindows? = nil,
    configuration: TrainingConfiguration, parallelism: Parallelism = .serial
  ) throws(TrainingError) {
    do {
      try configuration.validate()
      try configuration.fineTuning?.validate(for: network.configuration)
    } catch {
      throw .configuration(error)
    }
    if training.count == 0 { throw .noWindows }
    try Self.check(network.configuration, training)
    if let validation {
      try Self.check(network.configuration, validation)
      if validation.labels != training.labels || validation.target != training.target {
        throw .validation(what: "classes")
      }
    }
    self.configuration = configuration
    self.training = training
    self.validation = validation.flatMap { $0.count > 0 ? $0 : nil }
    self.parallelism = parallelism
    self.network = network
    bestNetwork = network
    let classes = CrossEntropy(
      weights: Self.weights(configuration.classWeights, configuration.sampling, training),
      smoothing: configuration.labelSmoothing)
    loss = TrainingLoss(
      kind: training.target.map { .numbers(HuberLoss(), $0) } ?? .classes(classes))
    runner = BatchRunner(
      network, training, configuration, loss: loss,
      capacity: min(configuration.batchSize, training.count))
    optimizerState = OptimizerState(runner.optimizer)
  }

  /// Batches of an epoch.
  public var batchesPerEpoch: Int {
    (training.count + configuration.batchSize - 1) / configuration.batchSize
  }

  /// The report of the epoch whose weights are the best.
  public var bestReport: EpochReport? { history.last(where: \.isBest) }

  /// Whether all epochs are done, or the validation loss has not improved for too long.
  public var isFinished: Bool {
    if history.count >= configuration.epochs { return true }
    guard let patience = configuration.patience, validation != nil, let best = bestReport else {
      return false
    }
    // The weights that averaging is about come last.
    return history.count - max(best.epoch, firstAveragedEpoch) >= patience
  }

  /// Passes once over the training windows and, where there are any, over the validation windows.
  ///
  /// - Parameters:
  ///   - onBatch: called behind each batch.
  ///   - isCancelled: asked behind each batch; `true` gives up the epoch.
  /// - Returns: the report; `nil` for an epoch that was given up, which leaves the trainer as it was before.
  /// - Throws: `TrainingError.diverged`; the trainer is then as it was before the epoch.
  public func runEpoch(
    onBatch: (BatchProgress) -> Void = { _ in }, isCancelled: () -> Bool = { false }
  ) throws(TrainingError) -> EpochReport? {
    let epoch = history.count
    let order = configuration.sampling.order(
      of: training, epoch: epoch, seed: configuration.seed)
    let clock = ContinuousClock()
    let start = clock.now
    var (lossSum, correct, seen, rate) = (0.0, 0, 0, 0.0)
    var average = average
    for batch in 0..<batchesPerEpoch {
      let draws = Array(order[range(ofBatch: batch)])
      let step = epoch * batchesPerEpoch + batch
      rate = learningRate(step: step)
      let outcome = runner.train(draws, epoch: epoch, step: step, rate: rate, parallelism)
      guard outcome.loss.isFinite else {
        rollBack()
        throw .diverged(epoch: epoch + 1, batch: batch + 1)
      }
      if case .exponential(let decay) = configuration.weightAveraging {
        let rising = Double(1 + step) / Double(10 + step)
        average.add(runner.parameters.values, share: 1 - min(decay, rising))
      }
      lossSum += outcome.loss * Double(draws.count)
      correct += outcome.correct ?? 0
      seen += draws.count
      onBatch(
        BatchProgress(
          epoch: epoch + 1, batch: batch + 1, batches: batchesPerEpoch,
          loss: lossSum / Double(seen), learningRate: rate,
          windowsPerSecond: Double(seen) / max(1e-9, clock.now.seconds(since: start))))
      if isCancelled() {
        rollBack()
        return nil
      }
    }
    let trained = clock.now.seconds(since: start)
    runner.parameters.store(into: &network)
    optimizerState = OptimizerState(runner.optimizer)
    if case .stochastic = configuration.weightAveraging, epoch >= firstAveragedEpoch {
      average.add(runner.parameters.values, share: 1 / Double(average.count + 1))
    }
    self.average = average
    let outcome = average.count > 0 ? averagedNetwork(epoch: epoch) : network
    let validated = validation.map { evaluate(outcome, on: $0) }
    let isBest = validated.map { $0.loss < bestReport?.validationLoss ?? .infinity } ?? true
    if isBest { bestNetwork = outcome }
    let report = EpochReport(
      epoch: epoch + 1, trainingLoss: lossSum / Double(seen),
      trainingAccuracy: training.target == nil ? Double(correct) / Double(seen) : nil,
      validationLoss: validated?.loss, validationAccuracy: validated?.accuracy,
      validationError: validated?.error, learningRate: rate,
      seconds: clock.now.seconds(since: start), windowsPerSecond: Double(seen) / max(1e-9, trained),
      isBest: isBest)
    history.append(report)
    return report
  }

  /// The logits of windows by the best network so far, `[windows, classes]`.
  public func predict(_ windows: LabelledWindows) -> Tensor {
    bestNetwork.logits(for: windows, parallelism: parallelism)
  }

  /// The loss that is trained on, and the share of right windows or the mean distance.
  private func evaluate(_ network: CBAMNetwork, on windows: LabelledWindows)
    -> (loss: Double, accuracy: Double?, error: Double?)
  {
    let logits = network.logits(for: windows, parallelism: parallelism)
    let labels = windows.windows.map(\.label)
    return logits.withPointer { rows in
      (
        loss(rows, labels: labels, gradient: nil),
        loss.correct(rows, labels).map { Double($0) / Double(windows.count) },
        loss.error(rows, labels)
      )
    }
  }

  /// The batches of an epoch share the windows evenly, so that no batch is much smaller than the others.
  private func range(ofBatch batch: Int) -> Range<Int> {
    (batch * training.count / batchesPerEpoch)..<((batch + 1) * training.count / batchesPerEpoch)
  }

  private func learningRate(step: Int) -> Double {
    let warmUp = (configuration.warmUpEpochs * Double(batchesPerEpoch)).rounded()
    return configuration.schedule.rate(
      base: configuration.learningRate, step: step, stepsPerEpoch: batchesPerEpoch,
      epochs: configuration.epochs) * warmUpFactor(step: step, steps: Int(warmUp))
  }

  /// The first epoch, from 0, whose weights are averages.
  var firstAveragedEpoch: Int {
    configuration.weightAveraging.firstEpoch(of: configuration.epochs)
  }

  /// The averaged weights in a network, its batch norms measured; the run goes on as if nothing had happened.
  private func averagedNetwork(epoch: Int) -> CBAMNetwork {
    var averaged = network
    runner.parameters.values.assign(average.values)
    runner.measureStatistics(epoch: epoch, parallelism)
    runner.parameters.store(into: &averaged)
    runner.parameters.load(network)
    return averaged
  }

  private func rollBack() {
    runner.parameters.load(network)
    optimizerState.restore(runner.optimizer)
  }

  private static func weights(
    _ kind: TrainingConfiguration.ClassWeights, _ sampling: Sampling, _ windows: LabelledWindows
  ) -> [Float] {
    guard kind == .balanced, sampling == .all else {
      return [Float](repeating: 1, count: windows.labels.count)
    }
    return windows.labelCounts.map {
      $0 == 0 ? 1 : Float(Double(windows.count) / Double(windows.labels.count * $0))
    }
  }

  private static func check(
    _ network: CBAMNetwork.Configuration, _ windows: LabelledWindows
  ) throws(TrainingError) {
    for (what, found, expected) in [
      ("window length", windows.inputLength, network.windowLength),
      ("channels", windows.channels, network.inputChannels),
      (windows.target == nil ? "classes" : "outputs", windows.outputCount, network.classes),
    ] where found != expected {
      throw .mismatch(what: what, windows: found, network: expected)
    }
  }
}

extension ContinuousClock.Instant {
  fileprivate func seconds(since start: ContinuousClock.Instant) -> Double {
    let parts = start.duration(to: self).components
    return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
  }
}
