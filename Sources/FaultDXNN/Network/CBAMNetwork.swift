public import FaultDXTensor

/// A convolutional network with attention for windows of a signal: stem, blocks, summary, linear map.
///
/// - Input: `[batch, windowLength, inputChannels]`
/// - Output: logits, `[batch, classes]`
///
///     var generator = CounterGenerator(seed: 1)
///     let network = try CBAMNetwork(configuration: .small, generator: &generator)
///     let logits = network(windows)
public struct CBAMNetwork: Sendable, Equatable {
  /// One stage behind the stem.
  public enum Block: Sendable, Equatable {
    /// A block of a plain backbone.
    case plain(PlainBlock)
    /// A block of a residual backbone.
    case residual(ResidualBlock)

    /// The block's attention, if there is one.
    public var attention: CBAM? {
      switch self {
      case .plain(let block): block.attention
      case .residual(let block): block.attention
      }
    }

    /// The block's output.
    public func callAsFunction(_ x: Tensor) -> Tensor {
      switch self {
      case .plain(let block): block(x)
      case .residual(let block): block(x)
      }
    }
  }

  /// What the network was built from.
  public let configuration: Configuration
  /// The first convolution and its normalisation.
  public package(set) var stem: ConvolutionUnit
  /// The stages behind it.
  public package(set) var blocks: [Block]
  /// The last linear map.
  public package(set) var head: Linear

  /// A network with random weights.
  ///
  /// - Throws: `ConfigurationError` for an impossible configuration.
  public init(
    configuration: Configuration, generator: inout some RandomNumberGenerator
  ) throws(ConfigurationError) {
    try configuration.validate()
    self.configuration = configuration
    let widths = configuration.widths
    let stem = configuration.stem
    self.stem = ConvolutionUnit(
      geometry: ConvolutionGeometry(
        inputChannels: configuration.inputChannels, outputChannels: widths[0],
        kernelSize: stem.kernelSize, stride: stem.stride, padding: stem.padding),
      using: &generator)
    blocks = []
    for index in 0..<configuration.blockCount {
      let attention =
        configuration.hasAttention(inBlock: index) ? configuration.attention : nil
      switch configuration.backbone {
      case .plain:
        blocks.append(
          .plain(
            PlainBlock(
              inputChannels: widths[index], outputChannels: widths[index + 1], attention: attention,
              using: &generator)))
      case .residual:
        blocks.append(
          .residual(
            ResidualBlock(
              inputChannels: widths[index], outputChannels: widths[index + 1], attention: attention,
              using: &generator)))
      }
    }
    head = Linear(
      inputs: configuration.headInputs, outputs: configuration.classes, using: &generator)
  }

  /// A network to load weights into: all filters are zero.
  ///
  /// - Throws: `ConfigurationError` for an impossible configuration.
  public init(configuration: Configuration) throws(ConfigurationError) {
    var zeros = ConstantGenerator()
    try self.init(configuration: configuration, generator: &zeros)
  }

  /// The summary of the last block's output.
  package var pooling: GlobalPool1d {
    switch configuration.head {
    case .average: GlobalPool1d(.average)
    case .averageAndMaximum: GlobalPool1d(.averageAndMaximum)
    case .flatten: GlobalPool1d(.flatten)
    }
  }

  /// The logits of a batch of windows, layer by layer.
  ///
  /// - Precondition: windows are as long and have as many channels as the configuration says.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    require(
      x.extent.length == configuration.windowLength
        && x.extent.channels == configuration.inputChannels,
      "a network for windows of \(configuration.windowLength) x \(configuration.inputChannels) "
        + "was given \(x.shape)")
    var y = halved(stem.rectified(x))
    for block in blocks { y = block(y) }
    return head(pooling(y))
  }
}

extension CBAMNetwork: Parameterized {
  /// Visits `stem`, `blocks.0`, `blocks.1`, … and `head`.
  public mutating func visitParameters<Failure: Error>(
    _ path: String, _ visit: (String, inout Tensor, ParameterKind) throws(Failure) -> Void
  ) throws(Failure) {
    try stem.visitParameters(joined(path, "stem"), visit)
    for index in blocks.indices {
      let name = joined(path, "blocks.\(index)")
      switch blocks[index] {
      case .plain(var block):
        try block.visitParameters(name, visit)
        blocks[index] = .plain(block)
      case .residual(var block):
        try block.visitParameters(name, visit)
        blocks[index] = .residual(block)
      }
    }
    try head.visitParameters(joined(path, "head"), visit)
  }
}

/// A generator for weights that are overwritten at once.
private struct ConstantGenerator: RandomNumberGenerator {
  // Stored: all values of no size share one address, which ThreadSanitizer takes for a race.
  private let bits: UInt64 = 1 << 63

  mutating func next() -> UInt64 { bits }
}
