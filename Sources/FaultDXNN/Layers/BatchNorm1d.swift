public import FaultDXTensor

/// Batch normalisation with running statistics: what it does once training is over.
///
///     y[n, t, c] = (x[n, t, c] − runningMean[c]) / √(runningVariance[c] + ε) · scale[c] + shift[c]
///
/// - Input, output: `[batch, length, channels]`
///
/// Matches `torch.nn.BatchNorm1d`: in training a batch is normalised with its biased variance, and its
/// unbiased variance goes into the running average. Ioffe and Szegedy, ICML 2015, arXiv 1502.03167.
public struct BatchNorm1d: Sendable, Equatable {
  /// The trained factor per channel.
  public package(set) var scale: Tensor
  /// The trained term per channel.
  public package(set) var shift: Tensor
  /// The running average of batch means.
  public package(set) var runningMean: Tensor
  /// The running average of unbiased batch variances.
  public package(set) var runningVariance: Tensor
  /// What is added to a variance before the root is taken.
  public let epsilon: Double
  /// The share of a new batch in the running averages.
  public let momentum: Double

  /// A normalisation that changes nothing yet.
  public init(channels: Int, epsilon: Double = 1e-5, momentum: Double = 0.1) {
    scale = Tensor(shape: [channels], repeating: 1)
    shift = Tensor(shape: [channels])
    runningMean = Tensor(shape: [channels])
    runningVariance = Tensor(shape: [channels], repeating: 1)
    self.epsilon = epsilon
    self.momentum = momentum
  }

  /// The number of channels.
  public var channels: Int { scale.count }

  /// What a centred channel is multiplied by: its factor over its running standard deviation.
  var factors: [Float] {
    zip(scale.elements, runningVariance.elements).map { scale, variance in
      scale * Float(1 / (Double(variance) + epsilon).squareRoot())
    }
  }

  /// The normalised activations.
  public func callAsFunction(_ x: Tensor) -> Tensor { apply(to: x, relu: false) }

  func apply(to x: Tensor, relu: Bool) -> Tensor {
    let extent = x.extent
    require(
      extent.channels == channels,
      "a normalisation of \(channels) channels was given \(extent.channels)")
    let factors = factors
    return x.mapped(to: x.shape) { x, y in
      runningMean.withPointer { mean in
        factors.withUnsafeBufferPointer { factors in
          shift.withPointer { shift in
            guard let factor = factors.baseAddress else { return }
            Kernels().normalizationForward(
              extent, x: x, ChannelAffine(mean: mean, factor: factor, shift: shift), relu: relu,
              y: y)
          }
        }
      }
    }
  }
}

extension BatchNorm1d: Parameterized {
  /// Visits `weight`, `bias`, `running_mean` and `running_var`.
  public mutating func visitParameters<Failure: Error>(
    _ path: String, _ visit: (String, inout Tensor, ParameterKind) throws(Failure) -> Void
  ) throws(Failure) {
    try visit(joined(path, "weight"), &scale, .normalizationScale)
    try visit(joined(path, "bias"), &shift, .bias)
    try visit(joined(path, "running_mean"), &runningMean, .runningMean)
    try visit(joined(path, "running_var"), &runningVariance, .runningVariance)
  }
}
