/// A one-dimensional convolution in `Double`, written the way it is defined: the oracle of the fast kernels.
///
///     y[n, t, o] = bias[o] + Σ(k, c) weight[k, c, o] · x[n, t · stride + k · dilation − padding, c]
///
/// Layouts: `x` and `dx` `[batch, length, inputChannels]`, `y` and `dy` `[batch, outputLength, outputChannels]`,
/// `weight` and `dWeight` `[kernelSize, inputChannels, outputChannels]`.
package struct ReferenceConvolution: Sendable, CustomStringConvertible {
  package var batch: Int
  package var length: Int
  package var inputChannels: Int
  package var outputChannels: Int
  package var kernelSize: Int
  package var stride: Int
  package var padding: Int
  package var dilation: Int

  package init(
    batch: Int, length: Int, inputChannels: Int, outputChannels: Int, kernelSize: Int,
    stride: Int = 1, padding: Int = 0, dilation: Int = 1
  ) {
    self.batch = batch
    self.length = length
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.kernelSize = kernelSize
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
  }

  package var description: String {
    "\(batch)x\(length), \(inputChannels)->\(outputChannels), k\(kernelSize) s\(stride) p\(padding) d\(dilation)"
  }

  package var outputLength: Int {
    let room = length + 2 * padding - (kernelSize - 1) * dilation - 1
    return room < 0 ? 0 : room / stride + 1
  }

  package var inputCount: Int { batch * length * inputChannels }
  package var outputCount: Int { batch * outputLength * outputChannels }
  package var weightCount: Int { kernelSize * inputChannels * outputChannels }

  package func forward(x: [Double], weight: [Double], bias: [Double]) -> [Double] {
    var y = [Double](repeating: 0, count: outputCount)
    for at in 0..<outputCount { y[at] = bias[at % outputChannels] }
    forEachProduct { x0, w0, y0 in y[y0] += x[x0] * weight[w0] }
    return y
  }

  package func backwardInput(dy: [Double], weight: [Double]) -> [Double] {
    var dx = [Double](repeating: 0, count: inputCount)
    forEachProduct { x0, w0, y0 in dx[x0] += dy[y0] * weight[w0] }
    return dx
  }

  package func backwardWeight(x: [Double], dy: [Double]) -> [Double] {
    var dWeight = [Double](repeating: 0, count: weightCount)
    forEachProduct { x0, w0, y0 in dWeight[w0] += x[x0] * dy[y0] }
    return dWeight
  }

  package func backwardBias(dy: [Double]) -> [Double] {
    var dBias = [Double](repeating: 0, count: outputChannels)
    for at in 0..<outputCount { dBias[at % outputChannels] += dy[at] }
    return dBias
  }

  /// Calls `body` with the indices of the elements of `x`, `weight` and `y` of every product in the sum.
  private func forEachProduct(_ body: (Int, Int, Int) -> Void) {
    for n in 0..<batch {
      for t in 0..<outputLength {
        for k in 0..<kernelSize {
          let τ = t * stride + k * dilation - padding
          guard τ >= 0, τ < length else { continue }
          for c in 0..<inputChannels {
            for o in 0..<outputChannels {
              body(
                (n * length + τ) * inputChannels + c,
                (k * inputChannels + c) * outputChannels + o,
                (n * outputLength + t) * outputChannels + o)
            }
          }
        }
      }
    }
  }
}
