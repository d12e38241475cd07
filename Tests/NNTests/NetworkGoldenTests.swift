import FaultDXNN
import FaultDXStorage
import FaultDXTensor
import FaultDXTestSupport
import Testing

@Suite struct NetworkGoldenTests {
  static let names = [
    "plain", "residual", "plain.none", "plain.parallel", "residual.spatialFirst", "plain.second",
    "plain.flatten", "plain.both", "residual.same",
  ]

  @Test(arguments: names)
  func `logits of whole networks in evaluation mode agree with PyTorch`(name: String) throws {
    let golden = try Golden("networks")
    let configuration = try CBAMNetwork.Configuration(
      json: golden.settings(name)["network"] ?? .null)
    var network = try CBAMNetwork(configuration: configuration)
    try network.load(golden.tensors(name, below: "parameters."))
    let x = try golden.tensor(name, "x").channelsLast
    let logits = network(Tensor(shape: x.shape, elements: x.values))
    let expected = try golden.tensor(name, "evaluation")
    #expect(relativeDifference(logits.elements, expected.values) < 1e-5)
  }
}
