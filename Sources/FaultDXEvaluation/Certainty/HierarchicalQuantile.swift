import FaultDXSignal

/// The level that a score of a new group stays below with a given probability, from scores of other groups.
///
/// Scores of one group depend on each other, so each group counts once, and one more counts as infinite: that of the new
/// group (hierarchical conformal prediction: Lee, Barber, Willett, "Distribution-free inference with hierarchical
/// data", 2023). For groups of one score this is split conformal prediction.
public enum HierarchicalQuantile {
  /// The smallest score up to which the weights of all scores sum to `level`.
  ///
  /// - Parameters:
  ///   - scores: The score of each recording.
  ///   - groups: Its group.
  ///   - level: The probability, in 0…1.
  /// - Returns: `nil` where there are too few groups: fewer than `level / (1 − level)`.
  /// - Precondition: Each score has a group.
  public static func upper(scores: [Double], groups: [String], level: Double) -> Double? {
    require(
      scores.count == groups.count, "\(scores.count) scores do not pair with \(groups.count) groups"
    )
    let sizes = Dictionary(grouping: groups, by: { $0 }).mapValues(\.count)
    let total = Double(sizes.count + 1)
    var sum = 0.0
    for index in scores.indices.sorted(by: { scores[$0] < scores[$1] }) {
      sum += 1 / (Double(sizes[groups[index]] ?? 1) * total)
      // Weights of a third do not sum to exactly one.
      if sum >= level - 1e-12 { return scores[index] }
    }
    return nil
  }
}
