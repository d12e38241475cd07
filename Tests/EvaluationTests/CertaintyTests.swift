import FaultDXEvaluation
import FaultDXStorage
import FaultDXTestSupport
import Foundation
import Testing

/// Beside scikit-learn, SciPy and NumPy, and what must hold of any numbers.
struct CertaintyTests {
  private func goldens() throws -> [JSON] {
    try #require(
      JSON(parsing: DurableFile.read(Repository.fixture("certainty/certainty.json"))).arrayValue)
  }

  private func numbers(_ json: JSON?) -> [Double] {
    (json?.arrayValue ?? []).compactMap(\.doubleValue)
  }

  private func softmax(_ row: [Double]) -> [Double] {
    let powers = row.map { exp($0 - (row.max() ?? 0)) }
    return powers.map { $0 / powers.reduce(0, +) }
  }

  @Test func `calibration errors, Brier score and log loss are those of the references`() throws {
    for golden in try goldens() {
      let truth = (golden["truth"]?.arrayValue ?? []).compactMap(\.intValue)
      let rows = (golden["logits"]?.arrayValue ?? []).map { softmax(numbers($0)) }
      let found = Reliability(truth: truth, probabilities: rows)
      #expect(found.expectedError.isClose(to: golden["expected"]?.doubleValue))
      #expect(found.adaptiveError.isClose(to: golden["adaptive"]?.doubleValue))
      #expect(found.brierScore.isClose(to: golden["brier"]?.doubleValue))
      #expect(found.logLoss.isClose(to: golden["logLoss"]?.doubleValue))
      #expect(found.curve.reduce(0) { $0 + $1.count } == truth.count)
    }
  }

  @Test func `the temperature is where SciPy's minimum is`() throws {
    for golden in try goldens() {
      let expected = try #require(golden["scale"]?.doubleValue)
      let found = TemperatureScaling.scale(
        scores: (golden["logits"]?.arrayValue ?? []).map { numbers($0) },
        truth: (golden["truth"]?.arrayValue ?? []).compactMap(\.intValue),
        weights: numbers(golden["weights"]))
      // SciPy compares losses, which are flat near their minimum.
      #expect(abs(found - expected) < 1e-5 * expected, "\(found), expected \(expected)")
    }
    #expect(TemperatureScaling.scale(scores: [], truth: [], weights: []) == 1)
  }

  @Test func `nothing wrong does not make sure beyond bounds`() {
    let scale = TemperatureScaling.scale(
      scores: [[1, 0], [0, 1], [1, 0]], truth: [0, 1, 0], weights: [1, 1, 1])
    // Four of five, as the rule of succession has it.
    #expect(abs(softmax([scale, 0])[0] - 0.8) < 1e-9)
  }

  @Test func `the level of groups is the reference's`() throws {
    for golden in try goldens() {
      let groups = (golden["groups"]?.arrayValue ?? []).compactMap(\.stringValue)
      for (level, expected) in zip([0.5, 0.8, 0.9], golden["upper"]?.arrayValue ?? []) {
        #expect(
          HierarchicalQuantile.upper(
            scores: numbers(golden["scores"]), groups: groups, level: level) == expected.doubleValue
        )
      }
    }
  }

  @Test func `a group counts once, however many recordings it has`() {
    let single = HierarchicalQuantile.upper(
      scores: [1, 2, 3, 4], groups: ["a", "b", "c", "d"], level: 0.6)
    let many = HierarchicalQuantile.upper(
      scores: [1, 1, 1, 1, 1, 2, 3, 4], groups: ["a", "a", "a", "a", "a", "b", "c", "d"], level: 0.6
    )
    #expect(single == 3)
    #expect(many == 3)
    // Nine groups are needed for 90 %.
    let eight = (0..<8).map(String.init)
    #expect(
      HierarchicalQuantile.upper(scores: eight.map { Double($0) ?? 0 }, groups: eight, level: 0.9)
        == nil)
    let nine = eight + ["8"]
    #expect(
      HierarchicalQuantile.upper(scores: nine.map { Double($0) ?? 0 }, groups: nine, level: 0.9)
        == 8)
  }

  /// Groups whose recordings share an error, windows that share more: what real ones are like.
  private func items(_ count: Int, from first: Int) -> [CertaintyFit.Item] {
    (first..<first + count).flatMap { group in
      var generator = SplitMix(state: UInt64(77 * group + 5))
      func noise() -> Float {
        Float(
          (0..<12).reduce(-6.0) { sum, _ in sum + Double(generator.below(1 << 20)) / 1_048_576 })
      }
      let truth = group % 3
      let common = [noise(), noise(), noise()]
      return (0..<1 + generator.below(4)).map { _ in
        let own = [noise(), noise(), noise()]
        let rows = (0..<8).map { _ in
          (0..<3).map { label in
            4 * ((label == truth ? 2 : 0) + common[label] + own[label] / 2 + noise() / 2)
          }
        }
        return CertaintyFit.Item(truth: truth, group: "\(group)", logits: rows)
      }
    }
  }

  @Test func `sets cover what they say on groups that nothing was fitted to`() throws {
    var covered = 0.0
    let groups = 2000
    let fit = CertaintyFit(items(600, from: 0), classes: 3)
    let thresholds = try #require(fit.thresholds)
    // Logits that are four times too large, of windows that are hardly independent.
    #expect(fit.temperature > 2)
    #expect(fit.recordings > 600 && fit.groups == 600)
    let fresh = Dictionary(grouping: items(groups, from: 10_000), by: \.group)
    for members in fresh.values {
      let inside = members.count { item in
        let rows = item.logits.map { row in softmax(row.map { Double($0) / fit.temperature }) }
        let mean = (0..<3).map { label in rows.reduce(0) { $0 + $1[label] } / Double(rows.count) }
        let powers = mean.map { pow($0, fit.recordingPower) }
        return powers[item.truth] / powers.reduce(0, +) >= thresholds[item.truth]
      }
      covered += Double(inside) / Double(members.count)
    }
    #expect((0.87...0.93).contains(covered / Double(groups)), "\(covered / Double(groups))")
  }

  @Test func `a few recordings teach no power and no sets`() {
    let fit = CertaintyFit(Array(items(5, from: 0).prefix(5)), classes: 3)
    #expect(fit.recordingPower == 1)
    #expect(fit.thresholds == nil)
    let none = CertaintyFit([], classes: 3)
    #expect(none.temperature == 1)
    #expect(none.thresholds == nil)
  }
}
