package import FaultDXNN
package import FaultDXTensor

/// All parameters of a network in one stretch of memory, with one copy of the gradient for each shard.
// Unchecked: parameters change only between regions; in a region a shard writes its own gradients only.
package final class ParameterMemory: @unchecked Sendable {
  /// Where one parameter lies.
  package struct Slot: Sendable {
    /// The first element.
    package let offset: Int
    /// The number of elements.
    package let count: Int
    /// What it is.
    package let kind: ParameterKind
    /// The share of the learning rate at which it learns; 0 where it stays what it is.
    package let rate: Float
  }

  /// What is trained, in visiting order.
  package let values: Memory<Float>
  /// Running averages, in visiting order.
  package let statistics: Memory<Float>
  /// The gradient of the batch, once shards are summed.
  package let gradients: Memory<Float>
  /// The slots by name.
  package let slots: [String: Slot]
  /// Taken instead of the momentum of each batch norm while running averages are measured anew.
  var measuringMomentum: Double?
  private let shardGradients: Memory<Float>
  private let order: [String]

  /// Takes the parameters of a network or of a single layer.
  ///
  /// - Parameter rate: the share of the learning rate at which a trained parameter learns, by its name; 0 freezes it.
  package init(
    _ network: some Parameterized, rate: (String, ParameterKind) -> Float = { _, _ in 1 }
  ) {
    var slots: [String: Slot] = [:]
    var (trained, measured) = (0, 0)
    let parameters = network.parameters
    for (name, tensor, kind) in parameters {
      slots[name] = Slot(
        offset: kind.isTrained ? trained : measured, count: tensor.count, kind: kind,
        rate: kind.isTrained ? rate(name, kind) : 0)
      if kind.isTrained { trained += tensor.count } else { measured += tensor.count }
    }
    order = parameters.map(\.name)
    self.slots = slots
    values = Memory(count: trained)
    statistics = Memory(count: measured)
    gradients = Memory(count: trained)
    shardGradients = Memory(count: trained * Batch.shardLimit)
    load(network)
  }

  /// The slot of a parameter.
  func slot(_ name: String) -> Slot {
    guard let slot = slots[name] else { fatalError("there is no parameter \"\(name)\"") }
    return slot
  }

  /// Whether nothing of a layer learns.
  func isFrozen(_ path: String) -> Bool {
    let prefix = path + "."
    return order.allSatisfy { !$0.hasPrefix(prefix) || slot($0).rate == 0 }
  }

  /// The value of a parameter, or of a running average.
  package func value(_ slot: Slot) -> UnsafeMutablePointer<Float> {
    (slot.kind.isTrained ? values : statistics).base + slot.offset
  }

  /// A shard's copy of a parameter's gradient.
  func gradient(_ slot: Slot, shard: Int) -> UnsafeMutablePointer<Float> {
    shardGradients.base + shard * values.count + slot.offset
  }

  /// Sets the gradients of all shards to zero.
  func clearShard(_ shard: Int) {
    (shardGradients.base + shard * values.count).update(repeating: 0, count: values.count)
  }

  /// Adds up the shards' gradients of a stretch of parameters, in shard order.
  package func sumShards(_ shards: Int, _ range: Range<Int>, kernels: Kernels) {
    kernels.sumShards(
      shards: shards, count: range.count, parts: shardGradients.base + range.lowerBound,
      stride: values.count, to: gradients.base + range.lowerBound)
  }

  /// Takes over the parameters of a network of the same shape.
  package func load(_ network: some Parameterized) {
    for (name, tensor, _) in network.parameters {
      tensor.elements.withUnsafeBufferPointer { source in
        guard let first = source.baseAddress else { return }
        value(slot(name)).update(from: first, count: tensor.count)
      }
    }
  }

  /// Writes the parameters into a network of the same shape.
  package func store(into network: inout some Parameterized) {
    network.visitParameters("") { name, tensor, _ in
      let source = value(slot(name))
      tensor.elements.withUnsafeMutableBufferPointer { target in
        _ = target.update(from: UnsafeBufferPointer(start: source, count: target.count))
      }
    }
  }

  /// Parameters next to each other that are updated alike.
  package struct Stretch: Sendable {
    /// Where they lie.
    package var range: Range<Int>
    /// Whether they decay.
    package let decays: Bool
    /// The share of the learning rate at which they learn.
    package let rate: Float
  }

  /// Stretches of neighbouring parameters that learn, each of those that are updated alike, none longer than `limit`.
  package func stretches(limit: Int) -> [Stretch] {
    var stretches: [Stretch] = []
    for slot in order.map(slot) where slot.rate > 0 {
      var start = slot.offset
      let end = slot.offset + slot.count
      if let last = stretches.last, last.decays == slot.kind.decays, last.rate == slot.rate,
        last.range.upperBound == start, last.range.count < limit
      {
        let taken = min(limit - last.range.count, slot.count)
        stretches[stretches.count - 1].range = last.range.lowerBound..<(start + taken)
        start += taken
      }
      while start < end {
        let next = min(start + limit, end)
        stretches.append(
          Stretch(range: start..<next, decays: slot.kind.decays, rate: slot.rate))
        start = next
      }
    }
    return stretches
  }
}
