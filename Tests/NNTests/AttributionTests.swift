import FaultDXNN
import FaultDXStorage
import FaultDXTensor
import FaultDXTestSupport
import Testing

/// What a network looked at, against autograd and against what a curve must be.
@Suite struct AttributionTests {
  static let names = [
    "plain", "residual", "plain.none", "plain.channel", "plain.spatial", "plain.maximum",
    "plain.parallel", "residual.spatialFirst", "residual.parallel", "plain.second", "plain.flatten",
    "plain.both", "plain.odd", "plain.short", "residual.same",
  ]

  private static func trace(
    _ golden: Golden, _ name: String
  ) throws -> (CBAMNetwork, NetworkTrace) {
    let configuration = try CBAMNetwork.Configuration(
      json: golden.settings(name)["network"] ?? .null)
    var network = try CBAMNetwork(configuration: configuration)
    try network.load(golden.tensors(name, below: "parameters."))
    let x = try golden.tensor(name, "x").channelsLast
    return (network, NetworkTrace(network, window: Tensor(shape: x.shape, elements: x.values)))
  }

  @Test(arguments: names)
  func `gates, gradients and curves of every block agree with PyTorch's autograd`(
    name: String
  ) throws {
    let golden = try Golden("attribution")
    #expect(golden.cases.count == Self.names.count)
    let (network, trace) = try Self.trace(golden, name)
    func difference(_ found: [Float], _ what: String) throws -> Double {
      relativeDifference(found, try golden.tensor(name, what).channelsLast.values)
    }
    #expect(try difference(trace.logits, "logits") < 1e-5)
    #expect(trace.logits == network(trace.window).elements)
    let weights = try golden.tensor(name, "weights").values
    let gradients = trace.gradients(ofLogits: weights)
    #expect(try difference(gradients.input.elements, "dx") < 1e-5)
    for (index, block) in trace.blocks.enumerated() {
      #expect(try difference(block.activation.elements, "activation.\(index)") < 1e-5)
      #expect(try difference(gradients.blocks[index].elements, "gradient.\(index)") < 1e-5)
      #expect(
        try difference(
          trace.classActivation(inBlock: index, gradients), "classActivation.\(index)") < 1e-5)
      #expect(
        try difference(trace.contributions(inBlock: index, gradients), "contribution.\(index)")
          < 1e-5)
      let attention = network.blocks[index].attention
      #expect((block.channelAttention != nil) == (attention?.channel != nil))
      #expect((block.spatialAttention != nil) == (attention?.spatial != nil))
      if let gate = block.channelAttention {
        #expect(try difference(gate, "channel.\(index)") < 1e-5)
      }
      if let gate = block.spatialAttention {
        #expect(try difference(gate, "spatial.\(index)") < 1e-5)
      }
    }
  }

  @Test(arguments: ["plain", "residual", "plain.flatten", "plain.both"])
  func `the contributions to the last block and the head's constant add up to the logit`(
    name: String
  ) throws {
    let (network, trace) = try Self.trace(Golden("attribution"), name)
    for label in 0..<4 {
      var weights = [Float](repeating: 0, count: 4)
      weights[label] = 1
      let parts = trace.contributions(
        inBlock: trace.blocks.count - 1, trace.gradients(ofLogits: weights))
      let sum = parts.reduce(0, +) + (network.head.bias?.elements[label] ?? 0)
      #expect(abs(sum - trace.logits[label]) < 1e-4 * max(1, abs(trace.logits[label])))
    }
  }

  @Test func `behind an average the class-activation curve is CAM over the length`() throws {
    let (network, trace) = try Self.trace(Golden("attribution"), "residual")
    let activation = trace.blocks[1].activation
    let length = activation.shape[1]
    let weights = network.head.weight.elements
    var expected = [Float](repeating: 0, count: length)
    for (index, value) in activation.elements.enumerated() {
      let (position, channel) = index.quotientAndRemainder(dividingBy: 12)
      expected[position] += weights[channel * 4 + 2] * value / Float(length)
    }
    let found = trace.classActivation(inBlock: 1, trace.gradients(ofLogits: [0, 0, 1, 0]))
    #expect(relativeDifference(found, expected) < 1e-5)
  }

  @Test func `what a linear network's inputs contribute is weight times input`() throws {
    let weights: [[Float]] = [[1, -2, 0.5, 3], [0, 1, 1, -1], [2, 0, -1, 0.25]]
    let network = try CBAMNetwork(
      linear: weights, constants: [0.5, 0, -1], length: 4, channels: 1)
    let window: [Float] = [0.3, -1.5, 2, 0.7]
    let trace = NetworkTrace(network, window: Tensor(shape: [1, 4, 1], elements: window))
    let found = trace.contributions(trace.gradients(ofLogits: [0, 1, 0]))
    #expect(relativeDifference(found, zip(weights[1], window).map { $0 * $1 }) < 1e-6)
  }

  @Test func `positions lie where an impulse in the window moves them most`() throws {
    // The small network: stem 64 wide, stride 8, padding 28, then pairs.
    let grid = SampleGrid.input.behind(
      ConvolutionGeometry(
        inputChannels: 1, outputChannels: 1, kernelSize: 64, stride: 8, padding: 28))
    #expect(grid.first == 3.5 && grid.step == 8 && grid.field == 64)
    let pooled = grid.behind(PoolingGeometry(kernelSize: 2))
    #expect(pooled.first == 7.5 && pooled.step == 16 && pooled.field == 72)
    let block = pooled.behind(
      ConvolutionGeometry(inputChannels: 1, outputChannels: 1, kernelSize: 3, padding: 1))
    #expect(block.first == 7.5 && block.step == 16 && block.field == 104)
    // 64 positions of 16 samples lie evenly within the window of 1024.
    #expect(block.first + 63 * block.step == 1023 - 7.5)
  }

  @Test func `curves go through their values and stay beyond the ends`() {
    let grid = SampleGrid.input.behind(PoolingGeometry(kernelSize: 4))
    #expect(grid.first == 1.5)
    let curve = grid.curve(of: [0, 4, 2], count: 12)
    #expect(curve == [0, 0, 0.5, 1.5, 2.5, 3.5, 3.75, 3.25, 2.75, 2.25, 2, 2])
    #expect(SampleGrid.input.curve(of: [1, 2, 3], count: 3) == [1, 2, 3])
    #expect(grid.curve(of: [7], count: 3) == [7, 7, 7])
  }
}
