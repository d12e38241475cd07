/// Maximum or mean over windows of rows; no parameters.
package struct ReferencePooling: ReferenceLayer, CustomStringConvertible {
  package var shape: ReferenceShape
  package var kernelSize: Int
  package var stride: Int
  package var isMaximum: Bool

  package init(_ shape: ReferenceShape, kernelSize: Int, stride: Int, isMaximum: Bool) {
    self.shape = shape
    self.kernelSize = kernelSize
    self.stride = stride
    self.isMaximum = isMaximum
  }

  package var description: String {
    "\(isMaximum ? "maximum" : "mean") \(shape) k\(kernelSize) s\(stride)"
  }

  package var output: ReferenceShape {
    ReferenceShape(
      shape.batch, shape.length < kernelSize ? 0 : (shape.length - kernelSize) / stride + 1,
      shape.channels)
  }

  package func forward(_ x: [Double], _ parameters: [[Double]]) -> [Double] {
    var y = [Double](repeating: 0, count: output.count)
    forEachWindow { o, window in
      y[o] =
        isMaximum
        ? x[winner(x, window)] : window.reduce(0) { $0 + x[$1] } / Double(window.count)
    }
    return y
  }

  package func backward(_ x: [Double], _ parameters: [[Double]], dy: [Double])
    -> (dx: [Double], parameters: [[Double]])
  {
    var dx = [Double](repeating: 0, count: shape.count)
    forEachWindow { o, window in
      if isMaximum {
        dx[winner(x, window)] += dy[o]
      } else {
        for i in window { dx[i] += dy[o] / Double(window.count) }
      }
    }
    return (dx, [])
  }

  /// The first of the highest.
  private func winner(_ x: [Double], _ window: [Int]) -> Int {
    window.reduce(window[0]) { x[$1] > x[$0] ? $1 : $0 }
  }

  private func forEachWindow(_ body: (_ output: Int, _ window: [Int]) -> Void) {
    for n in 0..<shape.batch {
      for t in 0..<output.length {
        for c in 0..<shape.channels {
          body(
            output.at(n, t, c), (0..<kernelSize).map { shape.at(n, t * stride + $0, c) })
        }
      }
    }
  }
}
