public import FaultDXTensor

/// Two convolutions and attention beside a shortcut.
///
///     y = relu(attention(norm2(conv2(relu(norm1(conv1(x)))))) + shortcut(x))
///
/// - Input: `[batch, length, inputChannels]`
/// - Output: `[batch, (length + 1) / 2, outputChannels]` with stride 2
///
/// He et al., "Deep residual learning for image recognition", CVPR 2016, arXiv 1512.03385 (basic block);
/// attention on the branch before the addition, as Woo et al. place it.
public struct ResidualBlock: Sendable, Equatable {
  /// The first convolution, which carries the stride, and its normalisation.
  public package(set) var first: ConvolutionUnit
  /// The second convolution and its normalisation.
  public package(set) var second: ConvolutionUnit
  /// The attention on the branch, if there is one.
  public package(set) var attention: CBAM?
  /// A convolution with one tap where the shapes differ; else the input itself is added.
  public package(set) var shortcut: ConvolutionUnit?

  /// A block with random filters.
  public init(
    inputChannels: Int, outputChannels: Int, stride: Int = 2, attention: AttentionConfiguration?,
    using generator: inout some RandomNumberGenerator
  ) {
    first = ConvolutionUnit(
      geometry: ConvolutionGeometry(
        inputChannels: inputChannels, outputChannels: outputChannels, kernelSize: 3, stride: stride,
        padding: 1), using: &generator)
    second = ConvolutionUnit(
      geometry: ConvolutionGeometry(
        inputChannels: outputChannels, outputChannels: outputChannels, kernelSize: 3, padding: 1),
      using: &generator)
    self.attention = attention.map {
      CBAM(channels: outputChannels, configuration: $0, using: &generator)
    }
    shortcut =
      stride == 1 && inputChannels == outputChannels
      ? nil
      : ConvolutionUnit(
        geometry: ConvolutionGeometry(
          inputChannels: inputChannels, outputChannels: outputChannels, kernelSize: 1,
          stride: stride), using: &generator)
  }

  /// The block's output.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let branch = second(first.rectified(x))
    var sum = attention.map { $0(branch) } ?? branch
    let other = shortcut.map { $0(x) } ?? x
    for index in 0..<sum.count { sum.elements[index] += other.elements[index] }
    return ReLU()(sum)
  }
}

extension ResidualBlock: Parameterized {
  /// Visits `conv1`, `norm1`, `conv2`, `norm2`, `attention` and `shortcut`.
  public mutating func visitParameters<Failure: Error>(
    _ path: String, _ visit: (String, inout Tensor, ParameterKind) throws(Failure) -> Void
  ) throws(Failure) {
    try first.visitParameters(conv: joined(path, "conv1"), norm: joined(path, "norm1"), visit)
    try second.visitParameters(conv: joined(path, "conv2"), norm: joined(path, "norm2"), visit)
    if var module = attention {
      try module.visitParameters(joined(path, "attention"), visit)
      attention = module
    }
    if var unit = shortcut {
      try unit.visitParameters(joined(path, "shortcut"), visit)
      shortcut = unit
    }
  }
}
