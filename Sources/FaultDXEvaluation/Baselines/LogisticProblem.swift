import FaultDXSignal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The objective of a logistic regression on given windows, and its minimum for any penalty.
///
/// Features are centred here, which changes only the constants and lets weights and constants be preconditioned
/// apart.
struct LogisticProblem {
  /// The classes that occur, in order.
  let present: [Int]
  let classCount: Int
  let featureCount: Int
  private let centered: FeatureMatrix
  private let mean: [Double]
  /// The position in `present` of each window's class.
  private let targets: [Int]
  private let gram: SymmetricMatrix

  /// Weights of each free row and then their constants.
  struct Fit {
    var parameters: [Double]
    var evaluations: Int
  }

  init(_ features: FeatureMatrix, classes: [Int], classCount: Int) {
    let columns = features.columns
    require(
      features.rows > 0 && columns > 0 && features.rows == classes.count,
      "\(features.rows) windows with \(classes.count) classes cannot be fitted")
    require(
      classes.allSatisfy { (0..<classCount).contains($0) }, "a class is not below \(classCount)")
    let present = Set(classes).sorted()
    let positions = Dictionary(uniqueKeysWithValues: zip(present, present.indices))
    targets = classes.compactMap { positions[$0] }
    var mean = [Double](repeating: 0, count: columns)
    features.forEachRow { _, numbers in
      for column in 0..<columns { mean[column] += numbers[column] }
    }
    for column in 0..<columns { mean[column] /= Double(features.rows) }
    var centered = features
    for row in 0..<features.rows {
      for column in 0..<columns { centered.elements[row * columns + column] -= mean[column] }
    }
    var gram = SymmetricMatrix(size: columns)
    centered.forEachRow { _, numbers in gram.addSquare(of: numbers) }
    self.present = present
    self.classCount = classCount
    featureCount = columns
    self.centered = centered
    self.mean = mean
    self.gram = gram
  }

  /// Rows of weights that are fitted: one for each class, but one in all for two classes.
  ///
  /// The score of the first of two classes is 0. With more, all have rows, and the penalty alone makes them unique.
  var freeRows: Int { present.count == 2 ? 1 : present.count }

  /// Weights and constant of a class that occurs, for features as they were given.
  func row(_ position: Int, of parameters: [Double]) -> (weights: [Double], constant: Double) {
    let free = present.count == 2 ? position - 1 : position
    guard free >= 0 else { return ([Double](repeating: 0, count: featureCount), 0) }
    let weights = Array(parameters[free * featureCount..<(free + 1) * featureCount])
    return (weights, parameters[freeRows * featureCount + free] - Vectors.dot(weights, mean))
  }

  /// The minimum, by limited-memory BFGS preconditioned with a bound on the Hessian.
  ///
  /// The bound is a half of the Gram matrix for every row of weights: D. Böhning, "Multinomial logistic regression
  /// algorithm", 1992.
  ///
  /// - Parameters:
  ///   - start: The minimum for a neighbouring penalty, where there is one.
  ///   - tolerance: Where the largest component of the gradient of the mean loss may stay.
  ///   - limit: The most evaluations.
  func minimize(
    inverseRegularization: Double, from start: [Double]?, tolerance: Double, limit: Int
  ) -> Fit {
    require(inverseRegularization > 0, "C must be positive, got \(inverseRegularization)")
    let penalty = 1 / inverseRegularization
    let size = freeRows * (featureCount + 1)
    guard present.count > 1,
      let factor = gram.scaled(by: curvature, addingToDiagonal: penalty).factored()
    else { return Fit(parameters: [Double](repeating: 0, count: size), evaluations: 0) }
    var search = QuasiNewton(
      start: start ?? [Double](repeating: 0, count: size),
      tolerance: tolerance * Double(centered.rows), limit: limit)
    return search.minimize(
      evaluate: { evaluate($0, penalty: penalty) },
      precondition: { gradient in
        var step: [Double] = []
        step.reserveCapacity(size)
        for row in 0..<freeRows {
          step += factor.solve(Array(gradient[row * featureCount..<(row + 1) * featureCount]))
        }
        return step
          + gradient[(freeRows * featureCount)...].map {
            $0 / (curvature * Double(centered.rows))
          }
      })
  }

  /// What the second derivative of the loss in a score is at most.
  private var curvature: Double { present.count == 2 ? 0.25 : 0.5 }

  /// The penalised loss, summed over windows, and its gradient.
  private func evaluate(
    _ parameters: [Double], penalty: Double
  ) -> (value: Double, gradient: [Double]) {
    let (rows, columns) = (freeRows, featureCount)
    var gradient = parameters.map { $0 * penalty }
    var value = 0.5 * penalty * Vectors.dot(parameters, parameters)
    for row in 0..<rows {
      // Constants are not penalised.
      let constant = parameters[rows * columns + row]
      gradient[rows * columns + row] = 0
      value -= 0.5 * penalty * constant * constant
    }
    var scores = [Double](repeating: 0, count: rows)
    parameters.withUnsafeBufferPointer { parameters in
      gradient.withUnsafeMutableBufferPointer { gradient in
        guard let weights = parameters.baseAddress, let slope = gradient.baseAddress else { return }
        centered.forEachRow { window, numbers in
          for row in 0..<rows {
            scores[row] =
              weights[rows * columns + row]
              + Vectors.dot(weights + row * columns, numbers, count: columns)
          }
          value += residuals(&scores, target: targets[window])
          for row in 0..<rows where abs(scores[row]) > 1e-300 {
            slope[rows * columns + row] += scores[row]
            Vectors.add(scores[row], numbers, to: slope + row * columns, count: columns)
          }
        }
      }
    }
    return (value, gradient)
  }

  /// Turns scores into probabilities less the truth.
  ///
  /// - Returns: The loss.
  private func residuals(_ scores: inout [Double], target: Int) -> Double {
    if present.count == 2 {
      let score = scores[0]
      // log(1 + exp(s)) without overflow.
      let loss = max(score, 0) + log1p(exp(-abs(score))) - (target == 1 ? score : 0)
      scores[0] = 1 / (1 + exp(-score)) - (target == 1 ? 1 : 0)
      return loss
    }
    var highest = scores[0]
    for score in scores { highest = max(highest, score) }
    let own = scores[target]
    var sum = 0.0
    for row in scores.indices {
      scores[row] = exp(scores[row] - highest)
      sum += scores[row]
    }
    for row in scores.indices { scores[row] /= sum }
    scores[target] -= 1
    return log(sum) + highest - own
  }
}
