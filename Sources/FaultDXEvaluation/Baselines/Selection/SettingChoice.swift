#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

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
    add(hits: hit ? 1 : 0, unit: unit, setting: setting)
  }

  /// Counts windows of a unit that a setting got right.
  package mutating func add(hits count: Int, unit: Int, setting: Int) {
    hits[setting][unit] += count
  }

  /// A setting that could not be fitted is not chosen.
  package mutating func exclude(_ setting: Int) { isUsable[setting] = false }

  /// The setting with the most right windows, of several the last; `nil` where none could be fitted.
  package var best: Int? {
    let usable = hits.indices.filter { isUsable[$0] }
    let totals = hits.map { $0.reduce(0, +) }
    return usable.max { (totals[$0], $1) < (totals[$1], $0) }
  }

  /// The setting to take; `nil` where none could be fitted.
  package var chosen: Int? {
    chosen { differences in
      let sum = differences.reduce(0, +)
      // sum ≤ √(u / (u − 1) · Σ (d − mean)²) over u units, multiplied out: whole numbers decide.
      return sum * sum <= differences.reduce(0) { $0 + $1 * $1 }
    }
  }

  /// The setting to take where the order is more than one of simplicity: the first that is not worse than the best at a
  /// level of 5 % (Student's paired test over units, one-sided); `nil` where none could be fitted.
  package var firstNotRefuted: Int? {
    chosen { differences in
      let units = Double(differences.count)
      guard units > 1 else { return true }
      let mean = Double(differences.reduce(0, +)) / units
      let squares = differences.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
      let error = (squares / (units - 1) / units).squareRoot()
      return mean <= Self.student(degreesOfFreedom: units - 1) * error
    }
  }

  /// - Parameter isAsGood: Whether what the best got right more of each unit may be chance.
  private func chosen(_ isAsGood: (_ differences: [Int]) -> Bool) -> Int? {
    guard let best else { return nil }
    return hits.indices.first {
      isUsable[$0] && isAsGood(zip(hits[best], hits[$0]).map { $0 - $1 })
    }
  }

  /// The 95 % point of Student's distribution, from that of the normal one (Cornish and Fisher's expansion; within 0.01
  /// from five degrees of freedom on, within 0.3 from two).
  private static func student(degreesOfFreedom: Double) -> Double {
    let z = 1.6448536
    let first = (z * z * z + z) / 4
    let second = (5 * pow(z, 5) + 16 * pow(z, 3) + 3 * z) / 96
    let third = (3 * pow(z, 7) + 19 * pow(z, 5) + 17 * pow(z, 3) - 15 * z) / 384
    let n = degreesOfFreedom
    return z + first / n + second / (n * n) + third / (n * n * n)
  }
}
