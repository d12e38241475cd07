public import FaultDXNN

/// How a network that learnt something before learns something else: which of its layers stay what they are, and at which
/// share of the learning rate the others learn.
///
/// A frozen layer does not change by a bit: neither its weights, by gradients or by decay, nor the running averages of
/// its batch norms, by which it normalises in training as in use (in PyTorch's words it is in evaluation mode and wants
/// no gradient).
///
/// Layers nearer to the input hold what is common to signals, those nearer to the output what is special to a task
/// (Yosinski et al., NeurIPS 2014, arXiv 1411.1792), so they may learn at lower rates (Howard and Ruder, ACL 2018,
/// arXiv 1801.06146).
public struct FineTuning: Sendable, Equatable {
  /// What the network came from: the SHA-256 of the model's file in hexadecimal.
  public var origin: String
  /// The layers that stay what they are, in order, by names such as `blocks.0`.
  public var frozen: [String]
  /// The rate of a layer as a share of that of the next one nearer to the output, in `0 < … <= 1`; the head has the
  /// whole rate.
  public var rateDecay: Double

  /// Fine-tuning in which everything learns at one rate, unless said otherwise.
  public init(origin: String = "", frozen: [String] = [], rateDecay: Double = 1) {
    self.origin = origin
    self.frozen = frozen
    self.rateDecay = rateDecay
  }

  /// The rate of each layer as a share of the whole rate, 0 where it is frozen.
  public func rates(of configuration: CBAMNetwork.Configuration) -> [(layer: String, rate: Double)]
  {
    var rate = 1.0
    var rates: [(layer: String, rate: Double)] = []
    for layer in configuration.layers.reversed() {
      rates.append((layer, frozen.contains(layer) ? 0 : rate))
      rate *= rateDecay
    }
    return rates.reversed()
  }

  /// The rate of a parameter by its name.
  func rate(of name: String, in configuration: CBAMNetwork.Configuration) -> Double {
    rates(of: configuration).first { name.hasPrefix($0.layer + ".") }?.rate ?? 1
  }
}

extension CBAMNetwork.Configuration {
  /// The layers from the input on, by PyTorch's names: `stem`, `blocks.0`, …, `head`.
  public var layers: [String] {
    ["stem"] + (0..<blockCount).map { "blocks.\($0)" } + ["head"]
  }
}

/// Layers to freeze as a person names them.
public enum FreezeRequest: Sendable, Equatable, CustomStringConvertible {
  /// The first layer.
  case stem
  /// Blocks by number, from 0.
  case blocks(ClosedRange<Int>)
  /// Every layer but the last.
  case allButHead

  /// Reads `stem`, `blocks.2`, `blocks.0-2` or `all-but-head`; `nil` for anything else.
  public init?(_ text: String) {
    switch text {
    case "stem": self = .stem
    case "all-but-head": self = .allButHead
    default:
      guard text.hasPrefix("blocks.") else { return nil }
      let bounds = text.dropFirst("blocks.".count).split(
        separator: "-", omittingEmptySubsequences: false
      ).map { $0.allSatisfy(\.isNumber) ? Int($0) : nil }
      guard let first = bounds.first ?? nil, let last = bounds.last ?? nil, bounds.count <= 2,
        first <= last
      else { return nil }
      self = .blocks(first...last)
    }
  }

  /// What `init(_:)` reads.
  public static let forms = "stem, blocks.N, blocks.N-M, all-but-head"

  /// As it is read.
  public var description: String {
    switch self {
    case .stem: "stem"
    case .allButHead: "all-but-head"
    case .blocks(let numbers):
      numbers.count == 1
        ? "blocks.\(numbers.lowerBound)" : "blocks.\(numbers.lowerBound)-\(numbers.upperBound)"
    }
  }

  /// The layers of a network that are meant, as far as it has them.
  public func layers(of configuration: CBAMNetwork.Configuration) -> [String] {
    switch self {
    case .stem: ["stem"]
    case .allButHead: configuration.layers.dropLast()
    case .blocks(let numbers):
      (0..<configuration.blockCount).filter(numbers.contains).map { "blocks.\($0)" }
    }
  }
}
