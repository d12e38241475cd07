import FaultDXNN
import FaultDXStorage
import FaultDXTensor
import FaultDXTestSupport
import FaultDXTraining
import Testing

/// Blocks in training against PyTorch, with and without a convolution in the shortcut, down to one position.
@Suite struct BlockGoldenTests {
  @Test(arguments: LayerGoldenTests.names("blocks"))
  func `a block in training agrees with PyTorch`(name: String) throws {
    let golden = try Golden("blocks")
    let settings = try golden.settings(name)
    let attention = try AttentionGoldenTests.configuration(settings)
    let inputs = try golden.tensor(name, "x").shape[1]
    let outputs = try golden.tensor(name, "y").shape[1]
    var random = SystemRandomNumberGenerator()
    if let stride = settings["stride"]?.intValue {
      try check(
        ResidualBlock(
          inputChannels: inputs, outputChannels: outputs, stride: stride, attention: attention,
          using: &random), golden, name)
    } else {
      try check(
        PlainBlock(
          inputChannels: inputs, outputChannels: outputs, attention: attention, using: &random),
        golden, name)
    }
  }

  private func check(
    _ block: some Trainable & Parameterized, _ golden: Golden, _ name: String
  ) throws {
    var block = block
    try block.loadGolden(golden.tensors(name, below: "parameters."))
    let run = LayerRun(
      block, parameters: block, x: try golden.tensor(name, "x").activations,
      dy: try golden.tensor(name, "dy").channelsLast.values)
    #expect(try LayerGoldenTests().difference(run, block, golden, name) < 1e-5)
    for after in golden.tensors(name, below: "after.") {
      #expect(relativeDifference(run.statistics[after.name] ?? [], after.values) < 1e-5)
    }
  }
}
