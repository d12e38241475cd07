import FaultDXNN
import FaultDXSignal
import FaultDXTensor
import FaultDXTestSupport
import FaultDXTraining
import Testing

/// The closed-form gradient that class-activation curves rest on, against the one that training computes.
@Suite struct AttributionGradientTests {
  @Test(arguments: CBAMNetwork.Configuration.Head.allCases)
  func `behind the last block both ways back give the same`(
    head: CBAMNetwork.Configuration.Head
  ) throws {
    var generator = CounterGenerator(seed: 11)
    let network = try CBAMNetwork(
      configuration: CBAMNetwork.Configuration(
        windowLength: 96, inputChannels: 2, classes: 3, widths: [4, 6, 5], backbone: .residual,
        head: head), generator: &generator)
    let window = Tensor(
      shape: [1, 96, 2], elements: (0..<192).map { _ in Float(generator.normal()) })
    let trace = NetworkTrace(network, window: window)
    let activation = try #require(trace.blocks.last).activation
    for label in 0..<3 {
      var weights = [Float](repeating: 0, count: 3)
      weights[label] = 1
      let column = (0..<network.head.inputs).map { network.head.weight.elements[$0 * 3 + label] }
      let run = LayerRun(network.pooling, x: activation, dy: column)
      let found = try #require(trace.gradients(ofLogits: weights).blocks.last).elements
      #expect(relativeDifference(found, run.dx) < 1e-6)
    }
  }
}
