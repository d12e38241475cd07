import FaultDXTensor

/// A convolution whose normalisation has gone into its weight and bias, in numbers of fewer bits than a float.
///
/// Its input comes as floats and is converted first: that is a fiftieth of its work or less, and everything between
/// two convolutions can stay as it is. Its output is floats again.
struct ReducedConvolution: Sendable {
  let geometry: ConvolutionGeometry
  private let weight: ReducedMatrix
  private let bias: [Float]
  /// What a whole number in the sum of each output channel is worth; `nil` where sums are floats.
  private let scale: [Float]?
  /// What inputs are multiplied by before they are rounded.
  private let inputScale: Float
  /// Floats of an input with its zeros.
  private let inputCount: Int

  /// - Parameter maximum: The largest input, for whole numbers.
  init(
    _ unit: ConvolutionUnit, _ format: ReducedFormat, from input: ActivationSlot,
    maximum: Float = 0, _ kernels: Kernels, _ layout: inout InferenceLayout
  ) {
    let folded = unit.folded
    geometry = unit.conv.geometry
    weight = ReducedMatrix(geometry, weight: folded.weight, format, kernels)
    bias = folded.bias
    // Inputs that were always zero have no scale of their own; any will do.
    let maximum = maximum > 1e-30 ? maximum : 1
    inputScale = 255 / maximum
    scale = format == .int8 ? weight.scales.map { $0 * (maximum / 255) } : nil
    inputCount = geometry.paddedLength(for: input.length) * input.channels
    layout.reserveStaging(bytes: Kernels.convertedStride(inputCount, format))
  }

  /// From padded rows to `length` rows.
  func run(
    from x: Samples, to y: MutableSamples, length: Int, relu: Bool, accumulate: Bool,
    in memory: InferenceMemory
  ) {
    let isFinite = memory.kernels.convert(
      x, batch: memory.batch, count: inputCount, scale: inputScale, to: memory.staging,
      for: weight)
    bias.withUnsafeBufferPointer { bias in
      func run(_ scale: UnsafePointer<Float>?) {
        memory.kernels.conv1dForward(
          batch: memory.batch, outputLength: length, x: memory.staging,
          xStride: Kernels.convertedStride(inputCount, weight.format), weight: weight,
          scale: scale, bias: bias.baseAddress, relu: relu, accumulate: accumulate, y: y)
      }
      if let scale {
        scale.withUnsafeBufferPointer { run($0.baseAddress) }
      } else {
        run(nil)
      }
    }
    if !isFinite { spoil(y, count: length * geometry.outputChannels, from: x, in: memory) }
  }

  /// Whole numbers cannot say that they come from none; an answer that is none must not look like one.
  private func spoil(
    _ y: MutableSamples, count: Int, from x: Samples, in memory: InferenceMemory
  ) {
    for n in 0..<memory.batch {
      let input = UnsafeBufferPointer(start: x.base + n * x.stride, count: inputCount)
      if !input.allSatisfy(\.isFinite) {
        (y.base + n * y.stride).update(repeating: .nan, count: count)
      }
    }
  }
}
