import FaultDXTensor

/// The weights of a spatial attention: one number per window and position.
struct PlannedRowGate: Sendable {
  private let conv: PlannedConvolution
  private let descriptors: ActivationSlot
  private let gate: ActivationSlot

  init(
    _ attention: SpatialAttention, length: Int, _ kernels: Kernels,
    _ layout: inout InferenceLayout
  ) {
    conv = PlannedConvolution(attention.conv, kernels, &layout)
    descriptors = layout.slot(
      length: length, channels: 2, padding: attention.conv.geometry.padding)
    gate = layout.slot(length: length, channels: 1)
  }

  /// The gate for what lies in a slot; valid until the next call.
  func weights(for x: ActivationSlot, in memory: InferenceMemory) -> UnsafePointer<Float> {
    memory.kernels.channelDescriptors(
      x.extent(memory.batch), x: memory.rows(x).readOnly, descriptors: memory.rows(descriptors),
      which: nil)
    conv.run(from: descriptors, to: gate, in: memory)
    let g = memory.rows(gate).base
    memory.kernels.sigmoidForward(count: memory.batch * x.length, x: g, y: g)
    return UnsafePointer(g)
  }
}
