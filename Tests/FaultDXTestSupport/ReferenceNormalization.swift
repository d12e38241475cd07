/// Batch normalisation from the statistics of the batch; parameters are scale and shift.
///
///     y = (x − μ) / √(σ² + ε) · scale + shift, then ReLU if asked for
package struct ReferenceNormalization: ReferenceLayer, CustomStringConvertible {
  package var shape: ReferenceShape
  package var relu: Bool
  package var epsilon = 1e-5

  package init(_ shape: ReferenceShape, relu: Bool = false) {
    self.shape = shape
    self.relu = relu
  }

  package var description: String { "\(shape)\(relu ? " relu" : "")" }

  /// Mean and biased variance of a channel.
  package func moments(_ x: [Double], _ c: Int) -> (mean: Double, variance: Double) {
    let values = indices(c).map { x[$0] }
    let mean = values.reduce(0, +) / Double(values.count)
    return (
      mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    )
  }

  package func forward(_ x: [Double], _ parameters: [[Double]]) -> [Double] {
    var y = x
    for c in 0..<shape.channels {
      let (mean, variance) = moments(x, c)
      for i in indices(c) {
        let normalised = (x[i] - mean) / (variance + epsilon).squareRoot()
        y[i] = normalised * parameters[0][c] + parameters[1][c]
        if relu { y[i] = max(y[i], 0) }
      }
    }
    return y
  }

  package func backward(_ x: [Double], _ parameters: [[Double]], dy: [Double])
    -> (dx: [Double], parameters: [[Double]])
  {
    let y = forward(x, parameters)
    var dx = x
    var dScale = parameters[0]
    var dShift = parameters[1]
    let count = Double(shape.batch * shape.length)
    for c in 0..<shape.channels {
      let (mean, variance) = moments(x, c)
      let deviation = (variance + epsilon).squareRoot()
      let g = indices(c).map { relu && y[$0] <= 0 ? 0 : dy[$0] }
      let normalised = indices(c).map { (x[$0] - mean) / deviation }
      dShift[c] = g.reduce(0, +)
      dScale[c] = zip(g, normalised).reduce(0) { $0 + $1.0 * $1.1 }
      for (position, i) in indices(c).enumerated() {
        dx[i] =
          parameters[0][c] / deviation
          * (g[position] - dShift[c] / count - normalised[position] * dScale[c] / count)
      }
    }
    return (dx, [dScale, dShift])
  }

  private func indices(_ c: Int) -> [Int] {
    (0..<(shape.batch * shape.length)).map { $0 * shape.channels + c }
  }
}
