public import FaultDXTensor

/// Convolution, batch normalisation, ReLU, attention, maximum over pairs of positions.
///
/// - Input: `[batch, length, inputChannels]`
/// - Output: `[batch, length / 2, outputChannels]`; a single position stays one.
public struct PlainBlock: Sendable, Equatable {
  /// The convolution and its normalisation.
  public package(set) var unit: ConvolutionUnit
  /// The attention, if there is one.
  public package(set) var attention: CBAM?

  /// A block with random filters.
  public init(
    inputChannels: Int, outputChannels: Int, attention: AttentionConfiguration?,
    using generator: inout some RandomNumberGenerator
  ) {
    unit = ConvolutionUnit(
      geometry: ConvolutionGeometry(
        inputChannels: inputChannels, outputChannels: outputChannels, kernelSize: 3, padding: 1),
      using: &generator)
    self.attention = attention.map {
      CBAM(channels: outputChannels, configuration: $0, using: &generator)
    }
  }

  /// The block's output.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let y = unit.rectified(x)
    return halved(attention.map { $0(y) } ?? y)
  }
}

extension PlainBlock: Parameterized {
  /// Visits `conv`, `norm` and `attention`.
  public mutating func visitParameters<Failure: Error>(
    _ path: String, _ visit: (String, inout Tensor, ParameterKind) throws(Failure) -> Void
  ) throws(Failure) {
    try unit.visitParameters(path, visit)
    if var module = attention {
      try module.visitParameters(joined(path, "attention"), visit)
      attention = module
    }
  }
}

/// The maximum over pairs of positions, where there is a pair.
func halved(_ x: Tensor) -> Tensor {
  x.extent.length >= 2 ? MaxPool1d(kernelSize: 2)(x) : x
}
