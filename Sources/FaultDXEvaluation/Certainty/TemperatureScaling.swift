import FaultDXSignal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// One number that makes probabilities mean what they say (Guo et al., "On Calibration of Modern Neural Networks", ICML
/// 2017): scores are multiplied by it before the softmax.
///
///     minimise over s   Σ weight · −Σ_k target[k] · log softmax(s · scores)[k]
///
/// The target is `1 − ε` at the true class and shares ε among the others, as Platt has it: where nothing was wrong, the
/// best scale would be infinite, and nobody may be that sure after so few cases.
public enum TemperatureScaling {
  /// The largest scale that is looked for, and the inverse of the smallest.
  public static let bound = 100.0

  /// The best scale; the temperature is its inverse.
  ///
  /// - Parameters:
  ///   - scores: A row for each case: logits, or logarithms of probabilities.
  ///   - truth: The class of each.
  ///   - weights: How much each counts.
  /// - Returns: 1 where there is no case.
  /// - Precondition: All have one entry for each case.
  public static func scale(scores: [[Double]], truth: [Int], weights: [Double]) -> Double {
    require(
      scores.count == truth.count && weights.count == truth.count,
      "\(scores.count) rows of scores do not pair with \(truth.count) classes")
    guard let classes = scores.first?.count, classes > 1 else { return 1 }
    let slack = 1 / (Double(scores.count) + 2)
    // The slope falls from positive to negative: what is minimised is convex.
    func slope(_ scale: Double) -> Double {
      var slope = 0.0
      for (row, (label, weight)) in zip(scores, zip(truth, weights)) {
        let highest = row.max() ?? 0
        let powers = row.map { exp(scale * ($0 - highest)) }
        let sum = powers.reduce(0, +)
        var wanted = 0.0
        var expected = 0.0
        for k in row.indices {
          let target = k == label ? 1 - slack : slack / Double(classes - 1)
          wanted += target * (row[k] - highest)
          expected += powers[k] / sum * (row[k] - highest)
        }
        slope += weight * (expected - wanted)
      }
      return slope
    }
    var low = 1 / bound
    var high = bound
    for _ in 0..<60 {
      let middle = (low * high).squareRoot()
      if slope(middle) < 0 { low = middle } else { high = middle }
    }
    return (low * high).squareRoot()
  }
}
