internal import CFaultDXKernels

// The three passes of a convolution are one product each. `x` is padded: its row `t · stride + k · dilation` is
// the one under tap `k` of output `t`, and, where the dilation is 1, the patch under an output is one unbroken run.
extension Kernels {
  /// Copies dense samples `[length, channels]` into the middle of padded ones and writes the zeros around them.
  package func pad(
    batch: Int, length: Int, channels: Int, before: Int, after: Int, from x: Samples,
    to y: MutableSamples
  ) {
    for n in 0..<batch {
      let source = x.base + n * x.stride
      let target = y.base + n * y.stride
      target.update(repeating: 0, count: before * channels)
      (target + before * channels).update(from: source, count: length * channels)
      (target + (before + length) * channels).update(repeating: 0, count: after * channels)
    }
  }

  /// The weight laid out for ``conv1dForward(_:batch:outputLength:x:weight:bias:relu:accumulate:y:scratch:)``.
  ///
  /// - Parameter method: ``ConvolutionGeometry/method`` unless given.
  package func packedForForward(
    _ geometry: ConvolutionGeometry, weight: UnsafePointer<Float>,
    by method: ConvolutionMethod? = nil
  ) -> PackedMatrix {
    switch method ?? geometry.method {
    case .direct: packed(forwardRightSide(geometry, weight))
    case .minimalFiltering: filtered(forwardTaps(geometry, weight))
    }
  }

  /// Lays out another weight of the same geometry in the memory of a first one.
  package func repackForForward(
    _ geometry: ConvolutionGeometry, weight: UnsafePointer<Float>, into matrix: PackedMatrix
  ) {
    switch matrix.method {
    case .direct: repack(forwardRightSide(geometry, weight), into: matrix)
    case .minimalFiltering: refilter(forwardTaps(geometry, weight), into: matrix)
    }
  }

  /// `y[n, t, o] = bias[o] + Σ(k, c) x[n, t · stride + k · dilation, c] · weight[k, c, o]`, then ReLU if asked for.
  ///
  /// - Parameters:
  ///   - x: padded samples.
  ///   - accumulate: whether the sum (and the bias) is added to `y` instead of overwriting it.
  ///   - y: rows of `outputChannels`, one after the other.
  ///   - scratch: memory for ``scratchCount(_:)`` floats where the weight is packed for minimal filtering; a plain
  ///     weight is used directly.
  package func conv1dForward(
    _ geometry: ConvolutionGeometry, batch: Int, outputLength: Int, x: Samples, weight: Weight,
    bias: UnsafePointer<Float>? = nil, relu: Bool = false, accumulate: Bool = false,
    y: MutableSamples, scratch: UnsafeMutablePointer<Float>? = nil
  ) {
    if case .packed(let matrix) = weight, matrix.method == .minimalFiltering {
      filterForward(
        matrix, x: filteredInput(geometry, batch, outputLength, x), bias: bias, relu: relu,
        accumulate: accumulate, y: y, columns: geometry.outputChannels, scratch: required(scratch))
      return
    }
    let channels = geometry.inputChannels
    var product = fdx_product()
    product.groups = batch
    product.rows = outputLength
    product.a = x.base
    product.a_group = x.stride
    product.a_row = geometry.stride * channels
    product.a_outer = geometry.dilation * channels
    product.a_inner = 1
    product.c = y.base
    product.c_group = y.stride
    product.c_row = geometry.outputChannels
    product.bias = bias
    product.relu = relu
    product.accumulate = accumulate
    switch weight {
    case .plain(let pointer): set(forwardRightSide(geometry, pointer), in: &product)
    case .packed(let matrix):
      set(forwardRightSide(geometry, matrix.elements), in: &product)
      set(matrix, in: &product)
    }
    functions.multiply(&product)
  }

  /// `dWeight[k, c, o] += Σ(n, t) x[n, t · stride + k · dilation, c] · dy[n, t, o]`.
  ///
  /// - Parameters:
  ///   - x: padded samples.
  ///   - dy: rows of `outputChannels`, one after the other.
  ///   - dWeight: accumulated into.
  ///   - method: ``ConvolutionGeometry/method`` unless given.
  ///   - scratch: memory for ``scratchCount(_:)`` floats where the method is minimal filtering.
  package func conv1dBackwardWeight(
    _ geometry: ConvolutionGeometry, batch: Int, outputLength: Int, x: Samples, dy: Samples,
    dWeight: UnsafeMutablePointer<Float>, by method: ConvolutionMethod? = nil,
    scratch: UnsafeMutablePointer<Float>? = nil
  ) {
    if (method ?? geometry.method) == .minimalFiltering {
      filterBackwardWeight(
        x: filteredInput(geometry, batch, outputLength, x), dy: dy,
        columns: geometry.outputChannels, dWeight: dWeight, scratch: required(scratch))
      return
    }
    let (channels, outputs) = (geometry.inputChannels, geometry.outputChannels)
    var product = fdx_product()
    product.groups = geometry.kernelSize
    product.rows = channels
    product.a = x.base
    product.a_group = geometry.dilation * channels
    product.a_row = 1
    product.a_outer = x.stride
    product.a_inner = geometry.stride * channels
    set(
      RightSide(
        base: dy.base, outer: batch, inner: outputLength, columns: outputs,
        outerStride: dy.stride, innerStride: outputs, columnStride: 1),
      in: &product)
    product.c = dWeight
    product.c_group = channels * outputs
    product.c_row = outputs
    product.accumulate = true
    functions.multiply(&product)
  }

  /// `dBias[o] += Σ(n, t) dy[n, t, o]`.
  package func conv1dBackwardBias(
    _ geometry: ConvolutionGeometry, batch: Int, outputLength: Int, dy: Samples,
    dBias: UnsafeMutablePointer<Float>
  ) {
    for n in 0..<batch {
      addColumnSums(
        rows: outputLength, columns: geometry.outputChannels, x: dy.base + n * dy.stride,
        rowStride: geometry.outputChannels, to: dBias)
    }
  }

  /// Padded samples: nothing lies before the first row, and behind the last one only where it completes a tile.
  private func filteredInput(
    _ geometry: ConvolutionGeometry, _ batch: Int, _ outputLength: Int, _ x: Samples
  ) -> FilteredInput {
    FilteredInput(
      samples: x, batch: batch, rows: outputLength + 2, channels: geometry.inputChannels, first: 0,
      outputs: outputLength)
  }

  private func required(_ scratch: UnsafeMutablePointer<Float>?) -> UnsafeMutablePointer<Float> {
    guard let scratch else { fatalError("minimal filtering was given no scratch memory") }
    return scratch
  }

  private func forwardTaps(
    _ geometry: ConvolutionGeometry, _ weight: UnsafePointer<Float>
  ) -> Taps {
    require(geometry.allowsMinimalFiltering, "minimal filtering of \(geometry)")
    let (channels, outputs) = (geometry.inputChannels, geometry.outputChannels)
    return Taps(
      base: weight, channels: channels, columns: outputs, tapStride: channels * outputs,
      channelStride: outputs, columnStride: 1)
  }

  private func forwardRightSide(
    _ geometry: ConvolutionGeometry, _ weight: UnsafePointer<Float>
  ) -> RightSide {
    let (channels, outputs) = (geometry.inputChannels, geometry.outputChannels)
    let isRun = geometry.dilation == 1
    return RightSide(
      base: weight, outer: isRun ? 1 : geometry.kernelSize,
      inner: isRun ? geometry.kernelSize * channels : channels, columns: outputs,
      outerStride: channels * outputs, innerStride: outputs, columnStride: 1)
  }
}
