import FaultDXEvaluation
import Testing

struct RepeatedFigureTests {
  /// `scipy.stats.t.interval(0.95, n - 1, mean, sem)`.
  @Test(
    arguments: [
      ([0.8, 0.9, 0.85], 0.725793, 0.974207), ([0.5, 0.7], -0.670620, 1.870620),
      ((0..<40).map { Double($0 % 4) / 4 }, 0.284470, 0.465530),
    ] as [([Double], Double, Double)])
  func `bounds of a mean are Student's`(values: [Double], lower: Double, upper: Double) throws {
    let bounds = try #require(RepeatedFigure(values).bounds)
    #expect(abs(bounds.lowerBound - lower) < 2e-4)
    #expect(abs(bounds.upperBound - upper) < 2e-4)
  }

  @Test func `one draw has a mean and no bounds`() {
    #expect(RepeatedFigure([0.5]).mean == 0.5)
    #expect(RepeatedFigure([0.5]).bounds == nil)
  }
}
