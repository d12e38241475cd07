public import FaultDXTensor

/// One weight per position in time, from what the channels look like around it.
///
///     Ms(x) = σ(conv([mean_c x; max_c x]))        y[n, t, c] = x[n, t, c] · Ms(x)[n, t]
///
/// - Input, output: `[batch, length, channels]`
///
/// Woo et al., "CBAM: Convolutional Block Attention Module", ECCV 2018, arXiv 1807.06521, section 3, with one
/// axis instead of two.
public struct SpatialAttention: Sendable, Equatable {
  /// From mean and maximum to one number per position.
  public package(set) var conv: Conv1d

  /// A gate with random weights.
  public init(
    configuration: AttentionConfiguration, using generator: inout some RandomNumberGenerator
  ) {
    conv = Conv1d(
      geometry: ConvolutionGeometry(
        inputChannels: 2, outputChannels: 1, kernelSize: configuration.spatialKernelSize,
        padding: configuration.spatialKernelSize / 2),
      hasBias: configuration.hasSpatialBias, using: &generator)
  }

  /// The weights that the gate gives, `[batch, length]`, each in `0 … 1`.
  public func weights(for x: Tensor) -> Tensor {
    let extent = x.extent
    let descriptors = x.mapped(to: [extent.batch, extent.length, 2]) { x, y in
      Kernels().channelDescriptors(extent, x: x, descriptors: y, which: nil)
    }
    return Sigmoid()(conv(descriptors)).reshaped(to: [extent.batch, extent.length])
  }

  /// The weighted activations.
  public func callAsFunction(_ x: Tensor) -> Tensor { apply(weights(for: x), to: x) }

  func apply(_ gate: Tensor, to x: Tensor) -> Tensor {
    let extent = x.extent
    return x.mapped(to: x.shape) { x, y in
      gate.withPointer { Kernels().gateRows(extent, x: x, gate: $0, y: y) }
    }
  }
}

extension SpatialAttention: Parameterized {
  /// Visits `conv`.
  public mutating func visitParameters<Failure: Error>(
    _ path: String, _ visit: (String, inout Tensor, ParameterKind) throws(Failure) -> Void
  ) throws(Failure) {
    try conv.visitParameters(joined(path, "conv"), visit)
  }
}
