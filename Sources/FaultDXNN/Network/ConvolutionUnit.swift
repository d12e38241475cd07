public import FaultDXTensor

/// A convolution without bias and the batch normalisation behind it, which has one.
///
/// - Input: `[batch, length, inputChannels]`
/// - Output: `[batch, conv.geometry.outputLength(for: length), outputChannels]`
public struct ConvolutionUnit: Sendable, Equatable {
  /// The convolution.
  public package(set) var conv: Conv1d
  /// The normalisation.
  public package(set) var norm: BatchNorm1d

  /// A unit with random filters.
  public init(geometry: ConvolutionGeometry, using generator: inout some RandomNumberGenerator) {
    conv = Conv1d(geometry: geometry, hasBias: false, isRectified: true, using: &generator)
    norm = BatchNorm1d(channels: geometry.outputChannels)
  }

  /// The normalised channels.
  public func callAsFunction(_ x: Tensor) -> Tensor { norm(conv(x)) }

  /// The normalised channels behind a ReLU.
  func rectified(_ x: Tensor) -> Tensor { norm.apply(to: conv(x), relu: true) }

  /// Visits the two parts under names of their own, because PyTorch's blocks have no name for the pair.
  mutating func visitParameters<Failure: Error>(
    conv convPath: String, norm normPath: String,
    _ visit: (String, inout Tensor, ParameterKind) throws(Failure) -> Void
  ) throws(Failure) {
    try conv.visitParameters(convPath, visit)
    try norm.visitParameters(normPath, visit)
  }
}

extension ConvolutionUnit: Parameterized {
  /// Visits `conv` and `norm`.
  public mutating func visitParameters<Failure: Error>(
    _ path: String, _ visit: (String, inout Tensor, ParameterKind) throws(Failure) -> Void
  ) throws(Failure) {
    try visitParameters(conv: joined(path, "conv"), norm: joined(path, "norm"), visit)
  }
}
