public import FaultDXTensor

/// The convolutional block attention module in one dimension, in every variant of its configuration.
///
/// - Input, output: `[batch, length, channels]`
///
/// Woo et al., "CBAM: Convolutional Block Attention Module", ECCV 2018, arXiv 1807.06521.
public struct CBAM: Sendable, Equatable {
  /// The gate per channel, if there is one.
  public package(set) var channel: ChannelAttention?
  /// The gate per position, if there is one.
  public package(set) var spatial: SpatialAttention?
  /// How the two follow each other.
  public let arrangement: AttentionConfiguration.Arrangement

  /// A module with random weights.
  public init(
    channels: Int, configuration: AttentionConfiguration,
    using generator: inout some RandomNumberGenerator
  ) {
    arrangement = configuration.arrangement
    channel =
      configuration.hasChannelGate
      ? ChannelAttention(channels: channels, configuration: configuration, using: &generator) : nil
    spatial =
      configuration.hasSpatialGate
      ? SpatialAttention(configuration: configuration, using: &generator) : nil
  }

  /// The weighted activations.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    switch arrangement {
    case .channelFirst:
      let u = channel.map { $0(x) } ?? x
      return spatial.map { $0(u) } ?? u
    case .spatialFirst:
      let u = spatial.map { $0(x) } ?? x
      return channel.map { $0(u) } ?? u
    case .parallel:
      let u = channel.map { $0(x) } ?? x
      return spatial.map { $0.apply($0.weights(for: x), to: u) } ?? u
    }
  }
}

extension CBAM: Parameterized {
  /// Visits `channel` and `spatial`, in this order whatever the arrangement.
  public mutating func visitParameters<Failure: Error>(
    _ path: String, _ visit: (String, inout Tensor, ParameterKind) throws(Failure) -> Void
  ) throws(Failure) {
    if var gate = channel {
      try gate.visitParameters(joined(path, "channel"), visit)
      channel = gate
    }
    if var gate = spatial {
      try gate.visitParameters(joined(path, "spatial"), visit)
      spatial = gate
    }
  }
}
