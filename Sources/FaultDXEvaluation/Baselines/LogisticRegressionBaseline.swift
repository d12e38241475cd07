import FaultDXSignal

/// Multinomial logistic regression with a penalty on the squares of the weights, fitted to a convex optimum.
///
///     minimise  C · Σ(windows) −log p[class](x) + ½ Σ w²,   p = softmax(W x + b)
///
/// The constants `b` are not penalised. The same as scikit-learn's `LogisticRegression(C=C)`; as there, two classes
/// have one row of weights between them.
public struct LogisticRegressionBaseline: Sendable, Equatable {
  /// Numbers per window.
  public let featureCount: Int
  /// Classes, whether they occurred or not.
  public let classCount: Int
  /// The weights of each class, and its constant; `nil` for a class that did not occur.
  public var coefficients: [(weights: [Double], constant: Double)?] {
    rows.map { row in row.map { ($0.weights, $0.constant) } }
  }
  let rows: [LinearScore?]

  /// Fits the baseline.
  ///
  /// - Parameters:
  ///   - features: The numbers of each window, finite, of about one scale.
  ///   - classes: The class of each window, from 0 to below `classCount`.
  ///   - inverseRegularization: `C` above; positive.
  ///   - tolerance: Where the largest component of the gradient of the mean loss may stay.
  /// - Precondition: At least one window; as many classes as windows.
  public init(
    features: FeatureMatrix, classes: [Int], classCount: Int, inverseRegularization: Double,
    tolerance: Double = 1e-6
  ) {
    let problem = LogisticProblem(features, classes: classes, classCount: classCount)
    let fit = problem.minimize(
      inverseRegularization: inverseRegularization, from: nil, tolerance: tolerance,
      limit: 1000)
    self.init(problem, fit)
  }

  init(_ problem: LogisticProblem, _ fit: LogisticProblem.Fit) {
    featureCount = problem.featureCount
    classCount = problem.classCount
    var rows = [LinearScore?](repeating: nil, count: problem.classCount)
    for (position, label) in problem.present.enumerated() {
      let (weights, constant) = problem.row(position, of: fit.parameters)
      rows[label] = LinearScore(weights: weights, constant: constant)
    }
    self.rows = rows
  }

  init(featureCount: Int, rows: [LinearScore?]) {
    self.featureCount = featureCount
    classCount = rows.count
    self.rows = rows
  }

  /// The probability of each class.
  ///
  /// - Precondition: `features.count == featureCount`.
  public func probabilities(_ features: [Double]) -> [Double] { softmax(scores(features)) }

  /// The most probable class, the first of equals.
  ///
  /// - Precondition: `features.count == featureCount`.
  public func predict(_ features: [Double]) -> Int { scores(features).firstMaximum }

  private func scores(_ features: [Double]) -> [Double] {
    require(
      features.count == featureCount,
      "a baseline of \(featureCount) features was given \(features.count)")
    return rows.map { row in
      row.map { Vectors.dot($0.weights, features) + $0.constant } ?? -.infinity
    }
  }
}
