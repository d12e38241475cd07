package import FaultDXTensor

/// Everything that happens to a batch, laid out once: what each layer does forward, and what it does backward.
///
/// A layer records its steps when the pass is built; running a batch walks through them. Neighbouring steps
/// on shards form one parallel region, so that a shard goes through several layers while its activations are
/// in the cache; regions end only where something about the whole batch is needed, at the statistics of a
/// batch norm. There is no tape: the steps are the same for every batch.
package final class TrainingPass {
  /// A piece of the work.
  enum Step {
    /// For each shard.
    case each(@Sendable (Shard) -> Void)
    /// Once, between the shards' work before it and after it.
    case once(@Sendable (Batch) -> Void)
  }

  private enum Region {
    case shards([@Sendable (Shard) -> Void])
    case single(@Sendable (Batch) -> Void)
  }

  /// The instructions that are used.
  package let kernels: Kernels
  /// The parameters and their gradients.
  package let parameters: ParameterMemory
  /// The most samples in a batch.
  package let capacity: Int
  /// Gradients between a convolution and its pooling.
  let convolvedGradients = GradientRoom()
  /// Gradients between a pooling and the next convolution.
  let pooledGradients = GradientRoom()
  private var goesBackward = true
  private var activations: [Activation] = []
  private var preparations: [@Sendable () -> Void] = []
  private var forwardSteps: [Step] = []
  private var backwardGroups: [[Step]] = []
  private var forwardRegions: [Region] = []
  private var backwardRegions: [Region] = []
  private var scratches: [Scratch] = []

  /// An empty pass for batches of at most so many samples.
  package init(capacity: Int, parameters: ParameterMemory, kernels: Kernels = Kernels()) {
    self.capacity = capacity
    self.parameters = parameters
    self.kernels = kernels
  }

  /// A new activation; it has memory once the pass is finished.
  package func activation(length: Int, channels: Int, hasGradient: Bool = true) -> Activation {
    let activation = Activation(
      length: length, channels: channels, hasGradient: hasGradient && goesBackward)
    activations.append(activation)
    return activation
  }

  /// Adds what is done once for each batch before everything else, beside what others do then.
  func prepare(_ body: @escaping @Sendable () -> Void) { preparations.append(body) }

  /// Adds steps behind everything that was added before.
  func forward(_ steps: Step...) { forwardSteps += steps }

  /// Adds steps before everything that was added before.
  func backward(_ steps: Step...) {
    if goesBackward { backwardGroups.append(steps) }
  }

  /// Records layers through which no gradient goes back, because none before them learns.
  func forwardOnly(_ record: () -> Activation) -> Activation {
    goesBackward = false
    defer { goesBackward = true }
    return record()
  }

  /// Allocates the memory; nothing can be recorded any more.
  package func finish() {
    for activation in activations { activation.allocate(capacity: capacity) }
    forwardRegions = Self.regions(forwardSteps)
    let parameters = parameters
    backwardRegions = Self.regions(
      [.each { parameters.clearShard($0.index) }] + backwardGroups.reversed().flatMap(\.self))
  }

  private static func regions(_ steps: [Step]) -> [Region] {
    var regions: [Region] = []
    for step in steps {
      switch (step, regions.last) {
      case (.each(let body), .shards(let bodies)?):
        regions[regions.count - 1] = .shards(bodies + [body])
      case (.each(let body), _): regions.append(.shards([body]))
      case (.once(let body), _): regions.append(.single(body))
      }
    }
    return regions
  }

  /// Runs a batch forward.
  package func runForward(_ batch: Batch, _ parallelism: Parallelism) {
    let preparations = preparations
    parallelism.forEach(shards: preparations.count) { preparations[$0]() }
    run(forwardRegions, batch, parallelism)
  }

  /// Runs the gradients backward; every shard's parameter gradients are complete afterwards.
  package func runBackward(_ batch: Batch, _ parallelism: Parallelism) {
    run(backwardRegions, batch, parallelism)
  }

  private func run(_ regions: [Region], _ batch: Batch, _ parallelism: Parallelism) {
    require(
      batch.count > 0 && batch.count <= capacity,
      "a pass for 1 to \(capacity) samples was given \(batch.count)")
    while scratches.count < parallelism.threadCount { scratches.append(Scratch()) }
    let scratches = scratches
    for region in regions {
      switch region {
      case .single(let body): body(batch)
      case .shards(let bodies):
        parallelism.forEach(shards: batch.shards) { index, worker in
          let shard = Shard(
            index: index, samples: batch.samples(ofShard: index), scratch: scratches[worker],
            batch: batch)
          for body in bodies { body(shard) }
        }
      }
    }
  }
}

/// A layer that can be trained.
package protocol Trainable {
  /// Records what the layer does with `x`, forward and backward.
  ///
  /// - Parameters:
  ///   - x: what the layer reads.
  ///   - path: what the names of its parameters start with.
  /// - Returns: what the layer writes.
  func record(_ x: Activation, _ path: String, in pass: TrainingPass) -> Activation
}
