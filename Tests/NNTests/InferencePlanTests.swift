import FaultDXNN
import FaultDXStorage
import FaultDXTensor
import FaultDXTestSupport
import Testing

@Suite struct InferencePlanTests {
  /// The golden networks: every arrangement, descriptor and head, plain and residual, with running statistics and
  /// biases that training has moved.
  static func golden(_ name: String) throws -> (CBAMNetwork, Tensor) {
    let golden = try Golden("networks")
    var network = try CBAMNetwork(
      configuration: CBAMNetwork.Configuration(json: golden.settings(name)["network"] ?? .null))
    try network.load(golden.tensors(name, below: "parameters."))
    let x = try golden.tensor(name, "x").channelsLast
    return (network, Tensor(shape: x.shape, elements: x.values))
  }

  @Test(arguments: NetworkGoldenTests.names, InstructionSet.available)
  func `a plan gives the logits of the network`(name: String, set: InstructionSet) throws {
    let (network, x) = try Self.golden(name)
    let logits = InferencePlan(network, instructionSet: set).logits(x)
    let expected = network(x)
    #expect(logits.shape == expected.shape)
    #expect(relativeDifference(logits.elements, expected.elements) < 1e-5)
  }

  @Test(arguments: InstructionSet.available)
  func `a window's logits have the same bits alone, in any batch and on any thread`(
    _ set: InstructionSet
  ) throws {
    for name in ["plain", "residual"] {
      let (network, x) = try Self.golden(name)
      let plan = InferencePlan(network, instructionSet: set)
      let (classes, count) = (plan.classes, plan.windowLength * plan.inputChannels)
      // More windows than fit into a session at once, none like the other.
      let repeats = 11
      let windows = Tensor(
        shape: [repeats * x.shape[0]] + x.shape[1...],
        elements: (0..<repeats).flatMap { r in x.elements.map { $0 * (1 + Float(r) / 7) } })
      let logits = plan.logits(windows)
      #expect(plan.logits(windows, parallelism: .threads(2)) == logits)
      #expect(plan.logits(windows, parallelism: .threads(3)) == logits)
      for n in 0..<windows.shape[0] {
        let one = Tensor(
          shape: [1] + x.shape[1...],
          elements: Array(windows.elements[n * count..<(n + 1) * count]))
        let expected = Array(logits.elements[n * classes..<(n + 1) * classes])
        #expect(plan.logits(one).elements == expected)
      }
    }
  }

  @Test func `a session can be used again and leaves nothing behind`() throws {
    let (network, x) = try Self.golden("plain.both")
    let plan = InferencePlan(network)
    let count = plan.windowLength * plan.inputChannels
    var session = InferenceSession(plan, capacity: 3)
    func logits(_ scale: Float) -> [Float] {
      for index in 0..<2 {
        session.withWindow(index) { window in
          for i in 0..<count { window[i] = scale * x.elements[i] }
        }
      }
      session.run(count: 2)
      return session.withLogits(1) { Array($0) }
    }
    let first = logits(1)
    let other = logits(.nan)
    #expect(other.allSatisfy { $0.isNaN })
    #expect(logits(1) == first)
  }

  @Test func `an empty batch has no logits`() throws {
    let (network, x) = try Self.golden("plain")
    let logits = InferencePlan(network).logits(Tensor(shape: [0] + x.shape[1...]))
    #expect(logits.shape == [0, network.configuration.classes])
  }
}
