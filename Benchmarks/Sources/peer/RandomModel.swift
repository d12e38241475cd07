import FaultDX
import FaultDXNN
import FaultDXSignal
import FaultDXTensor

/// A model that nobody trained but that has everything a trained one has: above all normalisations that do
/// something.
enum RandomModel {
  /// A reference network with weights from a seed.
  static func make(_ name: String, seed: UInt64) throws -> Model {
    let configuration: CBAMNetwork.Configuration
    switch name {
    case "small": configuration = .small
    case "wide": configuration = .wide
    default: throw Misunderstanding("\"\(name)\" is no reference network")
    }
    var generator = CounterGenerator(seed: seed)
    var network = try CBAMNetwork(configuration: configuration, generator: &generator)
    network.visitParameters("") { _, tensor, kind in
      let range: ClosedRange<Double>
      switch kind {
      // Two gates of about a half behind each block: without this, logits would be near zero.
      case .normalizationScale: range = 1.5...2.5
      case .runningVariance: range = 0.6...1.6
      case .runningMean, .bias: range = -0.2...0.2
      case .convolutionWeight, .linearWeight: return
      }
      let width = range.upperBound - range.lowerBound
      for index in tensor.elements.indices {
        tensor.elements[index] = Float(range.lowerBound + width * generator.uniform())
      }
    }
    return try Model(
      network: network, labels: (0..<configuration.classes).map { "class \($0)" },
      windowLength: configuration.windowLength, hop: configuration.windowLength,
      sampleRate: 12_000, channelNames: ["signal"], normalization: .standard)
  }
}
