#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How far two samples are from being of one distribution.
///
/// The squared maximum mean discrepancy
///
///     mean k(x, x') + mean k(y, y') − 2 mean k(x, y),   k(a, b) = Σ(m) exp(−|a − b|² / (m · w)) / 5
///
/// over all pairs, with `m` = 1/4, 1/2, 1, 2, 4 and `w` the mean squared distance within the old sample, and its gradient
/// for the rows of one side.
package struct MeanDiscrepancy: Sendable {
  private let width: Double
  private static let multiples = [0.25, 0.5, 1, 2, 4]

  /// Takes the width of the kernels from the old sample.
  ///
  /// - Parameter rows: the old sample; at least two rows.
  package init(scale rows: [[Double]]) {
    // The mean squared distance of pairs is twice the sum of variances.
    let count = Double(rows.count)
    let variance = (rows.first ?? []).indices.reduce(0.0) { total, column in
      let mean = rows.reduce(0) { $0 + $1[column] } / count
      return total + rows.reduce(0) { $0 + ($1[column] - mean) * ($1[column] - mean) } / count
    }
    width = max(2 * variance, 1e-12)
  }

  /// The discrepancy of two samples.
  ///
  /// - Parameters:
  ///   - x: the new sample, `[rows, size]`, whose gradient is wanted.
  ///   - y: the old one.
  ///   - gradient: gets the slope of the discrepancy, as `x` is.
  package func callAsFunction(
    _ x: UnsafePointer<Float>, rows: Int, size: Int, against y: [[Double]],
    gradient: UnsafeMutablePointer<Float>
  ) -> Double {
    let own = (0..<rows).map { row in (0..<size).map { Double(x[row * size + $0]) } }
    var slopes = [[Double]](repeating: [Double](repeating: 0, count: size), count: rows)
    let (n, m) = (Double(rows), Double(y.count))
    // Each row's pair with itself is one.
    var value = 1 / n
    for i in 0..<rows {
      for j in 0..<rows where j != i {
        // Each pair is met from both sides, so the slope of one side counts twice.
        value += add(own[i], own[j], weight: 1 / (n * n), sides: 2, to: &slopes[i])
      }
      for old in y { value += add(own[i], old, weight: -2 / (n * m), sides: 1, to: &slopes[i]) }
    }
    var unused = [Double](repeating: 0, count: size)
    for a in y.indices {
      for b in y.indices { value += add(y[a], y[b], weight: 1 / (m * m), sides: 0, to: &unused) }
    }
    for row in 0..<rows {
      for column in 0..<size { gradient[row * size + column] = Float(slopes[row][column]) }
    }
    return value
  }

  private func add(
    _ a: [Double], _ b: [Double], weight: Double, sides: Double, to slope: inout [Double]
  ) -> Double {
    var distance = 0.0
    for index in a.indices { distance += (a[index] - b[index]) * (a[index] - b[index]) }
    var (value, factor) = (0.0, 0.0)
    for multiple in Self.multiples {
      let scale = multiple * width
      let kernel = exp(-distance / scale) / Double(Self.multiples.count)
      value += kernel
      factor -= 2 * kernel / scale
    }
    if sides > 0 {
      for index in a.indices { slope[index] += weight * sides * factor * (a[index] - b[index]) }
    }
    return weight * value
  }
}
