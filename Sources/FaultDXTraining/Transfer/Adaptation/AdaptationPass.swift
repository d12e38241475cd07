import FaultDXNN
import FaultDXSignal
import FaultDXTensor

/// A network that runs over unlabelled windows in training mode: batch norms normalise by the batch.
///
/// Of its parameters at most the scales and shifts of batch norms learn, and dropout is left out: there is no label to
/// learn anything else from.
final class AdaptationPass {
  // Unchecked: changes only between batches.
  private final class Source: @unchecked Sendable { var indices: [Int] = [] }

  private let network: CBAMNetwork
  private let parameters: ParameterMemory
  private let pass: TrainingPass
  private let outputs: Activation
  private let update: WeightUpdate
  private let optimizer: Optimizer
  private let source = Source()
  private let windows: LabelledWindows
  private let parallelism: Parallelism
  private var steps = 0

  init(
    _ network: CBAMNetwork, over windows: LabelledWindows, capacity: Int, parallelism: Parallelism
  ) {
    let network = network.reshaped { $0.dropout = 0 }
    self.network = network
    self.windows = windows
    self.parallelism = parallelism
    let kernels = Kernels()
    let norms = Set(
      network.parameters.filter { $0.kind == .normalizationScale }.map {
        String($0.name.dropLast("weight".count))
      })
    parameters = ParameterMemory(network) { name, kind in
      kind == .normalizationScale || kind == .bias && norms.contains(String(name.dropLast(4)))
        ? 1 : 0
    }
    update = WeightUpdate(parameters, kernels: kernels)
    optimizer = Optimizer(.adam(decay: 0), count: parameters.values.count)
    pass = TrainingPass(
      capacity: min(capacity, windows.count), parameters: parameters, kernels: kernels)
    let input = pass.activation(
      length: windows.inputLength, channels: windows.channels, hasGradient: false)
    pass.forward(
      .each { [source] shard in
        for n in shard.samples { windows.fill(source.indices[n], into: input.sample(n)) }
      })
    outputs = network.record(input, "", in: pass)
    pass.finish()
  }

  /// All windows in a drawn order, in batches that differ by at most one window.
  ///
  /// Windows next to each other are of one recording, whose statistics are not those of the whole.
  func batches(seed: UInt64, epoch: Int) -> [[Int]] {
    var random = RandomPurpose.adaptation.generator(seed: seed, round: epoch)
    let order = random.shuffled(0..<windows.count)
    let count = (windows.count + pass.capacity - 1) / pass.capacity
    return (0..<count).map { batch in
      Array(order[batch * windows.count / count..<(batch + 1) * windows.count / count])
    }
  }

  /// Measures the running averages of all batch norms anew, as the mean over batches, with the weights that are set now.
  func measureStatistics(seed: UInt64) {
    for (index, batch) in batches(seed: seed, epoch: 0).enumerated() {
      parameters.measuringMomentum = 1 / Double(index + 1)
      source.indices = batch
      pass.runForward(Batch(count: batch.count), parallelism)
    }
    parameters.measuringMomentum = nil
  }

  /// Moves scales and shifts of batch norms down the gradient of a loss of the outputs.
  ///
  /// - Parameter loss: gets the outputs, row by row, and where their gradient goes; gives the mean loss.
  /// - Returns: the loss; without an update where it is not finite.
  func learn(
    _ batch: [Int], rate: Double,
    _ loss: (UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Double
  ) -> Double {
    source.indices = batch
    let shape = Batch(count: batch.count)
    pass.runForward(shape, parallelism)
    let value = loss(outputs.sample(0), outputs.gradient(0))
    guard value.isFinite else { return value }
    pass.runBackward(shape, parallelism)
    update.apply(shape, optimizer, rate: rate, maximumNorm: nil, parallelism)
    return value
  }

  /// The network with what was measured and learnt.
  var adapted: CBAMNetwork {
    var network = network
    parameters.store(into: &network)
    return network
  }
}
