extension CBAMNetwork {
  /// Everything that shapes a network: enough to rebuild it from its weights.
  ///
  /// The defaults are the small network of the reference table with its attention settings; set what
  /// differs and call `validate()` or build the network, which does.
  public struct Configuration: Sendable, Equatable {
    /// What follows the stem.
    public enum Backbone: String, Sendable, CaseIterable {
      /// Convolution, batch norm, ReLU, attention, max pooling by 2.
      case plain
      /// Two convolutions and attention beside a shortcut, the first with stride 2 (He et al., CVPR 2016).
      case residual
    }

    /// What turns the last block's output into one row per window.
    public enum Head: String, Sendable, CaseIterable {
      /// The mean over time.
      case average
      /// The mean and the maximum over time, side by side.
      case averageAndMaximum
      /// Every position: for inputs whose axis has a fixed meaning, such as a spectrum.
      case flatten
    }

    /// The first layer: a wide strided convolution, batch norm, ReLU and max pooling by 2.
    public struct Stem: Sendable, Equatable {
      /// Taps of the convolution.
      public var kernelSize: Int
      /// Samples from one output to the next.
      public var stride: Int
      /// Zeros on both sides.
      public var padding: Int

      /// Creates a stem.
      public init(kernelSize: Int = 64, stride: Int = 8, padding: Int = 28) {
        self.kernelSize = kernelSize
        self.stride = stride
        self.padding = padding
      }

      /// The wide first kernel of WDCNN (Zhang et al., Sensors 2017, 17(2) 425), narrowed until at least
      /// four positions are left behind the last of `blocks` halvings, so that short windows work too.
      public static func adapted(toWindowLength windowLength: Int, blocks: Int) -> Stem {
        var stride = 8
        while stride > 1, windowLength < (4 * stride) << (blocks + 1) { stride /= 2 }
        let kernelSize = stride == 1 ? min(7, max(1, windowLength | 1)) : 8 * stride
        return Stem(kernelSize: kernelSize, stride: stride, padding: (kernelSize - stride) / 2)
      }
    }

    /// Samples per channel in a window.
    public var windowLength: Int
    /// Channels of a window.
    public var inputChannels: Int
    /// The number of classes, the width of the output.
    public var classes: Int
    /// The first layer.
    public var stem: Stem
    /// Channels behind the stem and behind each block: one more entry than there are blocks.
    public var widths: [Int]
    /// What the blocks are made of.
    public var backbone: Backbone
    /// The attention in the blocks.
    public var attention: AttentionConfiguration
    /// The blocks that carry attention, counted from 0; `nil` for every block.
    public var attentionBlocks: [Int]?
    /// How the output of the last block is summarised.
    public var head: Head
    /// The share of the summary that training sets to zero, in `0..<1`.
    public var dropout: Double

    /// Creates a configuration; nothing is checked until `validate()` or until a network is built from it.
    ///
    /// - Parameter stem: `nil` adapts the stem to the window's length.
    public init(
      windowLength: Int = 1024, inputChannels: Int = 1, classes: Int, stem: Stem? = nil,
      widths: [Int] = [16, 32, 64, 64, 64], backbone: Backbone = .plain,
      attention: AttentionConfiguration = AttentionConfiguration(), attentionBlocks: [Int]? = nil,
      head: Head = .average, dropout: Double = 0
    ) {
      self.windowLength = windowLength
      self.inputChannels = inputChannels
      self.classes = classes
      self.stem =
        stem ?? .adapted(toWindowLength: windowLength, blocks: max(0, widths.count - 1))
      self.widths = widths
      self.backbone = backbone
      self.attention = attention
      self.attentionBlocks = attentionBlocks
      self.head = head
      self.dropout = dropout
    }

    /// The small yardstick of every speed figure: windows of 1024, 10 classes, 36,130 parameters.
    public static let small = Configuration(
      windowLength: 1024, classes: 10, widths: [16, 32, 64, 64, 64],
      attention: AttentionConfiguration(minimumHiddenUnits: 1))

    /// The wide yardstick of every speed figure: windows of 2048, 10 classes, 551,362 parameters.
    public static let wide = Configuration(
      windowLength: 2048, classes: 10, widths: [64, 128, 256, 256, 256],
      attention: AttentionConfiguration(minimumHiddenUnits: 1))

    /// The number of blocks behind the stem.
    public var blockCount: Int { widths.count - 1 }

    /// Whether a block carries attention.
    public func hasAttention(inBlock block: Int) -> Bool {
      attention.kind != .none && (attentionBlocks?.contains(block) ?? true)
    }
  }
}
