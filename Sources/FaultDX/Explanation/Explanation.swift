public import FaultDXSignal

/// What a model looked at in one window.
///
/// A network over waveforms looked at samples; one over spectral bands, bearing lines or components at these. `parts`
/// has one entry for each kind of input, whose `axis` says what it is.
public struct Explanation: Sendable, Equatable {
  /// The class that is explained.
  public var label: String
  /// The most probable class of the window.
  public var verdict: String
  /// The probability of every class in this window, in the order of the model's labels.
  public var probabilities: [Double]
  /// The frames of the window, counted at `sampleRate`.
  public var window: Range<Int>
  /// Frames per second of the recording as windows are cut from it, or per unit of `signalAxis`; `nil` where nothing said.
  public var sampleRate: Double?
  /// What frames follow each other along.
  public var signalAxis: SignalAxis
  /// The window's samples, `[window.count, channels]`, interleaved, at the model's rate and conditioned as a recording.
  public var samples: [Float]
  /// Interleaved channels of `samples`.
  public var channels: Int
  /// What the networks of each kind of input looked at.
  public var parts: [Part]

  /// What the networks with one kind of input looked at.
  ///
  /// Where these are several, curves are the mean over those that have them, by the weight of their answers: one curve of
  /// three networks is what the three have in common, and may be none of theirs.
  public struct Part: Sendable, Equatable {
    /// What the positions of input and curves are.
    public var axis: Axis
    /// The networks, as numbers from 0 in the model's list of members.
    public var members: [Int]
    /// The weight of their answers in the verdict on this window, 0…1.
    public var share: Double
    /// What the networks read, `[axis.count, channels]`, scaled as they read it.
    public var input: [Double]
    /// Interleaved channels of `input`.
    public var channels: Int
    /// Where it was looked, curve by curve.
    public var curves: [Curve]
    /// How the channels of each block were weighed, network by network: channel 3 of one is not that of another.
    public var channelAttention: [ChannelAttention]
  }

  /// One number for each position of an axis.
  public struct Curve: Sendable, Equatable {
    /// What it is the curve of.
    public var source: Source
    /// The numbers, as many as positions: weights in 0…1 of an attention, 0 and more of its swing; else above 0 what speaks for the class and below
    /// 0 what speaks against it.
    public var values: [Double]
    /// Positions of the axis from one number of the network to the next; between these `values` lie on straight lines.
    public var step: Double
    /// Positions of the axis that one number of the network is computed from.
    public var field: Double
  }

  /// What a curve is the curve of.
  public enum Source: Sendable, Hashable {
    /// The spatial attention of a block, counted from 0.
    case attention(block: Int)
    /// How far the spatial attention of a block acts: `|ln M(t) − median ln M|`. A gate multiplies, so what it gives all
    /// positions alike changes nothing, and what it dampens it has looked at as well as what it raises.
    case attentionSwing(block: Int)
    /// Grad-CAM of a block for the logit of the class (`NetworkTrace.classActivation(inBlock:_:)`).
    case classActivation(block: Int)
    /// Gradient times input for the logit of the class less the mean of the others: what all classes share says nothing.
    /// Summed over the channels, or of one of them where there are several.
    case contribution(channel: Int?)

    /// The words of documents: `attention`, `attention-swing`, `class-activation` or `contribution`.
    public var kind: String {
      switch self {
      case .attention: "attention"
      case .attentionSwing: "attention-swing"
      case .classActivation: "class-activation"
      case .contribution: "contribution"
      }
    }

    /// The block, counted from 0; `nil` for what is about the input itself.
    public var block: Int? {
      switch self {
      case .attention(let block), .attentionSwing(let block), .classActivation(let block): block
      case .contribution: nil
      }
    }
  }

  /// The channel attention of one block of one network.
  public struct ChannelAttention: Sendable, Equatable {
    /// The network, as a number from 0 in the model's list of members.
    public var member: Int
    /// The block, counted from 0.
    public var block: Int
    /// The weight of each channel, 0…1.
    public var weights: [Double]
  }
}

extension Explanation.Source: CustomStringConvertible {
  /// What people call it, with blocks counted from 1 as papers do.
  public var description: String {
    switch self {
    case .attention(let block): "spatial attention of block \(block + 1)"
    case .attentionSwing(let block): "attention's swing, block \(block + 1)"
    case .classActivation(let block): "class activation of block \(block + 1)"
    case .contribution(.none): "contribution of the input"
    case .contribution(.some(let channel)): "contribution of channel \(channel + 1)"
    }
  }
}
