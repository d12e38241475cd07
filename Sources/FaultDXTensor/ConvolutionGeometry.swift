/// What determines the shapes of a one-dimensional convolution.
///
///     y[n, t, o] = bias[o] + Σ(k, c) weight[k, c, o] · x[n, t · stride + k · dilation − padding, c]
///
/// `x` is zero outside `0 ..< length`. Matches `torch.nn.Conv1d` with `groups = 1`.
public struct ConvolutionGeometry: Sendable, Equatable {
  /// Channels of the input.
  public let inputChannels: Int
  /// Channels of the output.
  public let outputChannels: Int
  /// Taps of the filter.
  public let kernelSize: Int
  /// Input samples from one output sample to the next.
  public let stride: Int
  /// Zeros before and after each input.
  public let padding: Int
  /// Input samples from one tap to the next.
  public let dilation: Int

  /// A geometry.
  ///
  /// - Precondition: channels, kernel size, stride and dilation are at least 1, padding at least 0.
  public init(
    inputChannels: Int, outputChannels: Int, kernelSize: Int, stride: Int = 1, padding: Int = 0,
    dilation: Int = 1
  ) {
    require(
      inputChannels >= 1 && outputChannels >= 1,
      "a convolution from \(inputChannels) to \(outputChannels) channels needs at least 1 of each")
    require(
      kernelSize >= 1 && stride >= 1 && dilation >= 1 && padding >= 0,
      "kernel size \(kernelSize), stride \(stride) and dilation \(dilation) must be at least 1, "
        + "padding \(padding) at least 0")
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.kernelSize = kernelSize
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
  }

  /// Input samples from the first tap to the last, both included.
  public var span: Int { (kernelSize - 1) * dilation + 1 }

  /// Elements of the weight `[kernelSize, inputChannels, outputChannels]`.
  public var weightCount: Int { kernelSize * inputChannels * outputChannels }

  /// Samples of an input with its padding.
  public func paddedLength(for length: Int) -> Int { length + 2 * padding }

  /// Samples of the output of an input of `length` samples; zero where the filter does not fit.
  public func outputLength(for length: Int) -> Int {
    let room = paddedLength(for: length) - span
    return room < 0 ? 0 : room / stride + 1
  }

  /// Multiply-adds of one pass over one input.
  public func multiplyAdds(for length: Int) -> Int { outputLength(for: length) * weightCount }
}
