// A linear map is a convolution with one tap over rows that lie one after the other.
extension Kernels {
  /// `y[i, o] = bias[o] + Σ(c) x[i, c] · weight[c, o]`, then ReLU if asked for; overwrites `y`.
  package func linearForward(
    rows: Int, inputs: Int, outputs: Int, x: UnsafePointer<Float>, weight: Weight,
    bias: UnsafePointer<Float>? = nil, relu: Bool = false, y: UnsafeMutablePointer<Float>
  ) {
    conv1dForward(
      ConvolutionGeometry(inputChannels: inputs, outputChannels: outputs, kernelSize: 1),
      batch: 1, outputLength: rows, x: Samples(x, stride: 0), weight: weight, bias: bias,
      relu: relu, y: MutableSamples(y, stride: 0))
  }

  /// `dx[i, c] = Σ(o) dy[i, o] · weight[c, o]`; overwrites `dx`.
  package func linearBackwardInput(
    rows: Int, inputs: Int, outputs: Int, dy: UnsafePointer<Float>, weight: Weight,
    dx: UnsafeMutablePointer<Float>
  ) {
    // Never takes anything from it: one tap needs no padding.
    var workspace = Workspace()
    conv1dBackwardInput(
      ConvolutionGeometry(inputChannels: inputs, outputChannels: outputs, kernelSize: 1),
      batch: 1, length: rows, dy: Samples(dy, stride: 0), weight: weight,
      dx: MutableSamples(dx, stride: 0), workspace: &workspace)
  }

  /// `dWeight[c, o] += Σ(i) x[i, c] · dy[i, o]`.
  package func linearBackwardWeight(
    rows: Int, inputs: Int, outputs: Int, x: UnsafePointer<Float>, dy: UnsafePointer<Float>,
    dWeight: UnsafeMutablePointer<Float>
  ) {
    conv1dBackwardWeight(
      ConvolutionGeometry(inputChannels: inputs, outputChannels: outputs, kernelSize: 1),
      batch: 1, outputLength: rows, x: Samples(x, stride: 0), dy: Samples(dy, stride: 0),
      dWeight: dWeight)
  }
}
