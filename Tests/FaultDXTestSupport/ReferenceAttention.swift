#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

/// Channel attention with both descriptors and one MLP with biases; parameters are
/// `fc1 [channels, hidden]`, its bias, `fc2 [hidden, channels]`, its bias.
///
///     g[n, c] = σ(MLP(mean_t x) + MLP(max_t x))        y[n, t, c] = x[n, t, c] · g[n, c]
package struct ReferenceChannelAttention: ReferenceLayer, CustomStringConvertible {
  package var shape: ReferenceShape
  package var hidden: Int

  package init(_ shape: ReferenceShape, hidden: Int) {
    self.shape = shape
    self.hidden = hidden
  }

  package var description: String { "\(shape) hidden \(hidden)" }

  package func forward(_ x: [Double], _ parameters: [[Double]]) -> [Double] {
    var y = x
    for n in 0..<shape.batch {
      let gate = gate(x, n, parameters)
      forEach(n) { i, c in y[i] = x[i] * gate[c] }
    }
    return y
  }

  package func backward(_ x: [Double], _ parameters: [[Double]], dy: [Double])
    -> (dx: [Double], parameters: [[Double]])
  {
    var dx = [Double](repeating: 0, count: shape.count)
    var gradients = parameters.map { $0.map { _ in 0.0 } }
    for n in 0..<shape.batch {
      let gate = gate(x, n, parameters)
      var dGate = [Double](repeating: 0, count: shape.channels)
      forEach(n) { i, c in
        dx[i] += dy[i] * gate[c]
        dGate[c] += dy[i] * x[i]
      }
      let dSum = (0..<shape.channels).map { dGate[$0] * gate[$0] * (1 - gate[$0]) }
      for (descriptor, rows) in descriptors(x, n) {
        let dDescriptor = backwardMLP(descriptor, parameters, dSum, &gradients)
        for c in 0..<shape.channels {
          for i in rows[c] { dx[i] += dDescriptor[c] / Double(rows[c].count) }
        }
      }
    }
    return (dx, gradients)
  }

  /// Each descriptor, and for each channel the elements whose mean it is: all rows, or the highest one.
  private func descriptors(_ x: [Double], _ n: Int) -> [(values: [Double], rows: [[Int]])] {
    let columns = (0..<shape.channels).map { c in (0..<shape.length).map { shape.at(n, $0, c) } }
    let highest = columns.map { column in [column.reduce(column[0]) { x[$1] > x[$0] ? $1 : $0 }] }
    return [columns, highest].map { rows in
      (rows.map { row in row.reduce(0) { $0 + x[$1] } / Double(row.count) }, rows)
    }
  }

  private func gate(_ x: [Double], _ n: Int, _ parameters: [[Double]]) -> [Double] {
    var sum = [Double](repeating: 0, count: shape.channels)
    for (descriptor, _) in descriptors(x, n) {
      let h = hiddenUnits(descriptor, parameters)
      for c in 0..<shape.channels {
        sum[c] += parameters[3][c]
        for j in 0..<hidden { sum[c] += h[j] * parameters[2][j * shape.channels + c] }
      }
    }
    return sum.map(sigmoid)
  }

  private func hiddenUnits(_ descriptor: [Double], _ parameters: [[Double]]) -> [Double] {
    (0..<hidden).map { j in
      var sum = parameters[1][j]
      for c in 0..<shape.channels { sum += descriptor[c] * parameters[0][c * hidden + j] }
      return max(sum, 0)
    }
  }

  private func backwardMLP(
    _ descriptor: [Double], _ parameters: [[Double]], _ dSum: [Double],
    _ gradients: inout [[Double]]
  ) -> [Double] {
    let h = hiddenUnits(descriptor, parameters)
    var dDescriptor = [Double](repeating: 0, count: shape.channels)
    for c in 0..<shape.channels { gradients[3][c] += dSum[c] }
    for j in 0..<hidden {
      var dh = 0.0
      for c in 0..<shape.channels {
        gradients[2][j * shape.channels + c] += h[j] * dSum[c]
        dh += parameters[2][j * shape.channels + c] * dSum[c]
      }
      guard h[j] > 0 else { continue }
      gradients[1][j] += dh
      for c in 0..<shape.channels {
        gradients[0][c * hidden + j] += descriptor[c] * dh
        dDescriptor[c] += parameters[0][c * hidden + j] * dh
      }
    }
    return dDescriptor
  }

  private func forEach(_ n: Int, _ body: (_ index: Int, _ channel: Int) -> Void) {
    for t in 0..<shape.length {
      for c in 0..<shape.channels { body(shape.at(n, t, c), c) }
    }
  }
}

