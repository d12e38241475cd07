internal import CFaultDXKernels

extension Kernels {
  /// `y = max(x, 0)`; `x` and `y` may be the same.
  package func reluForward(
    count: Int, x: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>
  ) {
    functions.relu_forward(count, x, y)
  }

  /// `dx = dy` where the output `y` is positive, else 0; `dy` and `dx` may be the same.
  package func reluBackward(
    count: Int, y: UnsafePointer<Float>, dy: UnsafePointer<Float>, dx: UnsafeMutablePointer<Float>
  ) {
    functions.relu_backward(count, y, dy, dx)
  }

  /// `y += x`.
  package func add(count: Int, x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>) {
    functions.add(count, x, y)
  }

  /// `sums[c] += Σ(row) x[row, c]`: the gradient of a bias.
  package func addColumnSums(
    rows: Int, columns: Int, x: UnsafePointer<Float>, rowStride: Int,
    to sums: UnsafeMutablePointer<Float>
  ) {
    functions.column_sums(rows, columns, x, rowStride, sums)
  }
}
