import FaultDXNN
import FaultDXStorage
import FaultDXTensor
import FaultDXTestSupport
import FaultDXTraining
import Testing

/// Every variant of the attention module against PyTorch, forward and backward.
@Suite struct AttentionGoldenTests {
  @Test(arguments: LayerGoldenTests.names("attention"))
  func `every variant of attention agrees with PyTorch`(name: String) throws {
    let golden = try Golden("attention")
    let x = try golden.tensor(name, "x").activations
    var layer = try module(golden.settings(name), channels: x.shape[2])
    try layer.loadGolden(golden.tensors(name, below: "parameters."))
    let run = LayerRun(
      layer, parameters: layer, x: x, dy: try golden.tensor(name, "dy").channelsLast.values)
    #expect(try LayerGoldenTests().difference(run, layer, golden, name) < 1e-5)
    #expect(relativeDifference(layer(x).elements, run.y) < 1e-6)
  }

  /// Features of 512 channels and 16 positions, an MLP per descriptor, biases everywhere.
  @Test func `the module of the fifth founding document agrees with PyTorch`() throws {
    let golden = try Golden("founding-module")
    let settings = try golden.settings("cbam")
    var layer = try module(settings, channels: 512)
    var salts: [String: UInt32] = [:]
    for (index, name) in (settings["parameters"]?.arrayValue ?? []).enumerated() {
      salts[name.stringValue ?? ""] = UInt32(index) + 10
    }
    try layer.loadGolden(
      layer.parameters.map { name, tensor, kind in
        SafeTensors.Entry(
          name: name, shape: [], values: hashed(tensor.count, salt: salts[name] ?? 0, scale: 0.5))
      })
    let shape = [2, 512, 16]
    func entry(_ salt: UInt32, _ scale: Double) -> SafeTensors.Entry {
      SafeTensors.Entry(
        name: "", shape: shape, values: hashed(2 * 512 * 16, salt: salt, scale: scale))
    }
    let x = entry(1, 4).activations
    let run = LayerRun(layer, parameters: layer, x: x, dy: entry(2, 2).channelsLast.values)
    #expect(try LayerGoldenTests().difference(run, layer, golden, "cbam") < 1e-5)
  }

  private func module(_ settings: JSON, channels: Int) throws -> CBAM {
    var random = SystemRandomNumberGenerator()
    return CBAM(
      channels: channels, configuration: try Self.configuration(settings), using: &random)
  }

  /// The attention of a case.
  static func configuration(_ settings: JSON) throws -> AttentionConfiguration {
    guard case .object(var object) = CBAMNetwork.Configuration.small.json else {
      throw GoldenError(missing: "a configuration")
    }
    object["attention"] = settings["attention"]
    return try CBAMNetwork.Configuration(json: .object(object)).attention
  }

  /// The numbers that `generate.py` computes too: a multiplicative hash of the index.
  private func hashed(_ count: Int, salt: UInt32, scale: Double) -> [Float] {
    (0..<count).map { index in
      let hash = (UInt32(index) + 1) &* 2_654_435_761 &+ salt &* 40_503
      return Float((Double(hash >> 8) / 0x1p24 - 0.5) * scale)
    }
  }
}
