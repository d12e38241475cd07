#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The boards of each class as a Gaussian: tolerances and noise, to first order about the nominal response.
///
///     y ~ N(μ, Σ),   Σ = A Aᵀ + σ² 1,   A = ∂y/∂ln p · standard deviation of ln p
///
/// `A` has a column a component, so that all that is needed of `Σ` is found from small matrices of scalar products.
struct ToleranceModel {
  private let classes: [CircuitSensitivities]
  /// The variance of a sample's noise.
  private let noise: Double

  /// - Parameter noise: The standard deviation of the noise, in V; above 0.
  init(_ classes: [CircuitSensitivities], noise: Double) {
    self.classes = classes
    self.noise = noise * noise
  }

  /// The largest share of cases in which any test of two equally frequent classes can be right.
  ///
  ///     accuracy ≤ ½ (1 + √(1 − exp(−2 B))),   B = ⅛ Δᵀ Σ⁻¹ Δ + ½ ln(|Σ| / √(|Σ₁| |Σ₂|)),   Σ = ½ (Σ₁ + Σ₂)
  ///
  /// Source: T. Kailath, "The divergence and Bhattacharyya distance measures in signal selection", IEEE Trans.
  /// Communication Technology 15, 1967.
  func largestAccuracy(_ first: Int, _ second: Int) -> Double {
    let (a, b) = (classes[first], classes[second])
    let difference = zip(a.response, b.response).map(-)
    let scale = 0.5.squareRoot()
    let both = (a.spreads + b.spreads).map { $0.map { $0 * scale } }
    let along = both.map { product($0, difference) }
    // Woodbury: Δᵀ Σ⁻¹ Δ = (Δᵀ Δ − cᵀ (σ² + Cᵀ C)⁻¹ c) / σ², c = Cᵀ Δ.
    let gram = products(both, both)
    let solved = shifted(gram).solving(column(along))
    let explained = solved.map { solved in
      along.indices.reduce(0) { $0 + along[$1] * solved[$1, 0] }
    }
    let distance = max(0, (product(difference, difference) - (explained ?? 0)) / noise)
    let bend =
      logDeterminant(gram)
      - 0.5
      * (logDeterminant(products(a.spreads, a.spreads))
        + logDeterminant(products(b.spreads, b.spreads)))
    let bhattacharyya = distance / 8 + max(0, bend) / 2
    return 0.5 * (1 + (1 - exp(-2 * bhattacharyya)).squareRoot())
  }

  /// The scalar products of a class's derivatives in units of what tolerances and noise hide: `Sᵀ Σ⁻¹ S`.
  func information(_ position: Int) -> Matrix {
    let model = classes[position]
    let gram = products(model.derivatives, model.derivatives)
    let count = gram.rows
    // Sᵀ Σ⁻¹ S = (σ² + G D)⁻¹ G, where G = Sᵀ S and D are the variances: also where G is singular.
    var matrix = Matrix(rows: count, columns: count)
    for row in 0..<count {
      for column in 0..<count {
        let variance = model.deviations[column] * model.deviations[column]
        matrix[row, column] = gram[row, column] * variance + (row == column ? noise : 0)
      }
    }
    return matrix.solving(gram) ?? Matrix(rows: count, columns: count)
  }

  private func shifted(_ gram: Matrix) -> Matrix {
    var result = gram
    for row in 0..<gram.rows { result[row, row] += noise }
    return result
  }

  private func column(_ values: [Double]) -> Matrix {
    var result = Matrix(rows: values.count, columns: 1)
    for (row, value) in values.enumerated() { result[row, 0] = value }
    return result
  }

  /// `ln |1 + G / σ²|`, by Cholesky's factors: `G` is positive semidefinite.
  private func logDeterminant(_ gram: Matrix) -> Double {
    let count = gram.rows
    var lower = Matrix(rows: count, columns: count)
    var result = 0.0
    for row in 0..<count {
      for column in 0...row {
        var value = gram[row, column] / noise + (row == column ? 1 : 0)
        for inner in 0..<column { value -= lower[row, inner] * lower[column, inner] }
        if row == column {
          // At least 1 but for rounding: 1 + G has no eigenvalue below.
          let square = max(value, 1)
          lower[row, row] = square.squareRoot()
          result += log(square)
        } else {
          lower[row, column] = value / lower[column, column]
        }
      }
    }
    return result
  }
}
