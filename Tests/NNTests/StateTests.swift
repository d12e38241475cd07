import FaultDXNN
import FaultDXStorage
import FaultDXTensor
import Testing

@Suite struct StateTests {
  static let configuration = CBAMNetwork.Configuration(
    windowLength: 64, inputChannels: 2, classes: 3, widths: [4, 6],
    attention: AttentionConfiguration(reduction: 2, hasMLPBias: true, hasSpatialBias: true))

  func network(_ configuration: CBAMNetwork.Configuration = configuration) throws -> CBAMNetwork {
    var generator = SystemRandomNumberGenerator()
    return try CBAMNetwork(configuration: configuration, generator: &generator)
  }

  @Test func `parameters have PyTorch's names and shapes`() throws {
    let state = try network().state
    let names = [
      "stem.conv.weight", "stem.norm.weight", "stem.norm.bias", "stem.norm.running_mean",
      "stem.norm.running_var", "blocks.0.conv.weight", "blocks.0.norm.weight",
      "blocks.0.norm.bias", "blocks.0.norm.running_mean", "blocks.0.norm.running_var",
      "blocks.0.attention.channel.fc1.weight", "blocks.0.attention.channel.fc1.bias",
      "blocks.0.attention.channel.fc2.weight", "blocks.0.attention.channel.fc2.bias",
      "blocks.0.attention.spatial.conv.weight", "blocks.0.attention.spatial.conv.bias",
      "head.weight", "head.bias",
    ]
    #expect(state.map(\.name) == names)
    let stem = Self.configuration.stem
    #expect(state.first?.shape == [4, 2, stem.kernelSize])
    #expect(state[10].shape == [4, 6])
    #expect(state[14].shape == [1, 2, 7])
    #expect(state[16].shape == [3, 6])
  }

  @Test func `residual blocks and separate maps have PyTorch's names`() throws {
    var configuration = Self.configuration
    configuration.backbone = .residual
    configuration.attention.mlp = .separate
    let names = try network(configuration).state.map(\.name)
    for name in [
      "blocks.0.conv1.weight", "blocks.0.norm1.running_var", "blocks.0.conv2.weight",
      "blocks.0.norm2.bias", "blocks.0.shortcut.conv.weight", "blocks.0.shortcut.norm.weight",
      "blocks.0.attention.channel.average.fc1.weight",
      "blocks.0.attention.channel.maximum.fc2.bias",
    ] { #expect(names.contains(name)) }
  }

  @Test(arguments: CBAMNetwork.Configuration.Head.allCases)
  func `weights come back bit for bit`(head: CBAMNetwork.Configuration.Head) throws {
    var configuration = Self.configuration
    configuration.head = head
    let source = try network(configuration)
    var target = try network(configuration)
    #expect(source != target)
    let counter = SafeTensors.Entry(name: "stem.norm.num_batches_tracked", shape: [], values: [7])
    try target.load(source.state.reversed() + [counter])
    #expect(source == target)
  }

  @Test func `weights that do not fit are refused by name and change nothing`() throws {
    var target = try network()
    let before = target
    let state = try network().state
    func expect(_ error: StateError, _ change: (inout [SafeTensors.Entry]) -> Void) {
      var entries = state
      change(&entries)
      #expect(throws: error) { try target.load(entries) }
      #expect(target == before)
      #expect(!error.description.isEmpty)
    }
    expect(.missing(name: "head.bias")) { $0.removeLast() }
    expect(.unexpected(name: "tail")) {
      $0.append(SafeTensors.Entry(name: "tail", shape: [1], values: [0]))
    }
    expect(.repeated(name: "head.bias")) { $0.append($0[17]) }
    expect(.shape(name: "head.weight", found: [6, 3], expected: [3, 6])) { $0[16].shape = [6, 3] }
    expect(.count(name: "head.bias", found: 2, expected: 3)) { $0[17].values.removeLast() }
    expect(.notFinite(name: "head.weight", index: 4)) { $0[16].values[4] = .nan }
    expect(.negativeVariance(name: "stem.norm.running_var", index: 1)) { $0[4].values[1] = -1 }
  }

  @Test func `few values are refused before memory for many is asked for`() throws {
    var configuration = Self.configuration
    configuration.widths = [800, 1000]
    try configuration.validate()
    let state = try network().state
    let found = state.reduce(0) { $0 + $1.values.count }
    let expected = Int(configuration.stateCount)
    #expect(throws: StateError.tooFewValues(found: found, expected: expected)) {
      try configuration.expectSize(of: state)
    }
    try Self.configuration.expectSize(of: state)
    for configuration in [CBAMNetwork.Configuration.small, .wide] {
      try configuration.expectSize(of: CBAMNetwork(configuration: configuration).state)
    }
  }

  @Test func `an empty batch has no logits`() throws {
    let logits = try network()(Tensor(shape: [0, 64, 2]))
    #expect(logits.shape == [0, 3])
  }

  @Test func `the same seed gives the same network, another seed another`() throws {
    func made(_ seed: UInt64) throws -> CBAMNetwork {
      var generator = Counting(state: seed)
      return try CBAMNetwork(configuration: Self.configuration, generator: &generator)
    }
    #expect(try made(1) == made(1))
    #expect(try made(1) != made(2))
  }
}

/// A generator for tests: SplitMix64.
private struct Counting: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
