public import ArgumentParser
import FaultDXNN

/// The network's shape.
struct NetworkOptions: ParsableArguments {
  @Option(help: "Attention in the blocks.")
  var attention: AttentionConfiguration.Kind = .cbam

  @Option(help: "How the two follow each other.")
  var arrangement: AttentionConfiguration.Arrangement = .channelFirst

  @Option(help: "What channel attention sees.")
  var descriptor: AttentionConfiguration.Descriptor = .both

  @Option(help: "The MLP of the two descriptors.")
  var mlp: AttentionConfiguration.MLP = .shared

  @Option(help: "Channels per hidden unit of that MLP; it has at least 4.")
  var reduction = 16

  @Flag(help: "Give the MLP and the spatial convolution biases.")
  var attentionBias = false

  @Option(help: "Kernel of spatial attention, odd.")
  var spatialKernel = 7

  @Option(
    name: .customLong("attention-block"),
    help: "A block that carries attention, from 0; repeat for several. (default: all)")
  var attentionBlocks: [Int] = []

  @Option(help: "What the blocks are.")
  var backbone: CBAMNetwork.Configuration.Backbone = .plain

  @Option(help: "Channels of the stem and of each block, separated by commas.")
  var widths = "16,32,64,64,64"

  @Option(
    help: "What the last layer reads. (default: average, of spectra flatten)")
  var head: CBAMNetwork.Configuration.Head?

  @Option(help: "Share of features dropped before the last layer in training.")
  var dropout = 0.0

  func validate() throws {
    if channelWidths == nil {
      throw ValidationError("--widths wants positive numbers such as 16,32,64, got \"\(widths)\"")
    }
  }

  private var channelWidths: [Int]? {
    let parts = widths.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int($0) }
    return numbers.count == parts.count && numbers.allSatisfy { (1...65536).contains($0) }
      ? numbers : nil
  }

  /// The configuration for windows of so many samples and channels.
  ///
  /// Of spectra it is told apart at which line something is, which an average would forget.
  func configuration(
    windowLength: Int, channels: Int, classes: Int, ofSpectra: Bool = false
  ) -> CBAMNetwork.Configuration {
    CBAMNetwork.Configuration(
      windowLength: windowLength, inputChannels: channels, classes: classes,
      widths: channelWidths ?? [], backbone: backbone,
      attention: AttentionConfiguration(
        kind: attention, arrangement: arrangement, descriptor: descriptor, mlp: mlp,
        reduction: reduction, hasMLPBias: attentionBias, spatialKernelSize: spatialKernel,
        hasSpatialBias: attentionBias),
      attentionBlocks: attentionBlocks.isEmpty ? nil : attentionBlocks,
      head: head ?? (ofSpectra ? .flatten : .average),
      dropout: dropout)
  }
}

extension AttentionConfiguration.Kind: ExpressibleByArgument {}
extension AttentionConfiguration.Arrangement: ExpressibleByArgument {}
extension AttentionConfiguration.Descriptor: ExpressibleByArgument {}
extension AttentionConfiguration.MLP: ExpressibleByArgument {}
extension CBAMNetwork.Configuration.Backbone: ExpressibleByArgument {}
extension CBAMNetwork.Configuration.Head: ExpressibleByArgument {}
