import FaultDXSignal

/// The simple estimator that a network has to beat: a weighted sum of a window's numbers, with a penalty on the weights.
///
///     minimise Σ(n) (y[n] − c − w · z[n])² / N + penalty · |w|²,   z = (x − mean) / deviation
///
/// The same as scikit-learn's `Ridge(alpha=penalty * N)` behind a `StandardScaler`.
public struct RidgeRegression: Sendable, Equatable {
  /// The weight of each number, as it is and not scaled.
  let weights: [Double]
  /// What is added.
  let constant: Double

  init(weights: [Double], constant: Double) {
    self.weights = weights
    self.constant = constant
  }

  /// Fits.
  ///
  /// - Parameters:
  ///   - features: A row of finite numbers for each window.
  ///   - values: The number that is to be estimated of each window.
  ///   - penalty: Above 0.
  /// - Precondition: There is a window, and as many numbers as windows.
  public init(features: FeatureMatrix, values: [Double], penalty: Double) {
    self = Self.fits(features, values, penalties: [penalty])[0]
  }

  /// Fits with several penalties, which share what takes time.
  static func fits(
    _ features: FeatureMatrix, _ values: [Double], penalties: [Double]
  ) -> [RidgeRegression] {
    require(
      features.rows == values.count && features.rows > 0 && penalties.allSatisfy { $0 > 0 },
      "a ridge regression needs windows, a number for each, and a penalty above 0")
    let (rows, columns) = (Double(features.rows), features.columns)
    var mean = [Double](repeating: 0, count: columns)
    var deviation = mean
    features.forEachRow { _, row in
      for column in 0..<columns { mean[column] += row[column] / rows }
    }
    features.forEachRow { _, row in
      for column in 0..<columns {
        let distance = row[column] - mean[column]
        deviation[column] += distance * distance / rows
      }
    }
    // A number that does not change says nothing and is not divided by.
    deviation = deviation.map { $0 > 0 ? $0.squareRoot() : 1 }
    let middle = values.reduce(0, +) / rows
    var gram = SymmetricMatrix(size: columns)
    var moment = [Double](repeating: 0, count: columns)
    var scaled = [Double](repeating: 0, count: columns)
    features.forEachRow { index, row in
      for column in 0..<columns {
        scaled[column] = (row[column] - mean[column]) / deviation[column]
        moment[column] += scaled[column] * (values[index] - middle) / rows
      }
      scaled.withUnsafeBufferPointer { if let base = $0.baseAddress { gram.addSquare(of: base) } }
    }
    return penalties.map { penalty in
      guard
        let factor = gram.scaled(by: 1 / rows, addingToDiagonal: penalty).factored()
      else { return RidgeRegression(weights: mean.map { _ in 0 }, constant: middle) }
      let weights = zip(factor.solve(moment), deviation).map { $0 / $1 }
      return RidgeRegression(
        weights: weights, constant: middle - zip(weights, mean).reduce(0) { $0 + $1.0 * $1.1 })
    }
  }

  /// The estimate for a window.
  ///
  /// - Precondition: As many numbers as it was fitted to.
  public func callAsFunction(_ numbers: [Double]) -> Double {
    constant + Vectors.dot(weights, numbers)
  }
}
