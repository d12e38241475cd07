import FaultDXSignal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The baseline that a network has to beat: linear discriminant analysis, fitted in closed form.
///
/// One Gaussian for each class with a common covariance, which is pulled towards a multiple of the identity so
/// that few windows suffice:
///
///     Σ = Σ(k) prior[k] · ((1 − s) · cov[k] + s · trace(cov[k]) / features · 1)
///     score[k](x) = w[k] · x + log prior[k] − w[k] · mean[k] / 2,   Σ w[k] = mean[k]
///
/// The same as scikit-learn's `LinearDiscriminantAnalysis(solver="lsqr", shrinkage=0.3)`.
///
///     let bands = SpectralBands(windowLength: 1024)
///     let baseline = LinearDiscriminantBaseline(
///       features: training.map { bands($0.samples) }, classes: training.map(\.label), classCount: 4)
///     baseline.predict(bands(window))
public struct LinearDiscriminantBaseline: Sendable, Equatable {
  /// Numbers per window.
  public let featureCount: Int
  /// Classes, whether they occurred or not.
  public let classCount: Int
  /// One row of weights and a constant for each class; `nil` for a class that did not occur.
  let rows: [LinearScore?]

  /// Fits the baseline.
  ///
  /// - Parameters:
  ///   - features: The numbers of each window, say from `SpectralBands`; finite.
  ///   - classes: The class of each window, from 0 to below `classCount`.
  ///   - shrinkage: `s` above, from 0 to 1.
  /// - Precondition: At least one window; as many classes as windows; equally many numbers for each window.
  /// - Complexity: O(windows · features² + features³).
  public init(
    features: [[Double]], classes: [Int], classCount: Int, shrinkage: Double = 0.3
  ) {
    self.init(
      ClassMoments(
        FeatureMatrix(features), classes: classes, classCount: classCount, isPooled: true),
      shrinkage: shrinkage)
  }

  /// Fits the baseline to sums that several values of the shrinkage share.
  init(_ moments: ClassMoments, shrinkage: Double) {
    require((0...1).contains(shrinkage), "shrinkage is from 0 to 1, got \(shrinkage)")
    let scatter = moments.scatters[0]
    let total = Double(moments.total)
    // prior · (sum of squares / members) is the sum of squares over all windows, and both terms are linear in it.
    let covariance = scatter.scaled(
      by: (1 - shrinkage) / total,
      addingToDiagonal: shrinkage * scatter.trace / (total * Double(scatter.size)))
    featureCount = scatter.size
    classCount = moments.counts.count
    let factor = covariance.factored()
    rows = zip(moments.counts, moments.means).map { count, mean in
      guard let mean else { return nil }
      // Windows that do not differ say nothing beyond how frequent the classes are.
      let weights = factor?.solve(mean) ?? mean.map { _ in 0 }
      return LinearScore(
        weights: weights,
        constant: log(Double(count) / total) - 0.5 * Vectors.dot(weights, mean))
    }
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
  public func predict(_ features: [Double]) -> Int {
    scores(features).firstMaximum
  }

  private func scores(_ features: [Double]) -> [Double] {
    require(
      features.count == featureCount,
      "a baseline of \(featureCount) features was given \(features.count)")
    return rows.map { row in
      row.map { Vectors.dot($0.weights, features) + $0.constant } ?? -.infinity
    }
  }
}
