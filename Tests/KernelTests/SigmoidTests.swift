import FaultDXTensor
import FaultDXTestSupport
import Foundation
import Testing

/// The gate's own function, on every instruction set.
@Suite struct SigmoidTests {
  private func sigmoid(_ x: [Float], _ set: InstructionSet) -> [Float] {
    var y = [Float](repeating: -1, count: x.count)
    Kernels(set).sigmoidForward(count: x.count, x: x, y: &y)
    return y
  }

  @Test(arguments: InstructionSet.available)
  func `the sigmoid is exact to three units of the last place`(set: InstructionSet) {
    let x = (-8600...8600).map { Float($0) / 100 }
    for (x, y) in zip(x, sigmoid(x, set)) {
      let expected = 1 / (1 + exp(-Double(x)))
      #expect(abs(Double(y) - expected) <= 3 * 0x1p-23 * expected, "at \(x)")
    }
  }

  @Test(arguments: InstructionSet.available)
  func `far out the sigmoid is 0 or 1, and what is not a number stays so`(set: InstructionSet) {
    let y = sigmoid([-.infinity, -1e30, -200, 0, 200, 1e30, .infinity, .nan], set)
    #expect(y[0..<3].allSatisfy { (0...1e-37).contains($0) })
    #expect(y[3] == 0.5)
    #expect(y[4..<7].allSatisfy { $0 == 1 })
    #expect(y[7].isNaN)
  }

  @Test(arguments: InstructionSet.available)
  func `a number has the same sigmoid wherever it stands`(set: InstructionSet) {
    let x = spreadNumbers(41).map { 9 * Float($0) }
    let together = sigmoid(x, set)
    for index in x.indices { #expect(sigmoid([x[index]], set) == [together[index]]) }
  }
}
