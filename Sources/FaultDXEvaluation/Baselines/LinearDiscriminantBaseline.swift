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
  private let rows: [Row?]

  private struct Row: Sendable, Equatable {
    let weights: [Double]
    let constant: Double
  }

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
    let count = features.first?.count ?? 0
    require(
      count > 0 && features.count == classes.count && features.allSatisfy { $0.count == count },
      "\(features.count) windows with \(classes.count) classes cannot be fitted")
    require(
      classes.allSatisfy { (0..<classCount).contains($0) }, "a class is not below \(classCount)")
    require((0...1).contains(shrinkage), "shrinkage is from 0 to 1, got \(shrinkage)")
    featureCount = count
    self.classCount = classCount

    var members = [[Int]](repeating: [], count: classCount)
    for (window, label) in classes.enumerated() { members[label].append(window) }
    var covariance = SymmetricMatrix(size: count)
    var means: [[Double]?] = []
    for members in members {
      guard !members.isEmpty else {
        means.append(nil)
        continue
      }
      let mean = Self.mean(features, members)
      means.append(mean)
      // prior · (sum of squares / members) is the sum of squares over all windows.
      covariance.add(
        Self.scatter(features, members, mean), shrinkage: shrinkage,
        scale: 1 / Double(features.count))
    }
    let solver = covariance.factored()
    rows = zip(members, means).map { members, mean in
      guard let mean else { return nil }
      let weights = solver?.solve(mean) ?? mean.map { _ in 0 }
      let prior = Double(members.count) / Double(features.count)
      return Row(weights: weights, constant: log(prior) - 0.5 * Self.product(weights, mean))
    }
  }

  /// The probability of each class.
  ///
  /// - Precondition: `features.count == featureCount`.
  public func probabilities(_ features: [Double]) -> [Double] {
    let scores = scores(features)
    let highest = scores.max() ?? 0
    let exponentials = scores.map { exp($0 - highest) }
    let sum = exponentials.reduce(0, +)
    return exponentials.map { $0 / sum }
  }

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
      row.map { Self.product($0.weights, features) + $0.constant } ?? -.infinity
    }
  }

  private static func mean(_ features: [[Double]], _ members: [Int]) -> [Double] {
    var sums = [Double](repeating: 0, count: features[0].count)
    for window in members {
      for feature in sums.indices { sums[feature] += features[window][feature] }
    }
    return sums.map { $0 / Double(members.count) }
  }

  /// The sum of squares and products around the mean.
  private static func scatter(
    _ features: [[Double]], _ members: [Int], _ mean: [Double]
  ) -> SymmetricMatrix {
    var scatter = SymmetricMatrix(size: mean.count)
    for window in members {
      scatter.addSquare(of: zip(features[window], mean).map { $0 - $1 })
    }
    return scatter
  }

  private static func product(_ left: [Double], _ right: [Double]) -> Double {
    zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
