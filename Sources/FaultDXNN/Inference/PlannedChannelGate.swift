import FaultDXTensor

/// The weights of a channel attention: one number per window and channel.
///
/// The second maps of both descriptors add up, so they are one: `[hidden of mean, hidden of maximum]` times the two
/// weights on top of each other.
struct PlannedChannelGate: Sendable {
  private let hasMean: Bool
  private let hasMaximum: Bool
  private let first: [PlannedConvolution]
  private let second: PlannedConvolution
  private let descriptors: ActivationSlot
  private let hidden: ActivationSlot
  private let gate: ActivationSlot

  init(_ attention: ChannelAttention, _ kernels: Kernels, _ layout: inout InferenceLayout) {
    hasMean = attention.descriptor != .maximum
    hasMaximum = attention.descriptor != .average
    var modules: [AttentionMLP] = []
    if hasMean { modules.append(attention.mlp) }
    if hasMaximum { modules.append(attention.maximumMLP ?? attention.mlp) }
    let channels = attention.mlp.fc1.inputs
    let units = attention.mlp.fc1.outputs
    first = modules.map {
      PlannedConvolution(
        inputs: channels, outputs: units, weight: $0.fc1.weight.elements,
        bias: $0.fc1.bias?.elements, kernels)
    }
    let biases = modules.compactMap { $0.fc2.bias?.elements }
    second = PlannedConvolution(
      inputs: units * modules.count, outputs: channels,
      weight: modules.flatMap { $0.fc2.weight.elements },
      bias: biases.isEmpty
        ? nil : (0..<channels).map { c in biases.reduce(0) { $0 + $1[c] } }, kernels)
    descriptors = layout.slot(length: modules.count, channels: channels)
    hidden = layout.slot(length: modules.count, channels: units)
    gate = layout.slot(length: 1, channels: channels)
  }

  /// The gate for what lies in a slot; valid until the next call.
  func weights(for x: ActivationSlot, in memory: InferenceMemory) -> UnsafePointer<Float> {
    let (d, h, g) = (memory.rows(descriptors), memory.rows(hidden), memory.rows(gate))
    memory.kernels.timeDescriptors(
      x.extent(memory.batch), x: memory.rows(x).readOnly, mean: hasMean ? d.base : nil,
      maximum: hasMaximum ? d.base + (hasMean ? x.channels : 0) : nil, stride: d.stride, which: nil)
    for (index, map) in first.enumerated() {
      map.run(
        from: Samples(d.base + index * x.channels, stride: d.stride),
        to: MutableSamples(h.base + index * hidden.channels, stride: h.stride), length: 1,
        relu: true, in: memory)
    }
    second.run(from: h.readOnly, to: g, length: 1, in: memory)
    memory.kernels.sigmoidForward(count: memory.batch * x.channels, x: g.base, y: g.base)
    return UnsafePointer(g.base)
  }
}
