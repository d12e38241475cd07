/// The shape of one attention module: every variant of the convolutional block attention module.
///
/// Woo et al., "CBAM: Convolutional Block Attention Module", ECCV 2018, arXiv 1807.06521; the defaults are
/// the paper's, with a floor under the hidden units of narrow layers.
public struct AttentionConfiguration: Sendable, Equatable {
  /// Which gates there are.
  public enum Kind: String, Sendable, CaseIterable {
    /// No attention at all.
    case none
    /// One weight per channel.
    case channel
    /// One weight per position in time.
    case spatial
    /// Both.
    case cbam
  }

  /// How the two gates of `.cbam` follow each other.
  public enum Arrangement: String, Sendable, CaseIterable {
    /// `u = x · Mc(x)`, `y = u · Ms(u)`: the paper's choice.
    case channelFirst
    /// `u = x · Ms(x)`, `y = u · Mc(u)`.
    case spatialFirst
    /// `y = x · Mc(x) · Ms(x)`: both gates see the same input.
    case parallel
  }

  /// What a channel is summarised by before the MLP.
  public enum Descriptor: String, Sendable, CaseIterable {
    /// Its mean over time.
    case average
    /// Its maximum over time.
    case maximum
    /// Both, each through the MLP, the outputs added.
    case both
  }

  /// Whether the two descriptors pass through one MLP or each through its own.
  public enum MLP: String, Sendable, CaseIterable {
    /// One MLP for both descriptors: the paper's choice.
    case shared
    /// One MLP per descriptor; only with the descriptor `.both`.
    case separate
  }

  /// Which gates there are.
  public var kind: Kind
  /// How they follow each other.
  public var arrangement: Arrangement
  /// What a channel is summarised by.
  public var descriptor: Descriptor
  /// One MLP or two.
  public var mlp: MLP
  /// Channels per hidden unit of the MLP.
  public var reduction: Int
  /// The fewest hidden units, however narrow the layer.
  public var minimumHiddenUnits: Int
  /// Whether the MLP's two linear maps have biases.
  public var hasMLPBias: Bool
  /// Taps of the spatial gate's convolution; odd, so that the length stays.
  public var spatialKernelSize: Int
  /// Whether the spatial gate's convolution has a bias.
  public var hasSpatialBias: Bool

  /// Creates a description; nothing is checked here.
  public init(
    kind: Kind = .cbam, arrangement: Arrangement = .channelFirst, descriptor: Descriptor = .both,
    mlp: MLP = .shared, reduction: Int = 16, minimumHiddenUnits: Int = 4, hasMLPBias: Bool = false,
    spatialKernelSize: Int = 7, hasSpatialBias: Bool = false
  ) {
    self.kind = kind
    self.arrangement = arrangement
    self.descriptor = descriptor
    self.mlp = mlp
    self.reduction = reduction
    self.minimumHiddenUnits = minimumHiddenUnits
    self.hasMLPBias = hasMLPBias
    self.spatialKernelSize = spatialKernelSize
    self.hasSpatialBias = hasSpatialBias
  }

  /// The hidden units of the MLP over so many channels.
  public func hiddenUnits(channels: Int) -> Int {
    max(channels / max(reduction, 1), minimumHiddenUnits, 1)
  }

  /// Whether there is a gate per channel.
  public var hasChannelGate: Bool { kind == .channel || kind == .cbam }

  /// Whether there is a gate per position.
  public var hasSpatialGate: Bool { kind == .spatial || kind == .cbam }
}
