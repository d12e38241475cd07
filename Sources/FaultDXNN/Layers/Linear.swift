public import FaultDXTensor

/// A linear map of the last axis.
///
///     y[n, o] = bias[o] + Σ(i) x[n, i] · weight[i, o]
///
/// - Input: `[batch, inputs]`
/// - Output: `[batch, outputs]`
///
/// Matches `torch.nn.Linear`.
public struct Linear: Sendable, Equatable {
  /// The map, `[inputs, outputs]`.
  public package(set) var weight: Tensor
  /// One number per output, if there is a bias.
  public package(set) var bias: Tensor?

  /// A map with given parameters.
  ///
  /// - Precondition: the weight has two axes and the bias as many numbers as the second.
  public init(weight: Tensor, bias: Tensor? = nil) {
    require(weight.shape.count == 2, "a linear map is [inputs, outputs], got \(weight.shape)")
    require(
      bias.map { $0.shape == [weight.shape[1]] } ?? true,
      "a bias of shape \(bias?.shape ?? []) where [\(weight.shape[1])] is needed")
    self.weight = weight
    self.bias = bias
  }

  /// A map with random weights.
  ///
  /// - Parameter isRectified: whether a ReLU follows, which asks for larger weights (He et al.).
  public init(
    inputs: Int, outputs: Int, hasBias: Bool = true, isRectified: Bool = false,
    using generator: inout some RandomNumberGenerator
  ) {
    weight =
      isRectified
      ? .rectified([inputs, outputs], inputs: inputs, using: &generator)
      : .balanced([inputs, outputs], inputs: inputs, using: &generator)
    bias = hasBias ? Tensor(shape: [outputs]) : nil
  }

  /// The number of inputs.
  public var inputs: Int { weight.shape[0] }

  /// The number of outputs.
  public var outputs: Int { weight.shape[1] }

  /// The map as a convolution with one tap, whose rows are the batch.
  package var geometry: ConvolutionGeometry {
    ConvolutionGeometry(inputChannels: inputs, outputChannels: outputs, kernelSize: 1)
  }

  /// The mapped rows.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    require(
      x.shape.count == 2 && x.shape[1] == inputs,
      "a linear map of \(inputs) inputs was given \(x.shape)")
    let rows = x.shape[0]
    return Conv1d(
      geometry: geometry, weight: weight.reshaped(to: [1, inputs, outputs]), bias: bias)(
        x.reshaped(to: [1, rows, inputs])
      ).reshaped(to: [rows, outputs])
  }
}

extension Linear: Parameterized {
  /// Visits `weight` and, if there is one, `bias`.
  public mutating func visitParameters<Failure: Error>(
    _ path: String, _ visit: (String, inout Tensor, ParameterKind) throws(Failure) -> Void
  ) throws(Failure) {
    try visit(joined(path, "weight"), &weight, .linearWeight)
    if var tensor = bias {
      try visit(joined(path, "bias"), &tensor, .bias)
      bias = tensor
    }
  }
}
