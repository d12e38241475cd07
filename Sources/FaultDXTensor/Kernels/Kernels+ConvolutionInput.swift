internal import CFaultDXKernels

// The gradient for the input, in one of two ways, both without a copy of any patch:
// - gathered: input sample `τ` collects what output `τ − k · dilation` sent it through tap `k`. That is the forward
//   product on the padded `dy`, taps in reverse, the weight transposed while it is laid out. A stride puts
//   `stride − 1` zeros between the rows of `dy`.
// - scattered, where there is a stride and no dilation: an output sends to its whole patch at once, a product
//   whose result rows are the overlapping patches of the padded `dx`, added one after the other.
extension Kernels {
  /// The weight laid out for ``conv1dBackwardInput(_:batch:length:dy:weight:dx:workspace:)``.
  ///
  /// - Parameter method: ``ConvolutionGeometry/method`` unless given.
  package func packedForBackwardInput(
    _ geometry: ConvolutionGeometry, weight: UnsafePointer<Float>,
    by method: ConvolutionMethod? = nil
  ) -> PackedMatrix {
    switch method ?? geometry.method {
    case .direct: packed(rightSideForBackwardInput(geometry, weight))
    case .minimalFiltering: filtered(tapsForBackwardInput(geometry, weight))
    }
  }

  /// Lays out another weight of the same geometry in the memory of a first one.
  package func repackForBackwardInput(
    _ geometry: ConvolutionGeometry, weight: UnsafePointer<Float>, into matrix: PackedMatrix
  ) {
    switch matrix.method {
    case .direct: repack(rightSideForBackwardInput(geometry, weight), into: matrix)
    case .minimalFiltering: refilter(tapsForBackwardInput(geometry, weight), into: matrix)
    }
  }

  /// `dx[n, τ, c] = Σ(k, o) dy[n, t, o] · weight[k, c, o]` over the taps where
  /// `t · stride + k · dilation − padding = τ`.
  ///
  /// - Parameters:
  ///   - length: samples of the input without its padding.
  ///   - dy: rows of `outputChannels`, one after the other, `outputLength(for: length)` of them, not padded.
  ///   - dx: rows of `inputChannels`, one after the other, without padding; overwritten.
  ///   - workspace: holds a padded copy, or tiles; whoever owns it resets it.
  package func conv1dBackwardInput(
    _ geometry: ConvolutionGeometry, batch: Int, length: Int, dy: Samples, weight: Weight,
    dx: MutableSamples, workspace: inout Workspace
  ) {
    guard batch > 0, length > 0 else { return }
    if case .packed(let matrix) = weight, matrix.method == .minimalFiltering {
      let outputs = geometry.outputChannels
      let input = FilteredInput(
        samples: dy, batch: batch, rows: geometry.outputLength(for: length), channels: outputs,
        first: geometry.padding - 2, outputs: length)
      filterForward(
        matrix, x: input, bias: nil, relu: false, accumulate: false, y: dx,
        columns: geometry.inputChannels,
        scratch: workspace.take(scratchCount(.minimalFiltering, channels: outputs)))
      return
    }
    var product = fdx_product()
    product.groups = batch
    switch weight {
    case .plain(let pointer): set(rightSideForBackwardInput(geometry, pointer), in: &product)
    case .packed(let matrix):
      set(rightSideForBackwardInput(geometry, matrix.elements), in: &product)
      set(matrix, in: &product)
    }
    if geometry.isScattered {
      scatter(geometry, batch, length, dy, product, dx, &workspace)
    } else {
      gather(geometry, batch, length, dy, product, dx, &workspace)
    }
  }

  private func gather(
    _ geometry: ConvolutionGeometry, _ batch: Int, _ length: Int, _ dy: Samples,
    _ product: fdx_product, _ dx: MutableSamples, _ workspace: inout Workspace
  ) {
    let outputs = geometry.outputChannels
    let before = geometry.span - 1
    // A linear map has nothing to pad: its gradient is read where it lies.
    let isDense = before == 0 && geometry.padding == 0 && geometry.stride == 1
    let source =
      isDense
      ? dy : padded(geometry, batch: batch, length: length, before: before, dy, &workspace)
    var product = product
    product.rows = length
    product.a = source.base + geometry.padding * outputs
    product.a_group = source.stride
    product.a_row = outputs
    product.a_outer = geometry.dilation * outputs
    product.a_inner = 1
    product.c = dx.base
    product.c_group = dx.stride
    product.c_row = geometry.inputChannels
    functions.multiply(&product)
  }

