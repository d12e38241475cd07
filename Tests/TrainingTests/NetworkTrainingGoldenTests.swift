import FaultDXNN
import FaultDXStorage
import FaultDXTensor
import FaultDXTestSupport
import FaultDXTraining
import Testing

/// Whole networks in training mode against PyTorch: logits from batch statistics, the loss, the gradient
/// of everything, the running averages behind the step.
@Suite struct NetworkTrainingGoldenTests {
  @Test(arguments: LayerGoldenTests.names("networks"))
  func `a whole network in training agrees with PyTorch`(name: String) throws {
    let golden = try Golden("networks")
    let settings = try golden.settings(name)
    var network = try CBAMNetwork(
      configuration: CBAMNetwork.Configuration(json: settings["network"] ?? .null))
    try network.load(golden.tensors(name, below: "parameters."))
    let x = try golden.tensor(name, "x").activations
    let labels = (settings["labels"]?.arrayValue ?? []).compactMap(\.intValue)
    let loss = CrossEntropy(
      weights: try golden.tensor(name, "weights").values,
      smoothing: settings["smoothing"]?.doubleValue ?? 0)

    // The logits first, because the loss makes their gradient.
    let logits = LayerRun(
      network, parameters: network, x: x, dy: [Float](repeating: 0, count: labels.count * 4)
    ).y
    #expect(relativeDifference(logits, try golden.tensor(name, "training").values) < 1e-5)
    var gradient = [Float](repeating: 0, count: logits.count)
    let value = logits.withUnsafeBufferPointer { logits in
      gradient.withUnsafeMutableBufferPointer { gradient in
        logits.baseAddress.map { loss($0, labels: labels, gradient: gradient.baseAddress) }
      }
    }
    #expect(
      relativeDifference([Float(value ?? .nan)], try golden.tensor(name, "loss").values) < 1e-5)

    let run = LayerRun(network, parameters: network, x: x, dy: gradient)
    let dx = try golden.tensor(name, "dx").channelsLast.values
    #expect(relativeDifference(run.dx, dx) < 1e-5)
    // The layout of a flattened head is the network's business: gradients go out as weights do.
    let gradients = try exported(network, run.gradients)
    for expected in golden.tensors(name, below: "gradients.") {
      let difference = relativeDifference(gradients[expected.name] ?? [], expected.values)
      #expect(difference < 1e-5, "\(expected.name)")
    }
    for expected in golden.tensors(name, below: "after.") {
      let difference = relativeDifference(
        run.statistics[expected.name] ?? [], expected.values)
      #expect(difference < 1e-5, "\(expected.name)")
    }
  }

  private func exported(
    _ network: CBAMNetwork, _ gradients: [String: [Float]]
  ) throws -> [String: [Float]] {
    var carrier = network
    carrier.visitParameters("") { name, tensor, _ in
      if let gradient = gradients[name] { tensor.elements = gradient }
    }
    return Dictionary(uniqueKeysWithValues: carrier.state.map { ($0.name, $0.values) })
  }
}
