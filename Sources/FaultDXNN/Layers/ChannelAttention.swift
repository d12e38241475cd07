public import FaultDXTensor

/// Two linear maps with a ReLU between them: what turns a description of the channels into their weights.
public struct AttentionMLP: Sendable, Equatable {
  /// Channels to hidden units.
  public package(set) var fc1: Linear
  /// Hidden units to channels.
  public package(set) var fc2: Linear

  /// Random maps.
  init(
    channels: Int, hidden: Int, hasBias: Bool, using generator: inout some RandomNumberGenerator
  ) {
    fc1 = Linear(
      inputs: channels, outputs: hidden, hasBias: hasBias, isRectified: true, using: &generator)
    fc2 = Linear(inputs: hidden, outputs: channels, hasBias: hasBias, using: &generator)
  }

  func callAsFunction(_ x: Tensor) -> Tensor { fc2(ReLU()(fc1(x))) }
}

extension AttentionMLP: Parameterized {
  /// Visits `fc1` and `fc2`.
  public mutating func visitParameters<Failure: Error>(
    _ path: String, _ visit: (String, inout Tensor, ParameterKind) throws(Failure) -> Void
  ) throws(Failure) {
    try fc1.visitParameters(joined(path, "fc1"), visit)
    try fc2.visitParameters(joined(path, "fc2"), visit)
  }
}

/// One weight per channel, from what the channel looks like over time.
///
///     Mc(x) = σ(MLP(mean_t x) + MLP(max_t x))        y[n, t, c] = x[n, t, c] · Mc(x)[n, c]
///
/// - Input, output: `[batch, length, channels]`
///
/// Woo et al., "CBAM: Convolutional Block Attention Module", ECCV 2018, arXiv 1807.06521, section 3.
public struct ChannelAttention: Sendable, Equatable {
  /// What a channel is summarised by.
  public let descriptor: AttentionConfiguration.Descriptor
  /// The MLP of both descriptors, or of the mean where each has its own.
  public package(set) var mlp: AttentionMLP
  /// The MLP of the maximum, where each descriptor has its own.
  public package(set) var maximumMLP: AttentionMLP?

  /// A gate with random weights.
  public init(
    channels: Int, configuration: AttentionConfiguration,
    using generator: inout some RandomNumberGenerator
  ) {
    let hidden = configuration.hiddenUnits(channels: channels)
    descriptor = configuration.descriptor
    mlp = AttentionMLP(
      channels: channels, hidden: hidden, hasBias: configuration.hasMLPBias, using: &generator)
    maximumMLP =
      configuration.mlp == .separate
      ? AttentionMLP(
        channels: channels, hidden: hidden, hasBias: configuration.hasMLPBias, using: &generator)
      : nil
  }

  /// The weights that the gate gives, `[batch, channels]`, each in `0 … 1`.
  public func weights(for x: Tensor) -> Tensor {
    var sum = Tensor(shape: [x.extent.batch, x.extent.channels])
    func add(_ term: Tensor) {
      for index in 0..<sum.count { sum.elements[index] += term.elements[index] }
    }
    if descriptor != .maximum { add(mlp(GlobalPool1d(.average)(x))) }
    if descriptor != .average { add((maximumMLP ?? mlp)(GlobalPool1d(.maximum)(x))) }
    return Sigmoid()(sum)
  }

  /// The weighted activations.
  public func callAsFunction(_ x: Tensor) -> Tensor { apply(weights(for: x), to: x) }

  func apply(_ gate: Tensor, to x: Tensor) -> Tensor {
    let extent = x.extent
    return x.mapped(to: x.shape) { x, y in
      gate.withPointer { Kernels().gateChannels(extent, x: x, gate: $0, y: y) }
    }
  }
}

extension ChannelAttention: Parameterized {
  /// Visits the shared MLP, or `average` and `maximum`.
  public mutating func visitParameters<Failure: Error>(
    _ path: String, _ visit: (String, inout Tensor, ParameterKind) throws(Failure) -> Void
  ) throws(Failure) {
    guard var maximum = maximumMLP else { return try mlp.visitParameters(path, visit) }
    try mlp.visitParameters(joined(path, "average"), visit)
    try maximum.visitParameters(joined(path, "maximum"), visit)
    maximumMLP = maximum
  }
}
