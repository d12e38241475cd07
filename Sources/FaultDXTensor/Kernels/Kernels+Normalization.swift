internal import CFaultDXKernels

/// What batch normalisation does to each channel: pointers to as many floats as there are channels.
package struct ChannelAffine {
  /// What is subtracted.
  package var mean: UnsafePointer<Float>
  /// What the rest is multiplied by: the trained factor over the standard deviation.
  package var factor: UnsafePointer<Float>
  /// The trained term.
  package var shift: UnsafePointer<Float>

  /// A normalisation.
  package init(
    mean: UnsafePointer<Float>, factor: UnsafePointer<Float>, shift: UnsafePointer<Float>
  ) {
    self.mean = mean
    self.factor = factor
    self.shift = shift
  }
}

extension Kernels {
  /// The mean of each channel over samples and time, and the sum of its squared deviations from it.
  package func normalizationStatistics(
    _ extent: Extent, x: Samples, mean: UnsafeMutablePointer<Double>,
    squares: UnsafeMutablePointer<Double>
  ) {
    functions.norm_statistics(
      extent.batch, extent.length, extent.channels, x.base, x.stride, mean, squares)
  }

  /// `y = (x − mean) · factor + shift`, then ReLU if asked for.
  package func normalizationForward(
    _ extent: Extent, x: Samples, _ affine: ChannelAffine, relu: Bool, y: MutableSamples
  ) {
    functions.norm_forward(
      extent.batch, extent.length, extent.channels, x.base, x.stride, affine.mean, affine.factor,
      affine.shift, relu, y.base, y.stride)
  }

  /// Per channel `Σ dy` and `Σ dy · (x − mean)`; both are overwritten.
  package func normalizationBackwardSums(
    _ extent: Extent, x: Samples, mean: UnsafePointer<Float>, dy: Samples,
    sums: UnsafeMutablePointer<Double>, products: UnsafeMutablePointer<Double>
  ) {
    functions.norm_backward_sums(
      extent.batch, extent.length, extent.channels, x.base, x.stride, mean, dy.base, dy.stride,
      sums, products)
  }

  /// `dx = dy · factor + (x − mean) · slope + offset`; `dy` and `dx` may be the same.
  package func normalizationBackward(
    _ extent: Extent, x: Samples, _ affine: ChannelAffine, slope: UnsafePointer<Float>,
    offset: UnsafePointer<Float>, dy: Samples, dx: MutableSamples
  ) {
    functions.norm_backward(
      extent.batch, extent.length, extent.channels, x.base, x.stride, affine.mean, affine.factor,
      slope, offset, dy.base, dy.stride, dx.base, dx.stride)
  }
}
