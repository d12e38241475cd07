public import FaultDXNN
import FaultDXTensor

/// Why a network cannot begin with what another one learnt.
public enum CarryingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The head reads positions, of which the new windows have others.
  case positions(found: Int, expected: Int)
  /// The stem is to stay what it is but has to read another number of channels.
  case frozenStem(found: Int, expected: Int)
  /// No network can read such windows.
  case configuration(ConfigurationError)

  /// One sentence.
  public var description: String {
    switch self {
    case .positions(let found, let expected):
      "its head reads the positions of windows of \(expected) numbers, which mean nothing in windows of "
        + "\(found)"
    case .frozenStem(let found, let expected):
      "its stem reads \(expected) \(expected == 1 ? "channel" : "channels") and has to change for "
        + "\(found), so it cannot be frozen"
    case .configuration(let error): error.description
    }
  }
}

extension CBAMNetwork {
  /// A network for other windows and classes that begins with what this one learnt.
  ///
  /// - The stem: with another number of channels every new channel gets the mean of the filters of the old ones, shared
  ///   out, so that what all channels have in common is answered as before: `w'[c] = Σ w / channels'`.
  /// - The blocks stay what they are, whatever the length of windows.
  /// - The head: a class that had its row keeps it, a new class gets a fresh one, and classes that are gone go.
  ///
  /// - Parameters:
  ///   - windowLength: positions of what the network reads.
  ///   - channels: of what the network reads.
  ///   - labels: the new classes.
  ///   - known: the classes of this network.
  ///   - frozen: the layers that will not learn, by name.
  ///   - generator: draws what is fresh.
  /// - Throws: `CarryingError`.
  public func carried(
    toWindowLength windowLength: Int, channels: Int, labels: [String], from known: [String],
    freezing frozen: [String] = [], using generator: inout some RandomNumberGenerator
  ) throws(CarryingError) -> CBAMNetwork {
    var shape = configuration
    if configuration.head == .flatten, windowLength != configuration.windowLength {
      throw .positions(found: windowLength, expected: configuration.windowLength)
    }
    if channels != configuration.inputChannels, frozen.contains("stem") {
      throw .frozenStem(found: channels, expected: configuration.inputChannels)
    }
    shape.windowLength = windowLength
    shape.inputChannels = channels
    shape.classes = labels.count
    var network: CBAMNetwork
    do {
      network = try CBAMNetwork(configuration: shape, generator: &generator)
    } catch {
      throw .configuration(error)
    }
    let freshStem = network.stem
    network.stem = stem
    network.blocks = blocks
    if channels != configuration.inputChannels {
      network.stem.conv = freshStem.conv
      stem.conv.share(among: channels, into: &network.stem.conv)
    }
    network.head.takeColumns(
      labels.map { known.firstIndex(of: $0) }, of: head)
    return network
  }
}

extension Conv1d {
  /// Gives every channel of another convolution the sum of this one's filters, shared out.
  fileprivate func share(among channels: Int, into other: inout Conv1d) {
    let (old, outputs) = (geometry.inputChannels, geometry.outputChannels)
    for tap in 0..<geometry.kernelSize {
      for output in 0..<outputs {
        let sum = (0..<old).reduce(Float(0)) {
          $0 + weight.elements[(tap * old + $1) * outputs + output]
        }
        for channel in 0..<channels {
          other.weight.elements[(tap * channels + channel) * outputs + output] =
            sum / Float(channels)
        }
      }
    }
  }
}

extension Linear {
  /// Takes rows of another map over as many inputs: for each output the other's, or none.
  fileprivate mutating func takeColumns(_ sources: [Int?], of other: Linear) {
    let (inputs, outputs) = (other.weight.shape[0], sources.count)
    for (output, source) in sources.enumerated() {
      guard let source else { continue }
      for input in 0..<inputs {
        weight.elements[input * outputs + output] =
          other.weight.elements[input * other.weight.shape[1] + source]
      }
      if let bias = other.bias { self.bias?.elements[output] = bias.elements[source] }
    }
  }
}