  private func scatter(
    _ geometry: ConvolutionGeometry, _ batch: Int, _ length: Int, _ dy: Samples,
    _ product: fdx_product, _ dx: MutableSamples, _ workspace: inout Workspace
  ) {
    let channels = geometry.inputChannels
    let paddedCount = geometry.paddedLength(for: length) * channels
    let padded = MutableSamples(workspace.take(batch * paddedCount), stride: paddedCount)
    padded.base.update(repeating: 0, count: batch * paddedCount)
    var product = product
    product.rows = geometry.outputLength(for: length)
    product.a = dy.base
    product.a_group = dy.stride
    product.a_row = geometry.outputChannels
    product.a_inner = 1
    product.c = padded.base
    product.c_group = padded.stride
    product.c_row = geometry.stride * channels
    product.accumulate = true
    functions.multiply(&product)
    for n in 0..<batch {
      let interior = padded.base + n * paddedCount + geometry.padding * channels
      (dx.base + n * dx.stride).update(from: interior, count: length * channels)
    }
  }

  private func padded(
    _ geometry: ConvolutionGeometry, batch: Int, length: Int, before: Int, _ dy: Samples,
    _ workspace: inout Workspace
  ) -> Samples {
    let outputs = geometry.outputChannels
    let outputLength = geometry.outputLength(for: length)
    let rows = geometry.paddedLength(for: length) + before
    let padded = MutableSamples(workspace.take(batch * rows * outputs), stride: rows * outputs)
    if geometry.stride == 1 {
      pad(
        batch: batch, length: outputLength, channels: outputs, before: before,
        after: rows - before - outputLength, from: dy, to: padded)
    } else {
      spread(
        batch: batch, length: outputLength, channels: outputs, before: before,
        step: geometry.stride, rows: rows, from: dy, to: padded)
    }
    return padded.readOnly
  }

  /// Copies row `t` of each sample to row `before + t · step` among zeros.
  private func spread(
    batch: Int, length: Int, channels: Int, before: Int, step: Int, rows: Int,
    from x: Samples, to y: MutableSamples
  ) {
    for n in 0..<batch {
      let target = y.base + n * y.stride
      target.update(repeating: 0, count: rows * channels)
      for t in 0..<length {
        (target + (before + t * step) * channels)
          .update(from: x.base + n * x.stride + t * channels, count: channels)
      }
    }
  }

  /// Taps in reverse, from output channels to input channels.
  private func tapsForBackwardInput(
    _ geometry: ConvolutionGeometry, _ weight: UnsafePointer<Float>
  ) -> Taps {
    require(geometry.allowsMinimalFiltering, "minimal filtering of \(geometry)")
    let (channels, outputs) = (geometry.inputChannels, geometry.outputChannels)
    return Taps(
      base: weight + 2 * channels * outputs, channels: outputs, columns: channels,
      tapStride: -channels * outputs, channelStride: 1, columnStride: outputs)
  }

  private func rightSideForBackwardInput(
    _ geometry: ConvolutionGeometry, _ weight: UnsafePointer<Float>
  ) -> RightSide {
    let (channels, outputs) = (geometry.inputChannels, geometry.outputChannels)
    if geometry.isScattered {
      return RightSide(
        base: weight, outer: 1, inner: outputs, columns: geometry.kernelSize * channels,
        outerStride: 0, innerStride: 1, columnStride: outputs)
    }
    return RightSide(
      base: weight + (geometry.kernelSize - 1) * channels * outputs, outer: geometry.kernelSize,
      inner: outputs, columns: channels, outerStride: -channels * outputs, innerStride: 1,
      columnStride: outputs)
  }
}

extension ConvolutionGeometry {
  fileprivate var isScattered: Bool { stride > 1 && dilation == 1 }
}
