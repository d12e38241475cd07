import FaultDXEvaluation
import Testing

struct IntervalTests {
  private let labels = ["a", "b"]

  private func unit(_ label: Int, right: Int, wrong: Int) -> Interval.Unit {
    var matrix = ConfusionMatrix(labels: labels)
    matrix.add(truth: label, predicted: label, count: right)
    matrix.add(truth: label, predicted: 1 - label, count: wrong)
    return Interval.Unit(matrix)
  }

  /// Expected: `scipy.stats.binomtest(k, n).proportion_ci(method="wilson")`.
  static let wilson: [(right: Int, trials: Int, lower: Double, upper: Double)] = [
    (10, 10, 0.7224672001371109, 1.0),
    (0, 5, 0.0, 0.43448246478317476),
    (7, 9, 0.4525889691069889, 0.9367748928821533),
    (1, 1, 0.20654931437723745, 1.0),
    (45, 60, 0.6276792992295218, 0.8422347746994333),
  ]

  @Test(arguments: IntervalTests.wilson)
  func `Wilson's interval is SciPy's`(right: Int, trials: Int, lower: Double, upper: Double) {
    let interval = Interval.wilson(rate: Double(right) / Double(trials), trials: trials)
    #expect(interval.lower.isClose(to: lower))
    #expect(interval.upper.isClose(to: upper))
  }

  @Test func `few units get Wilson's interval, and it says so`() throws {
    let units = (0..<4).map { unit($0 % 2, right: 100, wrong: 0) }
    let interval = try #require(Interval.accuracy(of: units, seed: 1))
    #expect(interval.method == .wilson(units: 4))
    #expect(
      interval.description == "0.51 to 1.00 (95 %, Wilson, each of 4 recordings as one trial)")
    #expect(Interval.macroF1(of: units, seed: 1) == nil)
    #expect(Interval.accuracy(of: [], seed: 1) == nil)
  }

  @Test func `a class of few units is not drawn from`() throws {
    let units = (0..<16).map { unit($0 < 12 ? 0 : 1, right: 10, wrong: $0 % 3) }
    let interval = try #require(Interval.accuracy(of: units, seed: 1))
    #expect(interval.method == .wilson(units: 16))
    #expect(Interval.macroF1(of: units, seed: 1) == nil)
    let more = units + [unit(1, right: 10, wrong: 5)]
    #expect(Interval.accuracy(of: more, seed: 1)?.method == .bootstrap(units: 17, draws: 2000))
  }

  @Test func `a figure that no draw changes gets Wilson's interval`() throws {
    let units = (0..<30).map { unit($0 % 2, right: 10, wrong: 0) }
    let interval = try #require(Interval.accuracy(of: units, unitName: "groups", seed: 1))
    #expect(interval.method == .wilson(units: 30))
    #expect(interval.lower > 0.85 && interval.upper == 1)
    #expect(Interval.macroF1(of: units, seed: 1) == nil)
  }

  @Test func `the bootstrap draws units, not windows`() throws {
    // Each unit is all right or all wrong: a thousand windows each are no more than one trial.
    let units = (0..<40).map { unit($0 % 2, right: $0 < 30 ? 1000 : 0, wrong: $0 < 30 ? 0 : 1000) }
    let interval = try #require(Interval.accuracy(of: units, seed: 1))
    #expect(interval.method == .bootstrap(units: 40, draws: 2000))
    #expect(interval.lower.isClose(to: 0.75 - 1.96 * (0.75 * 0.25 / 40).squareRoot(), within: 0.03))
    #expect(interval.upper.isClose(to: 0.75 + 1.96 * (0.75 * 0.25 / 40).squareRoot(), within: 0.03))
    #expect(interval.description.hasSuffix("(95 %, bootstrap over 40 recordings)"))
    let f1 = try #require(Interval.macroF1(of: units, seed: 1))
    #expect(f1.lower > 0.5 && f1.upper < 1 && f1.lower < 0.75 && f1.upper > 0.75)
  }

  @Test func `the same seed gives the same interval, another one nearly the same`() {
    let units = (0..<20).map { unit($0 % 2, right: 10 + $0, wrong: $0 % 7) }
    let first = Interval.accuracy(of: units, seed: 1)
    #expect(first == Interval.accuracy(of: units, seed: 1))
    let second = Interval.accuracy(of: units, seed: 2)
    #expect(first != second)
    #expect(first?.lower.isClose(to: second?.lower, within: 0.01) == true)
  }

  @Test func `the interval holds the truth about as often as it says`() {
    var generator = SplitMix(state: 9)
    var held = 0
    for simulation in 0..<200 {
      // Units differ in how hard they are: 60 to 100 % of their windows are right, 80 % on average.
      let units = (0..<30).map { position in
        let skill = 0.6 + 0.4 * generator.uniform()
        let right = (0..<20).count { _ in generator.uniform() < skill }
        return unit(position % 2, right: right, wrong: 20 - right)
      }
      let interval = Interval.accuracy(of: units, seed: UInt64(simulation), draws: 300)
      if let interval, interval.lower <= 0.8, interval.upper >= 0.8 { held += 1 }
    }
    #expect((176...200).contains(held), "\(held) of 200")
  }

  @Test func `predictions of one name make one unit`() throws {
    let units = Interval.units(
      labels: labels, names: ["x", "y", "x"], truth: [0, 1, 0], predicted: [0, 0, 1])
    #expect(units.map(\.outcomes.counts) == [[[1, 1], [0, 0]], [[0, 0], [1, 0]]])
  }
}
