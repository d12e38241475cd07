/// Which of several settings to take, from what each got right of windows that it was not fitted to.
///
/// Settings are in order of simplicity, the simplest first. Taken is the simplest that is not worse than the best by
/// more than one standard error of the difference between the two over units: L. Breiman and others, "Classification
/// and Regression Trees", 1984, section 3.4.3, with the error of the paired difference, since all settings are
/// measured on the same units. A setting that is better by the windows of a single recording is not better.
package struct SettingChoice {
  /// The number of right windows of each unit, for each setting.
  private var hits: [[Int]]
  /// Whether a setting could be fitted in every fold.
  private var isUsable: [Bool]

  /// So many settings, measured on so many units.
  package init(settings: Int, units: Int) {
    hits = [[Int]](repeating: [Int](repeating: 0, count: units), count: settings)
    isUsable = [Bool](repeating: true, count: settings)
  }

  /// Counts whether a setting got a window of a unit right.
  package mutating func add(hit: Bool, unit: Int, setting: Int) {
    hits[setting][unit] += hit ? 1 : 0
  }

  /// A setting that could not be fitted is not chosen.
  package mutating func exclude(_ setting: Int) { isUsable[setting] = false }

  /// The setting to take; `nil` where none could be fitted.
  package var chosen: Int? {
    let usable = hits.indices.filter { isUsable[$0] }
    let totals = hits.map { $0.reduce(0, +) }
    guard let best = usable.max(by: { (totals[$0], $1) < (totals[$1], $0) }) else { return nil }
    return usable.first { setting in
      let differences = zip(hits[best], hits[setting]).map { $0 - $1 }
      let sum = differences.reduce(0, +)
      // sum ≤ √(u / (u − 1) · Σ (d − mean)²) over u units, multiplied out: whole numbers decide.
      return sum * sum <= differences.reduce(0) { $0 + $1 * $1 }
    }
  }
}
