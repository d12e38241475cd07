import FaultDXTensor
import FaultDXTestSupport
import Testing

@Suite struct PointwiseTests {
  @Test(arguments: InstructionSet.available)
  func `ReLU, its gradient and addition are exact at every length`(_ set: InstructionSet) {
    let kernels = Kernels(set)
    for count in 0...67 {
      let x = (0..<count).map { Float($0 % 5) - 2 }
      let dy = (0..<count).map { Float($0) + 0.5 }
      var (y, dx, sum) = (x, dy, x)
      kernels.reluForward(count: count, x: x, y: &y)
      kernels.reluBackward(count: count, y: y, dy: dy, dx: &dx)
      kernels.add(count: count, x: dy, to: &sum)
      #expect(y == x.map { max($0, 0) })
      #expect(dx == zip(x, dy).map { $0 > 0 ? $1 : 0 })
      #expect(sum == zip(x, dy).map { $0 + $1 })
    }
  }

  @Test(arguments: InstructionSet.available)
  func `ReLU lets through what is not a number`(_ set: InstructionSet) {
    let x = [Float](repeating: .nan, count: 21)
    var y = [Float](repeating: 0, count: 21)
    Kernels(set).reluForward(count: x.count, x: x, y: &y)
    #expect(y.allSatisfy { $0.isNaN })
    let shape = ReferenceConvolution(
      batch: 1, length: 3, inputChannels: 1, outputChannels: 21, kernelSize: 1)
    let run = ConvolutionRun(shape, set)
    let broken = ConvolutionRun(shape, run, x: [1, .nan, 2], dy: run.dy)
    #expect(broken.forward(relu: true).map(\.isNaN) == (0..<63).map { $0 / 21 == 1 })
  }
}
