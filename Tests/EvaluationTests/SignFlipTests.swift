import FaultDXEvaluation
import FaultDXSignal
import Foundation
import Testing

@Suite struct SignFlipTests {
  @Test(arguments: [
    [3, -1, 2, 2, 0, 5], [1], [-4, -4, -4, -4], [7, 1, -2, 3, 3, -9, 4, 11, 0, -1], [2, 2, -2, -2],
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  ])
  func `the p value is the share of all ways to turn signs`(gains: [Int]) {
    let observed = abs(gains.reduce(0, +))
    var extreme = 0
    for signs in 0..<(1 << gains.count) {
      let sum = gains.enumerated().reduce(0) { $0 + (signs >> $1.0 & 1 == 1 ? $1.1 : -$1.1) }
      if abs(sum) >= observed { extreme += 1 }
    }
    let expected = Double(extreme) / Double(1 << gains.count)
    #expect(abs(SignFlipTest(gains: gains).p - expected) < 1e-12)
  }

  @Test func `units that gain nothing change nothing, and no units show nothing`() {
    #expect(SignFlipTest(gains: [3, 1, 0, 0, 0]).p == SignFlipTest(gains: [3, 1]).p)
    #expect(SignFlipTest(gains: []).p == 1)
    #expect(SignFlipTest(gains: [0, 0]).p == 1)
    #expect(SignFlipTest.smallestP(units: 10) == 2.0 / 1024)
    #expect(SignFlipTest(gains: [Int](repeating: 4, count: 10)).p == 2.0 / 1024)
  }

  @Test func `so many units that the sum is normal have nearly the exact value`() {
    // 6,000 units of 100 windows: 3,150 gain and 2,850 lose. The sign test says 1.1e-4.
    let many = [Int](repeating: 100, count: 3150) + [Int](repeating: -100, count: 2850)
    let z = 300 / 6000.0.squareRoot()
    #expect(abs(SignFlipTest(gains: many).p - erfc(z / 2.0.squareRoot())) < 1e-9)
    let fewer = many.map { $0 / 100 }
    #expect(abs(SignFlipTest(gains: fewer).p - SignFlipTest(gains: many).p) < 1e-5)
  }

  @Test func `Holm's correction is that of R's p.adjust`() {
    // p.adjust(c(0.01, 0.04, 0.03, 0.005, 0.6, 0.03), "holm")
    let adjusted = HolmCorrection.adjusted([0.01, 0.04, 0.03, 0.005, 0.6, 0.03])
    let expected = [0.05, 0.12, 0.12, 0.03, 0.6, 0.12]
    #expect(zip(adjusted, expected).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(HolmCorrection.adjusted([]).isEmpty)
    #expect(HolmCorrection.adjusted([0.9, 0.8]) == [1, 1])
  }
}
