import FaultDX
import FaultDXNN
import FaultDXSignal
import FaultDXTensor
import FaultDXTraining

/// One network in one precision with the windows that all runtimes are given.
final class Contestant {
  /// Windows that there are.
  let count: Int
  private let network: CBAMNetwork
  private let plan: InferencePlan
  private let recording: Recording
  private var session: InferenceSession
  /// One trainer per number of threads, each goes on where it stopped.
  private var trainers: [Int: Trainer] = [:]

  /// The windows are float32 in this machine's byte order; whole numbers are scaled by the first 64 of them.
  init(
    _ model: Model, _ precision: Precision, windows bytes: [UInt8]
  ) throws(Misunderstanding) {
    let samples = bytes.withUnsafeBytes { bytes in
      (0..<(bytes.count / 4)).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
    guard samples.count > 0, samples.count % model.windowLength == 0, bytes.count % 4 == 0 else {
      throw Misunderstanding("\(bytes.count) bytes are no windows of \(model.windowLength)")
    }
    network = model.network
    let length = model.windowLength
    let few = Tensor(
      shape: [min(64, samples.count / length), length, 1],
      elements: Array(samples.prefix(64 * length)))
    switch precision {
    case .float32: plan = InferencePlan(network)
    case .bfloat16: plan = InferencePlan(network, arithmetic: .bfloat16)
    case .int8:
      guard let ranges = ActivationRanges(of: network, over: few) else {
        throw Misunderstanding("the network reaches what is no number")
      }
      plan = InferencePlan(network, arithmetic: .int8(ranges))
    }
    recording = Recording(file: "windows", samples: samples)
    count = samples.count / model.windowLength
    session = InferenceSession(plan)
    fillSession()
  }

  private func fillSession() {
    session.withWindow(0) { window in
      for index in window.indices { window[index] = recording.samples[index] }
    }
  }

  /// The first windows as a batch.
  private func batch(_ size: Int) -> Tensor {
    Tensor(
      shape: [size, plan.windowLength, 1],
      elements: Array(recording.samples.prefix(size * plan.windowLength)))
  }

  /// The logits of the first windows.
  func logits(_ size: Int, parallelism: Parallelism) -> [Float] {
    plan.logits(batch(size), parallelism: parallelism).elements
  }

  /// The seconds of one call: for one window a session that a service keeps, copying in and out included; for
  /// many the call that takes a whole batch and gives memory back behind it.
  func infer(_ size: Int, parallelism: Parallelism, calls: Int) -> Double {
    let windows = batch(size)
    guard size == 1 else {
      return time(calls) { blackHole += plan.logits(windows, parallelism: parallelism).elements[0] }
    }
    return time(calls) {
      session.withWindow(0) { window in
        windows.withPointer { window.baseAddress?.update(from: $0, count: window.count) }
      }
      session.run(count: 1)
      blackHole += session.withLogits(0) { $0[0] }
    }
  }

  /// What keeps the compiler from leaving out work.
  private var blackHole: Float = 0

  /// The losses of a run's first steps, all on the first 64 windows.
  func losses(steps: Int, parallelism: Parallelism) throws -> [Double] {
    let trainer = try trainer(windows: 64, parallelism)
    return try (0..<steps).map { _ in try trainer.runEpoch()?.trainingLoss ?? .nan }
  }

  /// The seconds of one step, averaged over whole epochs with everything that belongs to them: order, filling of
  /// batches, copies of the weights behind the epoch.
  func train(epochs: Int, parallelism: Parallelism) throws -> Double {
    let trainer =
      try trainers[parallelism.threadCount] ?? trainer(windows: count, parallelism)
    trainers[parallelism.threadCount] = trainer
    var failure: (any Error)?
    let seconds = time(epochs) {
      do { _ = try trainer.runEpoch() } catch { failure = error }
    }
    if let failure { throw failure }
    return seconds / Double(trainer.batchesPerEpoch)
  }

  private func trainer(windows count: Int, _ parallelism: Parallelism) throws -> Trainer {
    let length = plan.windowLength
    let windows = try LabelledWindows(
      recordings: [recording],
      windows: (0..<count).map { index in
        .init(
          recording: 0, start: index * length, label: index % plan.classes,
          range: 0..<recording.frames)
      },
      labels: (0..<plan.classes).map { "class \($0)" }, windowLength: length, normalization: .none)
    let configuration = TrainingConfiguration(
      epochs: 1_000_000, batchSize: 64, optimizer: .adamW(), learningRate: 1e-3,
      schedule: .constant, warmUpEpochs: 0)
    return try Trainer(
      network: network, training: windows, configuration: configuration, parallelism: parallelism)
  }

  private func time(_ calls: Int, _ body: () -> Void) -> Double {
    let duration = ContinuousClock().measure { for _ in 0..<calls { body() } }.components
    return (Double(duration.seconds) + Double(duration.attoseconds) * 1e-18) / Double(calls)
  }
}
