import Testing

@testable import FaultDXEvaluation

struct SettingChoiceTests {
  /// Two settings; the second got so many more windows of each unit right.
  private func choice(_ differences: [Int]) -> SettingChoice {
    var choice = SettingChoice(settings: 2, units: differences.count)
    for (unit, difference) in differences.enumerated() {
      choice.add(hits: 10, unit: unit, setting: 0)
      choice.add(hits: 10 + difference, unit: unit, setting: 1)
    }
    return choice
  }

  /// p values of `scipy.stats.ttest_1samp(differences, 0, alternative="greater")` beside each.
  @Test(arguments: [
    ([6, 1, 1], false, 0.1254),
    ([5, 3, 1], false, 0.0608),
    ([4, 3, 3], true, 0.0049),
    ([7, -1, 3, 0, 2, 1], false, 0.0719),
    ([7, -1, 3, 1, 2, 2], true, 0.0421),
    ([3, 0, 0, 0, 0, 0], false, 0.1816),
    ([2, -1, 3, 0, 1, 0, 2, -1, 1, 1], true, 0.0434),
    ([2, -2, 3, 0, 1, 0, 2, -1, 1, 1], false, 0.0863),
  ])
  func `the first is refuted at a level of five per cent, as by SciPy's paired test`(
    differences: [Int], isRefuted: Bool, p: Double
  ) {
    #expect((p < 0.05) == isRefuted)
    #expect(choice(differences).firstNotRefuted == (isRefuted ? 1 : 0))
  }

  @Test func `one that could not be fitted is not taken, and of none there is none`() {
    var choice = choice([4, 3, 3])
    choice.exclude(1)
    #expect(choice.firstNotRefuted == 0 && choice.chosen == 0)
    choice.exclude(0)
    #expect(choice.firstNotRefuted == nil && choice.chosen == nil)
  }
}
