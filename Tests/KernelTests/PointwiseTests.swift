import FaultDXTensor
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
}
