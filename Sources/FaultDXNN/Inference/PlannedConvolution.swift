import FaultDXTensor

/// A convolution whose normalisation has gone into its weight and bias.
struct PlannedConvolution: Sendable {
  let geometry: ConvolutionGeometry
  let weight: PackedMatrix
  let bias: [Float]?

  init(_ unit: ConvolutionUnit, _ kernels: Kernels, _ layout: inout InferenceLayout) {
    let folded = unit.folded
    layout.tiles(kernels.scratchCount(unit.conv.geometry))
    self.init(unit.conv.geometry, weight: folded.weight, bias: folded.bias, kernels)
  }

  /// A linear map: one tap over rows that are samples.
  init(inputs: Int, outputs: Int, weight: [Float], bias: [Float]?, _ kernels: Kernels) {
    self.init(
      ConvolutionGeometry(inputChannels: inputs, outputChannels: outputs, kernelSize: 1),
      weight: weight, bias: bias, kernels)
  }

  private init(
    _ geometry: ConvolutionGeometry, weight: [Float], bias: [Float]?, _ kernels: Kernels
  ) {
    self.geometry = geometry
    self.bias = bias
    self.weight = kernels.packedForForward(geometry, weight: weight)
  }

  /// From padded rows to `length` rows.
  func run(
    from x: Samples, to y: MutableSamples, length: Int, relu: Bool = false,
    accumulate: Bool = false, in memory: InferenceMemory
  ) {
    func run(_ bias: UnsafePointer<Float>?) {
      memory.kernels.conv1dForward(
        geometry, batch: memory.batch, outputLength: length, x: x, weight: .packed(weight),
        bias: bias, relu: relu, accumulate: accumulate, y: y, scratch: memory.tiles)
    }
    if let bias { bias.withUnsafeBufferPointer { run($0.baseAddress) } } else { run(nil) }
  }

  /// From one slot to another, whose length says how many rows there are.
  func run(
    from x: ActivationSlot, to y: ActivationSlot, relu: Bool = false, in memory: InferenceMemory
  ) {
    run(
      from: memory.padded(x).readOnly, to: memory.rows(y), length: y.length, relu: relu, in: memory)
  }
}
