import FaultDXSignal

/// How far estimates of a number are from what it is.
///
/// Each figure is that of scikit-learn or SciPy on the same numbers.
public struct RegressionMetrics: Sendable, Equatable {
  /// How many estimates there are.
  public let count: Int
  /// The mean of the distances.
  public let meanAbsoluteError: Double
  /// The root of the mean of the squared distances.
  public let rootMeanSquaredError: Double
  /// The median of the distances.
  public let medianAbsoluteError: Double
  /// The share of the squared distances from the mean of the truth that the estimates explain: 1 where all are right, 0
  /// where they are no better than that mean, below 0 where they are worse; `nil` where the truth is one number.
  public let determination: Double?
  /// Spearman's rank correlation: whether what is larger is estimated as larger; `nil` where the truth or the estimates
  /// are one number.
  public let rankCorrelation: Double?

  /// Measures estimates.
  ///
  /// - Precondition: At least one, and as many as there are true numbers.
  public init(truth: [Double], estimates: [Double]) {
    require(
      !truth.isEmpty && truth.count == estimates.count,
      "\(estimates.count) estimates do not pair with \(truth.count) true numbers")
    count = truth.count
    let size = Double(truth.count)
    let distances = zip(truth, estimates).map { abs($0 - $1) }
    let squares = distances.reduce(0) { $0 + $1 * $1 }
    meanAbsoluteError = distances.reduce(0, +) / size
    rootMeanSquaredError = (squares / size).squareRoot()
    medianAbsoluteError = Self.median(distances)
    let mean = truth.reduce(0, +) / size
    let spread = truth.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    // What rounding leaves of the same number many times is no spread.
    let isOne = truth.allSatisfy { $0 == truth[0] }
    determination = isOne || spread == 0 ? nil : 1 - squares / spread
    rankCorrelation = Self.correlation(Self.ranks(truth), Self.ranks(estimates))
  }

  /// The middle of numbers, or the mean of the two in the middle.
  ///
  /// - Precondition: There is a number.
  public static func median(_ values: [Double]) -> Double {
    require(!values.isEmpty, "no numbers have no median")
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// The place of each number among all, from 1; equal numbers share the mean of their places.
  private static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for place in start..<end { ranks[order[place]] = Double(start + 1 + end) / 2 }
      start = end
    }
    return ranks
  }

  /// Pearson's correlation; `nil` where one side does not vary.
  private static func correlation(_ left: [Double], _ right: [Double]) -> Double? {
    let size = Double(left.count)
    let (a, b) = (left.reduce(0, +) / size, right.reduce(0, +) / size)
    var (product, first, second) = (0.0, 0.0, 0.0)
    for (x, y) in zip(left, right) {
      product += (x - a) * (y - b)
      first += (x - a) * (x - a)
      second += (y - b) * (y - b)
    }
    guard first > 0, second > 0 else { return nil }
    return min(1, max(-1, product / (first.squareRoot() * second.squareRoot())))
  }
}
