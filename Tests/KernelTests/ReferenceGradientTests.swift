import FaultDXTestSupport
import Testing

/// The oracle itself: its gradients against central differences of its forward pass.
@Suite struct ReferenceGradientTests {
  @Test func `the reference gradients are the derivatives of the reference`() {
    let shape = ReferenceConvolution(
      batch: 2, length: 9, inputChannels: 2, outputChannels: 3, kernelSize: 3, stride: 2,
      padding: 2, dilation: 2)
    func values(_ count: Int, _ phase: Double) -> [Double] {
      (0..<count).map { (Double($0) * 0.37 + phase).remainder(dividingBy: 1) }
    }
    let x = values(shape.inputCount, 0.1)
    let weight = values(shape.weightCount, 0.2)
    let bias = values(shape.outputChannels, 0.3)
    let dy = values(shape.outputCount, 0.4)
    func loss(_ x: [Double], _ weight: [Double], _ bias: [Double]) -> Double {
      zip(shape.forward(x: x, weight: weight, bias: bias), dy).reduce(0) { $0 + $1.0 * $1.1 }
    }
    func slopes(_ at: [Double], _ loss: ([Double]) -> Double) -> [Double] {
      at.indices.map { index in
        var (up, down) = (at, at)
        up[index] += 1e-4
        down[index] -= 1e-4
        return (loss(up) - loss(down)) / 2e-4
      }
    }
    let pairs = [
      (slopes(x) { loss($0, weight, bias) }, shape.backwardInput(dy: dy, weight: weight)),
      (slopes(weight) { loss(x, $0, bias) }, shape.backwardWeight(x: x, dy: dy)),
      (slopes(bias) { loss(x, weight, $0) }, shape.backwardBias(dy: dy)),
    ]
    for (numeric, analytic) in pairs {
      #expect(numeric.count == analytic.count)
      #expect(zip(numeric, analytic).allSatisfy { abs($0 - $1) < 1e-8 })
    }
  }
}
