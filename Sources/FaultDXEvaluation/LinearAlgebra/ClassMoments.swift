import FaultDXSignal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How often each class occurred, its mean, and the sums of squares and products around it.
struct ClassMoments {
  /// Windows of each class.
  let counts: [Int]
  /// The mean of each class; `nil` for one that did not occur.
  let means: [[Double]?]
  /// The scatter of each class around its mean, or one entry with the sum over the classes.
  let scatters: [SymmetricMatrix]

  /// From the numbers and classes of windows.
  ///
  /// - Parameter isPooled: Whether only the sum of the scatters over the classes is wanted.
  init(_ features: FeatureMatrix, classes: [Int], classCount: Int, isPooled: Bool) {
    let columns = features.columns
    require(
      columns > 0 && features.rows > 0 && features.rows == classes.count,
      "\(features.rows) windows with \(classes.count) classes cannot be fitted")
    require(
      classes.allSatisfy { (0..<classCount).contains($0) }, "a class is not below \(classCount)")
    var counts = [Int](repeating: 0, count: classCount)
    var means = [[Double]](
      repeating: [Double](repeating: 0, count: columns), count: classCount)
    features.forEachRow { row, numbers in
      counts[classes[row]] += 1
      for column in 0..<columns { means[classes[row]][column] += numbers[column] }
    }
    for label in 0..<classCount where counts[label] > 0 {
      for column in 0..<columns { means[label][column] /= Double(counts[label]) }
    }
    var scatters = [SymmetricMatrix](
      repeating: SymmetricMatrix(size: columns), count: isPooled ? 1 : classCount)
    var deviation = [Double](repeating: 0, count: columns)
    features.forEachRow { row, numbers in
      let label = classes[row]
      for column in 0..<columns { deviation[column] = numbers[column] - means[label][column] }
      deviation.withUnsafeBufferPointer {
        guard let base = $0.baseAddress else { return }
        scatters[isPooled ? 0 : label].addSquare(of: base)
      }
    }
    self.counts = counts
    self.means = zip(counts, means).map { $0 > 0 ? $1 : nil }
    self.scatters = scatters
  }

  /// The number of windows.
  var total: Int { counts.reduce(0, +) }
}

/// Probabilities in proportion to the exponentials of scores; those of `-infinity` are 0.
///
/// - Precondition: One score is finite.
func softmax(_ scores: [Double]) -> [Double] {
  let highest = scores.max() ?? 0
  let exponentials = scores.map { exp($0 - highest) }
  let sum = exponentials.reduce(0, +)
  return exponentials.map { $0 / sum }
}
