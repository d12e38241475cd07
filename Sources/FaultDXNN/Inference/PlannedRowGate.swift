import FaultDXTensor

/// The weights of a spatial attention: one number per window and position.
struct PlannedRowGate: Sendable {
  private let weight: [Float]
  private let bias: [Float]?
  private let taps: Int
  private let descriptors: ActivationSlot
  private let gate: ActivationSlot

  init(
    _ attention: SpatialAttention, length: Int, _ layout: inout InferenceLayout
  ) {
    weight = attention.conv.weight.elements
    bias = attention.conv.bias?.elements
    taps = attention.conv.geometry.kernelSize
    descriptors = layout.slot(
      length: length, channels: 2, padding: attention.conv.geometry.padding)
    gate = layout.slot(length: length, channels: 1)
  }

  /// The gate for what lies in a slot; valid until the next call.
  func weights(for x: ActivationSlot, in memory: InferenceMemory) -> UnsafePointer<Float> {
    memory.kernels.channelDescriptors(
      x.extent(memory.batch), x: memory.rows(x).readOnly, descriptors: memory.rows(descriptors),
      which: nil)
    return weights(of: x.extent(memory.batch), in: memory)
  }

  /// The gate for what is seen through a channel gate; valid until the next call.
  func weights(for x: GatedSamples, in memory: InferenceMemory) -> UnsafePointer<Float> {
    memory.kernels.channelDescriptors(x, descriptors: memory.rows(descriptors), which: nil)
    return weights(of: x.extent, in: memory)
  }

  private func weights(of extent: Extent, in memory: InferenceMemory) -> UnsafePointer<Float> {
    let g = memory.rows(gate).base
    weight.withUnsafeBufferPointer { weight in
      guard let weight = weight.baseAddress else { return }
      func run(_ bias: UnsafePointer<Float>?) {
        memory.kernels.rowConvolution(
          descriptors.extent(memory.batch), taps: taps,
          descriptors: memory.padded(descriptors).readOnly, weight: weight, bias: bias, z: g)
      }
      if let bias { bias.withUnsafeBufferPointer { run($0.baseAddress) } } else { run(nil) }
    }
    memory.kernels.sigmoidForward(count: extent.batch * extent.length, x: g, y: g)
    return UnsafePointer(g)
  }
}
