import FaultDXSignal

/// The area under the ROC curve: how probable it is that a window of the class gets a higher score than one of
/// another, ties counted as half.
///
/// Computed from mid-ranks (H. B. Mann and D. R. Whitney, 1947; J. A. Hanley and B. J. McNeil, 1982), which is exactly
/// the trapezoidal area that scikit-learn's `roc_auc_score` computes.
public enum AreaUnderCurve {
  /// The area for one class against the rest.
  ///
  /// - Returns: `nil` where all windows or none are of the class: there is no curve. (scikit-learn gives NaN.)
  /// - Precondition: As many scores as flags; scores are numbers.
  public static func binary(isPositive: [Bool], scores: [Double]) -> Double? {
    require(
      isPositive.count == scores.count,
      "\(scores.count) scores cannot rank \(isPositive.count) windows")
    require(scores.allSatisfy { !$0.isNaN }, "a score is not a number")
    let positives = isPositive.count { $0 }
    let negatives = isPositive.count - positives
    guard positives > 0, negatives > 0 else { return nil }
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    // Twice the number of pairs that are in the right order, ties once: whole numbers, so nothing is rounded.
    var doubled = 0
    var negativesBelow = 0
    var start = 0
    while start < order.count {
      var end = start
      var positivesHere = 0
      while end < order.count, scores[order[end]] == scores[order[start]] {
        if isPositive[order[end]] { positivesHere += 1 }
        end += 1
      }
      let negativesHere = end - start - positivesHere
      doubled += positivesHere * (2 * negativesBelow + negativesHere)
      negativesBelow += negativesHere
      start = end
    }
    return Double(doubled) / (2 * Double(positives) * Double(negatives))
  }

  /// The mean over the classes of the area of each against the rest.
  ///
  /// scikit-learn's `roc_auc_score(…, multi_class="ovr", average="macro")` where every class occurs. Where some do
  /// not, scikit-learn has no result (NaN, or an error in older versions); this is then the mean over those that
  /// do, so that a test part without one of the classes still has a figure. Two classes are averaged as any other
  /// number; as their probabilities add up to 1, that is the binary area.
  ///
  /// - Parameters:
  ///   - truth: The class of each window.
  ///   - probabilities: A row for each window with a number for each class.
  /// - Returns: `nil` where fewer than two classes occur.
  /// - Precondition: As many rows as windows, equally long; classes are below that length.
  public static func macro(truth: [Int], probabilities: [[Double]]) -> Double? {
    require(
      truth.count == probabilities.count,
      "\(probabilities.count) rows of probabilities cannot rank \(truth.count) windows")
    let classes = probabilities.first?.count ?? 0
    require(
      probabilities.allSatisfy { $0.count == classes }
        && truth.allSatisfy { (0..<classes).contains($0) },
      "rows of probabilities differ in length, or a class has none")
    let areas = (0..<classes).compactMap { label in
      binary(isPositive: truth.map { $0 == label }, scores: probabilities.map { $0[label] })
    }
    return areas.isEmpty ? nil : pairwiseSum(areas) / Double(areas.count)
  }
}
