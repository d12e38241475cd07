import FaultDXTensor

/// The gates of a module in the order in which they are applied.
struct PlannedAttention: Sendable {
  private enum Gate: Sendable {
    case channel(PlannedChannelGate)
    case row(PlannedRowGate)

    func weights(for x: ActivationSlot, in memory: InferenceMemory) -> UnsafePointer<Float> {
      switch self {
      case .channel(let gate): gate.weights(for: x, in: memory)
      case .row(let gate): gate.weights(for: x, in: memory)
      }
    }

    func apply(
      _ weights: UnsafePointer<Float>, from x: ActivationSlot, to y: ActivationSlot,
      in memory: InferenceMemory
    ) {
      let extent = x.extent(memory.batch)
      let (source, target) = (memory.rows(x).readOnly, memory.rows(y))
      switch self {
      case .channel: memory.kernels.gateChannels(extent, x: source, gate: weights, y: target)
      case .row: memory.kernels.gateRows(extent, x: source, gate: weights, y: target)
      }
    }
  }

  private let gates: [Gate]
  private let isParallel: Bool

  /// `nil` where there is nothing to apply.
  init?(_ module: CBAM?, length: Int, _ kernels: Kernels, _ layout: inout InferenceLayout) {
    guard let module else { return nil }
    let channel = module.channel.map { Gate.channel(PlannedChannelGate($0, kernels, &layout)) }
    let row = module.spatial.map {
      Gate.row(PlannedRowGate($0, length: length, &layout))
    }
    let order = module.arrangement == .spatialFirst ? [row, channel] : [channel, row]
    gates = order.compactMap { $0 }
    isParallel = module.arrangement == .parallel
    if gates.isEmpty { return nil }
  }

  /// Weights what lies in `x`, which is used up, and leaves the result in `y`; both may be the same.
  func run(from x: ActivationSlot, to y: ActivationSlot, in memory: InferenceMemory) {
    let last = gates[gates.count - 1]
    if gates.count == 2 {
      // In parallel both look at the same activations; otherwise the second looks at what the first left.
      let early = isParallel ? last.weights(for: x, in: memory) : nil
      gates[0].apply(gates[0].weights(for: x, in: memory), from: x, to: x, in: memory)
      last.apply(early ?? last.weights(for: x, in: memory), from: x, to: y, in: memory)
    } else {
      last.apply(last.weights(for: x, in: memory), from: x, to: y, in: memory)
    }
  }

  /// Weights what lies in `x`, which may be used up, and leaves the maximum of each pair of rows in `y`.
  ///
  /// - Precondition: there is a pair of rows.
  func run(from x: ActivationSlot, toPairMaxima y: ActivationSlot, in memory: InferenceMemory) {
    let extent = x.extent(memory.batch)
    var seen = GatedSamples(extent, x: memory.rows(x).readOnly)
    if gates.count == 2, !isParallel, case .channel(let channel) = gates[0],
      case .row(let row) = gates[1]
    {
      // What the gates leave is never written: it is computed where it is needed.
      seen.channelGate = channel.weights(for: x, in: memory)
      seen.rowGate = row.weights(for: seen, in: memory)
      memory.kernels.pairMaxima(seen, y: memory.rows(y))
    } else {
      run(from: x, to: x, in: memory)
      memory.kernels.maxPoolForward(
        PoolingGeometry(kernelSize: 2), extent, x: seen.x, y: memory.rows(y), which: nil)
    }
  }
}
