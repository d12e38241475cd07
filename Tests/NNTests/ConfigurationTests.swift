import FaultDXNN
import FaultDXStorage
import FaultDXTensor
import Testing

@Suite struct ConfigurationTests {
  @Test func `the two yardsticks have the parameter counts of the reference table`() throws {
    #expect(try CBAMNetwork(configuration: .small).parameterCount == 36_130)
    #expect(try CBAMNetwork(configuration: .wide).parameterCount == 551_362)
  }

  @Test func `the two yardsticks have the multiply-adds of the reference table`() {
    #expect(abs(Double(CBAMNetwork.Configuration.small.multiplyAdds) / 0.726e6 - 1) < 1e-3)
    #expect(abs(Double(CBAMNetwork.Configuration.wide.multiplyAdds) / 19.98e6 - 1) < 1e-3)
  }

  @Test func `multiply-adds of a residual network with one gate are those counted by hand`() {
    // Windows of 64: the stem leaves 32 positions of 4 channels, halved to 16; the block 8 positions of 6.
    let network = CBAMNetwork.Configuration(
      windowLength: 64, classes: 3, stem: .init(kernelSize: 2, stride: 2, padding: 0),
      widths: [4, 6], backbone: .residual,
      attention: AttentionConfiguration(
        kind: .channel, descriptor: .maximum, reduction: 3, minimumHiddenUnits: 1))
    let convolutions = 32 * 2 * 4 + 8 * 3 * 4 * 6 + 8 * 3 * 6 * 6 + 8 * 4 * 6
    #expect(network.multiplyAdds == convolutions + 2 * 6 * 2 + 6 * 3)
  }

  @Test(arguments: [CBAMNetwork.Configuration.small, .wide, varied])
  func `a configuration survives the way through JSON`(
    configuration: CBAMNetwork.Configuration
  ) throws {
    let text = configuration.json.serialized()
    #expect(try CBAMNetwork.Configuration(json: JSON(parsing: text)) == configuration)
  }

  static let varied = CBAMNetwork.Configuration(
    windowLength: 100, inputChannels: 3, classes: 2, widths: [5, 6], backbone: .residual,
    attention: AttentionConfiguration(
      kind: .spatial, arrangement: .parallel, descriptor: .both, mlp: .separate, reduction: 3,
      hasMLPBias: true, spatialKernelSize: 3, hasSpatialBias: true),
    attentionBlocks: [0], head: .flatten, dropout: 0.25)

  static let impossible: [(String, JSON)] = [
    ("classes", JSON.integer(0)), ("classes", "two"), ("windowLength", -1), ("widths", []),
    ("widths", [8, 0]), ("widths", 8), ("backbone", "dense"), ("dropout", 1.0), ("dropout", .null),
    ("head", "median"), ("stem", [1]), ("stem", ["kernelSize": 8, "stride": 1]),
    ("stem", ["kernelSize": 9999, "stride": 1, "padding": 0]), ("extra", 1),
    ("widths", [60_000, 60_000, 60_000]), ("windowLength", 16_777_216),
    ("windowLength", 1_152_921_504_606_846_976),
  ]

  @Test(arguments: impossible)
  func `an impossible value is refused under its key`(key: String, value: JSON) {
    guard case .object(var object) = CBAMNetwork.Configuration.small.json else { return }
    object[key] = value
    let error = #expect(throws: ConfigurationError.self) {
      try CBAMNetwork.Configuration(json: .object(object))
    }
    #expect(error?.key.hasPrefix(key) == true)
  }

  static let impossibleAttention: [(String, JSON)] = [
    ("reduction", JSON.integer(0)), ("mlp", "separate"), ("blocks", [0, 0]), ("blocks", [4]),
    ("spatialKernelSize", 6), ("kind", "self"), ("unknown", true), ("mlpBias", 1),
  ]

  @Test(arguments: impossibleAttention)
  func `an impossible attention is refused under its key`(key: String, value: JSON) {
    var configuration = CBAMNetwork.Configuration.small
    configuration.attention.descriptor = .average
    guard case .object(var object) = configuration.json,
      case .object(var attention)? = object["attention"]
    else { return }
    attention[key] = value
    object["attention"] = .object(attention)
    let error = #expect(throws: ConfigurationError.self) {
      try CBAMNetwork.Configuration(json: .object(object))
    }
    #expect(error?.key == "attention.\(key)")
  }

  @Test func `the size of a network is known before it is built`() throws {
    var configurations = [CBAMNetwork.Configuration.small, Self.varied]
    for kind in AttentionConfiguration.Kind.allCases {
      for backbone in CBAMNetwork.Configuration.Backbone.allCases {
        var configuration = Self.varied
        configuration.attention.kind = kind
        configuration.backbone = backbone
        configuration.attentionBlocks = nil
        configuration.head = .averageAndMaximum
        configurations.append(configuration)
      }
    }
    for configuration in configurations {
      let state = try CBAMNetwork(configuration: configuration).state
      #expect(configuration.stateCount == Double(state.reduce(0) { $0 + $1.values.count }))
    }
  }

  @Test func `a small file cannot ask for wide attention`() throws {
    var configuration = CBAMNetwork.Configuration.small
    let state = try CBAMNetwork(configuration: configuration).state
    configuration.attention.minimumHiddenUnits = 65_536
    #expect(throws: StateError.self) { try configuration.expectSize(of: state) }
  }

  @Test(arguments: [1, 2, 3, 7, 8, 20, 60, 100, 256, 500, 1000, 4096])
  func `the stem adapts to windows of any length`(length: Int) throws {
    for backbone in CBAMNetwork.Configuration.Backbone.allCases {
      let configuration = CBAMNetwork.Configuration(
        windowLength: length, inputChannels: 2, classes: 3, widths: [4, 5, 6, 7], backbone: backbone
      )
      let network = try CBAMNetwork(configuration: configuration)
      let logits = network(Tensor(shape: [2, length, 2], repeating: 1))
      #expect(logits.shape == [2, 3])
      #expect(logits.elements.allSatisfy { $0.isFinite })
    }
  }

  @Test func `the adapted stem of long windows is the one of the reference table`() {
    #expect(
      CBAMNetwork.Configuration.Stem.adapted(toWindowLength: 1024, blocks: 4)
        == CBAMNetwork.Configuration.Stem(kernelSize: 64, stride: 8, padding: 28))
  }
}