/// Spatial attention; parameters are the filter `[kernelSize, 2, 1]` and its bias.
///
///     g[n, t] = σ(b + Σ(k, d) w[k, d] · descriptor[n, t + k − kernelSize / 2, d])        y = x · g
///
/// Descriptors are the mean and the maximum over channels, zero outside the signal.
package struct ReferenceSpatialAttention: ReferenceLayer, CustomStringConvertible {
  package var shape: ReferenceShape
  package var kernelSize: Int

  package init(_ shape: ReferenceShape, kernelSize: Int) {
    self.shape = shape
    self.kernelSize = kernelSize
  }

  package var description: String { "\(shape) k\(kernelSize)" }

  package func forward(_ x: [Double], _ parameters: [[Double]]) -> [Double] {
    var y = x
    for n in 0..<shape.batch {
      for t in 0..<shape.length {
        let gate = gate(x, n, t, parameters)
        for c in 0..<shape.channels { y[shape.at(n, t, c)] = x[shape.at(n, t, c)] * gate }
      }
    }
    return y
  }

  package func backward(_ x: [Double], _ parameters: [[Double]], dy: [Double])
    -> (dx: [Double], parameters: [[Double]])
  {
    var dx = [Double](repeating: 0, count: shape.count)
    var gradients = parameters.map { $0.map { _ in 0.0 } }
    for n in 0..<shape.batch {
      for t in 0..<shape.length {
        let gate = gate(x, n, t, parameters)
        var dGate = 0.0
        for i in row(n, t) {
          dx[i] += dy[i] * gate
          dGate += dy[i] * x[i]
        }
        let dSum = dGate * gate * (1 - gate)
        gradients[1][0] += dSum
        forEachTap(t) { k, τ in
          let row = row(n, τ)
          gradients[0][2 * k] += dSum * mean(x, row)
          gradients[0][2 * k + 1] += dSum * x[winner(x, row)]
          for i in row { dx[i] += dSum * parameters[0][2 * k] / Double(row.count) }
          dx[winner(x, row)] += dSum * parameters[0][2 * k + 1]
        }
      }
    }
    return (dx, gradients)
  }

  private func gate(_ x: [Double], _ n: Int, _ t: Int, _ parameters: [[Double]]) -> Double {
    var sum = parameters[1][0]
    forEachTap(t) { k, τ in
      let row = row(n, τ)
      sum += parameters[0][2 * k] * mean(x, row) + parameters[0][2 * k + 1] * x[winner(x, row)]
    }
    return sigmoid(sum)
  }

  private func forEachTap(_ t: Int, _ body: (_ tap: Int, _ position: Int) -> Void) {
    for k in 0..<kernelSize {
      let τ = t + k - kernelSize / 2
      if τ >= 0, τ < shape.length { body(k, τ) }
    }
  }

  private func row(_ n: Int, _ t: Int) -> [Int] {
    (0..<shape.channels).map { shape.at(n, t, $0) }
  }

  private func mean(_ x: [Double], _ row: [Int]) -> Double {
    row.reduce(0) { $0 + x[$1] } / Double(row.count)
  }

  private func winner(_ x: [Double], _ row: [Int]) -> Int {
    row.reduce(row[0]) { x[$1] > x[$0] ? $1 : $0 }
  }
}
