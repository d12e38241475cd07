import FaultDXSignal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// All eigenvalues and eigenvectors of a symmetric matrix, also of one whose eigenvalues are not distinct.
///
/// Plane rotations that make one element after the other zero (C. G. J. Jacobi, 1846; G. H. Golub, C. F. Van Loan,
/// "Matrix Computations", section 8.5).
package struct SymmetricEigen {
  /// In no order.
  package let values: [Double]
  /// A unit vector for each value.
  package let vectors: [[Double]]

  /// Decomposes.
  ///
  /// - Precondition: the matrix is square and symmetric; its elements are finite.
  /// - Complexity: O(size³), some ten times that of a product.
  package init(_ matrix: [[Double]]) {
    let size = matrix.count
    require(matrix.allSatisfy { $0.count == size }, "only a square matrix has eigenvalues")
    var a = matrix
    var rows = (0..<size).map { row in (0..<size).map { $0 == row ? 1.0 : 0 } }
    let scale = matrix.joined().reduce(0) { max($0, abs($1)) }
    // Convergence is quadratic; 60 sweeps only bound what rounding could prolong.
    for _ in 0..<60 {
      var largest = 0.0
      for p in 0..<size { for q in 0..<p { largest = max(largest, abs(a[p][q])) } }
      if largest <= scale * 0x1p-52 { break }
      for p in 1..<max(size, 1) {
        for q in 0..<p where abs(a[p][q]) > scale * 0x1p-60 {
          let half = (a[q][q] - a[p][p]) / (2 * a[p][q])
          let tangent = (half < 0 ? -1.0 : 1) / (abs(half) + (half * half + 1).squareRoot())
          let cosine = 1 / (tangent * tangent + 1).squareRoot()
          let sine = tangent * cosine
          Self.rotate(&a, p, q, cosine, sine)
          for k in 0..<size {
            let (x, y) = (a[k][p], a[k][q])
            a[k][p] = cosine * x - sine * y
            a[k][q] = sine * x + cosine * y
          }
          Self.rotate(&rows, p, q, cosine, sine)
        }
      }
    }
    values = (0..<size).map { a[$0][$0] }
    vectors = rows
  }

  private static func rotate(
    _ rows: inout [[Double]], _ p: Int, _ q: Int, _ cosine: Double, _ sine: Double
  ) {
    for k in rows[p].indices {
      let (x, y) = (rows[p][k], rows[q][k])
      rows[p][k] = cosine * x - sine * y
      rows[q][k] = sine * x + cosine * y
    }
  }

  /// The matrix with the same eigenvectors and a function of the eigenvalues.
  package func function(_ transform: (Double) -> Double) -> [[Double]] {
    let size = values.count
    var result = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
    for (value, vector) in zip(values, vectors) {
      let transformed = transform(value)
      for i in 0..<size {
        let factor = transformed * vector[i]
        for j in 0..<size { result[i][j] += factor * vector[j] }
      }
    }
    return result
  }
}
