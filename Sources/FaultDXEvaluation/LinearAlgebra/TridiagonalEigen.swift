#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Eigenvalues, largest first, and eigenvectors of a symmetric tridiagonal matrix.
///
/// Implicit QL with Wilkinson's shift (H. Bowdler, R. S. Martin, C. Reinsch, J. H. Wilkinson, 1968; G. H. Golub,
/// C. F. Van Loan, "Matrix Computations", section 8.3).
struct TridiagonalEigen {
  let values: [Double]
  /// A unit vector for each value.
  let vectors: [[Double]]

  /// Decomposes.
  ///
  /// - Parameter offDiagonal: One element fewer than `diagonal`.
  init(diagonal: [Double], offDiagonal: [Double]) {
    let size = diagonal.count
    var work = Work(
      d: diagonal, e: offDiagonal + [0],
      rows: (0..<size).map { row in (0..<size).map { $0 == row ? 1 : 0 } })
    for first in 0..<size {
      // Two or three steps are the rule; 60 only bounds what rounding could prolong.
      for _ in 0..<60 {
        let last = work.blockEnd(from: first)
        if last == first { break }
        work.step(first, last)
      }
    }
    let order = work.d.indices.sorted { work.d[$0] > work.d[$1] }
    values = order.map { work.d[$0] }
    vectors = order.map { work.rows[$0] }
  }

  private struct Work {
    var d: [Double]
    var e: [Double]
    var rows: [[Double]]

    /// The end of the block that begins here and has no negligible element beside its diagonal.
    func blockEnd(from first: Int) -> Int {
      var end = first
      while end + 1 < d.count, abs(e[end]) > 0x1p-52 * (abs(d[end]) + abs(d[end + 1])) { end += 1 }
      return end
    }

    /// One sweep of plane rotations from the end of the block to its beginning.
    mutating func step(_ first: Int, _ last: Int) {
      let half = (d[first + 1] - d[first]) / (2 * e[first])
      let root = hypot(half, 1)
      var g = d[last] - d[first] + e[first] / (half + (half < 0 ? -root : root))
      var (sine, cosine, shift) = (1.0, 1.0, 0.0)
      for index in stride(from: last - 1, through: first, by: -1) {
        let f = sine * e[index]
        let b = cosine * e[index]
        let length = hypot(f, g)
        e[index + 1] = length
        if length == 0 {
          d[index + 1] -= shift
          e[last] = 0
          return
        }
        sine = f / length
        cosine = g / length
        g = d[index + 1] - shift
        let rotated = (d[index] - g) * sine + 2 * cosine * b
        shift = sine * rotated
        d[index + 1] = g + shift
        g = cosine * rotated - b
        rotate(index, sine, cosine)
      }
      d[first] -= shift
      e[first] = g
      e[last] = 0
    }

    private mutating func rotate(_ index: Int, _ sine: Double, _ cosine: Double) {
      for column in rows[index].indices {
        let (low, high) = (rows[index][column], rows[index + 1][column])
        rows[index + 1][column] = sine * low + cosine * high
        rows[index][column] = cosine * low - sine * high
      }
    }
  }
}
