import FaultDXSignal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Quadratic discriminant analysis: one Gaussian for each class with a covariance of its own.
///
///     Σ[k] = (1 − r) · cov[k] + r · 1,   cov[k] with the divisor n[k]
///     score[k](x) = −½ (x − mean[k])ᵀ Σ[k]⁻¹ (x − mean[k]) − ½ log |Σ[k]| + log prior[k]
///
/// The same as scikit-learn's `QuadraticDiscriminantAnalysis(reg_param=r)` since
/// release 1.9 (before it the divisor was n[k] − 1). On whitened principal components of the
/// samples it is the baseline for transients, whose windows begin at the same moment.
public struct QuadraticDiscriminantBaseline: Sendable, Equatable {
  /// Numbers per window.
  public let featureCount: Int
  /// Classes, whether they occurred or not.
  public let classCount: Int
  /// `nil` for a class that did not occur.
  let gaussians: [Gaussian?]

  struct Gaussian: Sendable, Equatable {
    let mean: [Double]
    let factor: CholeskyFactor
    let constant: Double
  }

  /// Fits the baseline.
  ///
  /// - Parameters:
  ///   - features: The numbers of each window; finite.
  ///   - classes: The class of each window, from 0 to below `classCount`.
  ///   - regularization: `r` above, from 0 to 1.
  /// - Returns: `nil` where a class that occurs has no more windows than features, or windows that do not differ:
  ///   its covariance says nothing then, and scikit-learn refuses as well.
  /// - Precondition: At least one window; as many classes as windows.
  public init?(
    features: FeatureMatrix, classes: [Int], classCount: Int, regularization: Double
  ) {
    self.init(
      ClassMoments(features, classes: classes, classCount: classCount, isPooled: false),
      features: features.columns, regularization: regularization)
  }

  /// Fits the baseline to the first so many features of sums that several settings share.
  init?(_ moments: ClassMoments, features: Int, regularization: Double) {
    require(
      (0...1).contains(regularization), "regularization is from 0 to 1, got \(regularization)")
    featureCount = features
    classCount = moments.counts.count
    let total = Double(moments.total)
    var gaussians: [Gaussian?] = []
    for (label, count) in moments.counts.enumerated() {
      guard let mean = moments.means[label] else {
        gaussians.append(nil)
        continue
      }
      guard count > features,
        let factor = moments.scatters[label].leading(features).scaled(
          by: (1 - regularization) / Double(count), addingToDiagonal: regularization
        ).factored()
      else { return nil }
      gaussians.append(
        Gaussian(
          mean: Array(mean.prefix(features)), factor: factor,
          constant: log(Double(count) / total) - 0.5 * factor.logDeterminant))
    }
    self.gaussians = gaussians
  }

  init(featureCount: Int, gaussians: [Gaussian?]) {
    self.featureCount = featureCount
    classCount = gaussians.count
    self.gaussians = gaussians
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
    return gaussians.map { gaussian in
      guard let gaussian else { return -.infinity }
      let distance = gaussian.factor.whitened(zip(features, gaussian.mean).map { $0 - $1 })
      return gaussian.constant - 0.5 * Vectors.dot(distance, distance)
    }
  }
}
