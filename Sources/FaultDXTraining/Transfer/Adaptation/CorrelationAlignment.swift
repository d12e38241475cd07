import FaultDXEvaluation
package import FaultDXNN
import FaultDXTensor

/// The affine map that gives target features the mean and covariance of source features.
///
///     a(x) = (x − mean_t) Ct^(−1/2) Cs^(1/2) + mean_s
///
/// with `share` of the mean variance added to the diagonals of both covariances, since features that never fire have none.
package struct CorrelationAlignment: Sendable {
  /// `Ct^(−1/2) Cs^(1/2)`, row by row.
  package let matrix: [[Double]]
  /// `mean_s − mean_t · matrix`.
  package let offset: [Double]

  /// Beyond, the decomposition takes minutes.
  static let mostFeatures = 512

  /// Aligns target features with source features.
  ///
  /// - Precondition: two rows at least on both sides, all equally long.
  package init(source: [[Double]], target: [[Double]], share: Double) {
    let (old, oldMean) = Self.moments(source, share: share)
    let (new, newMean) = Self.moments(target, share: share)
    let whitening = SymmetricEigen(new).function { 1 / max($0, .leastNormalMagnitude).squareRoot() }
    let coloring = SymmetricEigen(old).function { max($0, 0).squareRoot() }
    let size = oldMean.count
    var product = [[Double]](
      repeating: [Double](repeating: 0, count: size), count: size)
    for row in 0..<size {
      for inner in 0..<size {
        let factor = whitening[row][inner]
        for column in 0..<size { product[row][column] += factor * coloring[inner][column] }
      }
    }
    matrix = product
    offset = (0..<size).map { column in
      oldMean[column] - (0..<size).reduce(0) { $0 + newMean[$1] * product[$1][column] }
    }
  }

  /// The head that reads target features as this map would hand them to another head.
  package func folded(into head: Linear) -> Linear {
    let (inputs, outputs) = (head.weight.shape[0], head.weight.shape[1])
    var folded = head
    for output in 0..<outputs {
      let column = (0..<inputs).map { Double(head.weight.elements[$0 * outputs + output]) }
      for input in 0..<inputs {
        folded.weight.elements[input * outputs + output] = Float(
          zip(matrix[input], column).reduce(0) { $0 + $1.0 * $1.1 })
      }
      let shift = zip(offset, column).reduce(0) { $0 + $1.0 * $1.1 }
      folded.bias?.elements[output] = Float(Double(head.bias?.elements[output] ?? 0) + shift)
    }
    return folded
  }

  /// Covariance (unbiased) with the addition, and mean.
  private static func moments(
    _ rows: [[Double]], share: Double
  ) -> (covariance: [[Double]], mean: [Double]) {
    let size = rows[0].count
    var mean = [Double](repeating: 0, count: size)
    for row in rows { for (index, value) in row.enumerated() { mean[index] += value } }
    for index in mean.indices { mean[index] /= Double(rows.count) }
    var covariance = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
    for row in rows {
      let centered = zip(row, mean).map { $0 - $1 }
      for i in 0..<size where centered[i] != 0 {
        for j in 0...i { covariance[i][j] += centered[i] * centered[j] }
      }
    }
    for i in 0..<size {
      for j in 0...i {
        covariance[i][j] /= Double(rows.count - 1)
        covariance[j][i] = covariance[i][j]
      }
    }
    let trace = (0..<size).reduce(0) { $0 + covariance[$1][$1] }
    for i in 0..<size { covariance[i][i] += share * trace / Double(size) }
    return (covariance, mean)
  }
}
