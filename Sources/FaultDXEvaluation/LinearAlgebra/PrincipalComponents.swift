import FaultDXSignal

/// The directions in which windows differ most, and the place of a window along them.
///
/// Scores are scaled to variance 1 over the windows that were fitted: scikit-learn's `PCA(whiten=True)`, up to the sign
/// of each component.
public struct PrincipalComponents: Sendable, Equatable {
  /// The mean of the windows.
  public let mean: [Double]
  /// The variance along each component, largest first.
  public let variances: [Double]
  /// Unit vectors, each the size of a window.
  package let directions: [[Double]]

  /// Fits components.
  ///
  /// - Parameters:
  ///   - samples: The numbers of each window; finite.
  ///   - count: How many components are wanted. Fewer come back where the windows do not differ in so many directions.
  /// - Precondition: At least one window.
  /// - Complexity: O(windows · samples · components).
  public init(_ samples: FeatureMatrix, count: Int) {
    require(samples.rows > 0, "principal components need at least one window")
    let (rows, columns) = (samples.rows, samples.columns)
    var sums = [Double](repeating: 0, count: columns)
    samples.forEachRow { _, numbers in
      for column in 0..<columns { sums[column] += numbers[column] }
    }
    let mean = sums.map { $0 / Double(rows) }
    var centered = samples
    centered.elements.withUnsafeMutableBufferPointer { elements in
      for row in 0..<rows {
        for column in 0..<columns { elements[row * columns + column] -= mean[column] }
      }
    }
    let leading = LeadingEigenvectors(size: columns, count: count, rank: max(0, rows - 1)) {
      centered.covarianceProduct($0)
    }
    self.mean = mean
    variances = leading.values
    directions = leading.vectors
  }

  init(mean: [Double], variances: [Double], directions: [[Double]]) {
    self.mean = mean
    self.variances = variances
    self.directions = directions
  }

  /// The first so many.
  func leading(_ count: Int) -> PrincipalComponents {
    PrincipalComponents(
      mean: mean, variances: Array(variances.prefix(count)),
      directions: Array(directions.prefix(count)))
  }

  /// The number of components.
  public var count: Int { variances.count }

  /// The place of a window along each component.
  ///
  /// - Precondition: It is as long as those that were fitted.
  public func callAsFunction(_ window: [Double]) -> [Double] {
    require(
      window.count == mean.count,
      "components of \(mean.count) samples were given \(window.count)")
    let centered = zip(window, mean).map { $0 - $1 }
    return zip(directions, variances).map { Vectors.dot($0, centered) / $1.squareRoot() }
  }
}

extension FeatureMatrix {
  /// The covariance of the rows, whose mean must be 0, times a vector.
  fileprivate func covarianceProduct(_ vector: [Double]) -> [Double] {
    var product = [Double](repeating: 0, count: columns)
    vector.withUnsafeBufferPointer { vector in
      product.withUnsafeMutableBufferPointer { product in
        guard let vector = vector.baseAddress, let sum = product.baseAddress else { return }
        forEachRow { _, numbers in
          let score = Vectors.dot(numbers, vector, count: columns)
          Vectors.add(score / Double(rows - 1), numbers, to: sum, count: columns)
        }
      }
    }
    return product
  }
}
