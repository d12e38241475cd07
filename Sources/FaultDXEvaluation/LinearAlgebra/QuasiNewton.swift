/// Minimises a smooth convex function by limited-memory BFGS.
///
/// J. Nocedal, "Updating quasi-Newton matrices with limited storage", 1980, with a preconditioner in the place of the
/// first inverse Hessian.
struct QuasiNewton {
  /// A step and what it did to the gradient.
  private struct Pair {
    let step: [Double]
    let change: [Double]
    let inverse: Double
  }

  private var point: [Double]
  private var pairs: [Pair] = []
  private let tolerance: Double
  private let limit: Int
  private static let memory = 10

  /// - Parameters:
  ///   - start: The first point.
  ///   - tolerance: Where the largest component of the gradient may stay.
  ///   - limit: The most evaluations.
  init(start: [Double], tolerance: Double, limit: Int) {
    point = start
    self.tolerance = tolerance
    self.limit = limit
  }

  mutating func minimize(
    evaluate: ([Double]) -> (value: Double, gradient: [Double]),
    precondition: ([Double]) -> [Double]
  ) -> LogisticProblem.Fit {
    var (value, gradient) = evaluate(point)
    var evaluations = 1
    while evaluations < limit, gradient.contains(where: { abs($0) > tolerance }) {
      let direction = direction(gradient, precondition)
      let slope = Vectors.dot(direction, gradient)
      guard slope < 0 else { break }
      var length = 1.0
      var accepted = false
      while evaluations < limit, length > 1e-10 {
        let next = zip(point, direction).map { $0 + length * $1 }
        let (nextValue, nextGradient) = evaluate(next)
        evaluations += 1
        // Near the minimum the decrease drowns in rounding; there the slope decides.
        let isLower = nextValue <= value + 1e-4 * length * slope
        let nextSlope = Vectors.dot(direction, nextGradient)
        let isLevel =
          abs(nextValue - value) <= 1e-12 * abs(value) && abs(nextSlope) <= 0.9 * abs(slope)
        if isLower || isLevel {
          remember(step: direction.map { length * $0 }, change: zip(nextGradient, gradient).map(-))
          (point, value, gradient) = (next, nextValue, nextGradient)
          accepted = true
          break
        }
        // The minimum of the parabola through both values and the slope, within bounds.
        let curve = nextValue - value - length * slope
        length = max(0.1 * length, min(0.5 * length, -slope * length * length / (2 * curve)))
      }
      if !accepted { break }
    }
    return LogisticProblem.Fit(parameters: point, evaluations: evaluations)
  }

  private mutating func remember(step: [Double], change: [Double]) {
    let product = Vectors.dot(step, change)
    guard product > 1e-14 * Vectors.dot(change, change).squareRoot() else { return }
    pairs.append(Pair(step: step, change: change, inverse: 1 / product))
    if pairs.count > Self.memory { pairs.removeFirst() }
  }

  /// The two-loop recursion.
  private func direction(
    _ gradient: [Double], _ precondition: ([Double]) -> [Double]
  ) -> [Double] {
    var result = gradient.map { -$0 }
    var weights: [Double] = []
    for pair in pairs.reversed() {
      let weight = pair.inverse * Vectors.dot(pair.step, result)
      weights.append(weight)
      for index in result.indices { result[index] -= weight * pair.change[index] }
    }
    result = precondition(result)
    if let last = pairs.last {
      // Where the true curvature is below the bound, longer steps.
      let scale = 1 / (last.inverse * Vectors.dot(last.change, precondition(last.change)))
      for index in result.indices { result[index] *= scale }
    }
    for (pair, weight) in zip(pairs, weights.reversed()) {
      let correction = weight - pair.inverse * Vectors.dot(pair.change, result)
      for index in result.indices { result[index] += correction * pair.step[index] }
    }
    return result
  }
}
