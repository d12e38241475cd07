public import FaultDXTensor

/// A one-dimensional cross-correlation over a batch of multichannel signals.
///
///     y[n, t, o] = bias[o] + Σ(k, c) weight[k, c, o] · x[n, t · stride + k · dilation − padding, c]
///
/// - Input: `[batch, length, inputChannels]`
/// - Output: `[batch, geometry.outputLength(for: length), outputChannels]`
///
/// Matches `torch.nn.Conv1d` with `groups = 1`.
public struct Conv1d: Sendable, Equatable {
  /// The filters, `[kernelSize, inputChannels, outputChannels]`.
  public package(set) var weight: Tensor
  /// One number per output channel, if there is a bias.
  public package(set) var bias: Tensor?
  /// Channels, taps, stride, padding and dilation.
  public let geometry: ConvolutionGeometry

  /// A convolution with given parameters.
  ///
  /// - Precondition: the shapes are those of the geometry.
  public init(geometry: ConvolutionGeometry, weight: Tensor, bias: Tensor? = nil) {
    let shape = [geometry.kernelSize, geometry.inputChannels, geometry.outputChannels]
    require(weight.shape == shape, "filters of shape \(weight.shape) where \(shape) is needed")
    require(
      bias.map { $0.shape == [geometry.outputChannels] } ?? true,
      "a bias of shape \(bias?.shape ?? []) where [\(geometry.outputChannels)] is needed")
    self.geometry = geometry
    self.weight = weight
    self.bias = bias
  }

  /// A convolution with random filters.
  ///
  /// - Parameter isRectified: whether a ReLU follows, which asks for larger filters (He et al.).
  public init(
    geometry: ConvolutionGeometry, hasBias: Bool = true, isRectified: Bool = false,
    using generator: inout some RandomNumberGenerator
  ) {
    let shape = [geometry.kernelSize, geometry.inputChannels, geometry.outputChannels]
    let inputs = geometry.kernelSize * geometry.inputChannels
    self.geometry = geometry
    weight =
      isRectified
      ? .rectified(shape, inputs: inputs, using: &generator)
      : .balanced(shape, inputs: inputs, using: &generator)
    bias = hasBias ? Tensor(shape: [geometry.outputChannels]) : nil
  }

  /// The convolved signals.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let extent = x.extent
    require(
      extent.channels == geometry.inputChannels,
      "a convolution of \(geometry.inputChannels) channels was given \(extent.channels)")
    let outputLength = geometry.outputLength(for: extent.length)
    let shape = [extent.batch, outputLength, geometry.outputChannels]
    let kernels = Kernels()
    return x.padded(by: geometry.padding).mapped(to: shape) { x, y in
      weight.withPointer { weight in
        func run(_ bias: UnsafePointer<Float>?) {
          kernels.conv1dForward(
            geometry, batch: extent.batch, outputLength: outputLength, x: x, weight: .plain(weight),
            bias: bias, y: y)
        }
        if let bias { bias.withPointer { run($0) } } else { run(nil) }
      }
    }
  }
}

extension Conv1d: Parameterized {
  /// Visits `weight` and, if there is one, `bias`.
  public mutating func visitParameters<Failure: Error>(
    _ path: String, _ visit: (String, inout Tensor, ParameterKind) throws(Failure) -> Void
  ) throws(Failure) {
    try visit(joined(path, "weight"), &weight, .convolutionWeight)
    if var tensor = bias {
      try visit(joined(path, "bias"), &tensor, .bias)
      bias = tensor
    }
  }
}

extension Tensor {
  /// The same activations with zeros before and after every sample.
  func padded(by padding: Int) -> Tensor {
    guard padding > 0 else { return self }
    let extent = self.extent
    let shape = [extent.batch, extent.length + 2 * padding, extent.channels]
    return mapped(to: shape) { x, y in
      Kernels().pad(
        batch: extent.batch, length: extent.length, channels: extent.channels, before: padding,
        after: padding, from: x, to: y)
    }
  }
}
