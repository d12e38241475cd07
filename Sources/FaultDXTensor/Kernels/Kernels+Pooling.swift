internal import CFaultDXKernels

extension Kernels {
  /// The maximum of each window and, where asked for, which of its rows it was.
  package func maxPoolForward(
    _ geometry: PoolingGeometry, _ extent: Extent, x: Samples, y: MutableSamples,
    which: UnsafeMutablePointer<Int32>?
  ) {
    functions.max_pool_forward(
      extent.batch, geometry.outputLength(for: extent.length), extent.channels,
      geometry.kernelSize, geometry.stride, x.base, x.stride, y.base, y.stride, which)
  }

  /// Sends each gradient to the row that won.
  package func maxPoolBackward(
    _ geometry: PoolingGeometry, _ extent: Extent, which: UnsafePointer<Int32>, dy: Samples,
    dx: MutableSamples
  ) {
    functions.max_pool_backward(
      extent.batch, extent.length, geometry.outputLength(for: extent.length), extent.channels,
      geometry.kernelSize, geometry.stride, which, dy.base, dy.stride, dx.base, dx.stride)
  }

  /// The mean of each window.
  package func averagePoolForward(
    _ geometry: PoolingGeometry, _ extent: Extent, x: Samples, y: MutableSamples
  ) {
    functions.average_pool_forward(
      extent.batch, geometry.outputLength(for: extent.length), extent.channels,
      geometry.kernelSize, geometry.stride, x.base, x.stride, y.base, y.stride)
  }

  /// Shares each gradient among the rows of its window.
  package func averagePoolBackward(
    _ geometry: PoolingGeometry, _ extent: Extent, dy: Samples, dx: MutableSamples
  ) {
    functions.average_pool_backward(
      extent.batch, extent.length, geometry.outputLength(for: extent.length), extent.channels,
      geometry.kernelSize, geometry.stride, dy.base, dy.stride, dx.base, dx.stride)
  }

  /// Mean and maximum of each channel over time, `stride` floats from one sample's to the next.
  ///
  /// - Parameter which: receives the row of each maximum, `[batch, channels]`.
  package func timeDescriptors(
    _ extent: Extent, x: Samples, mean: UnsafeMutablePointer<Float>?,
    maximum: UnsafeMutablePointer<Float>?, stride: Int, which: UnsafeMutablePointer<Int32>?
  ) {
    timeDescriptors(
      GatedSamples(extent, x: x), mean: mean, maximum: maximum, stride: stride, which: which)
  }

  /// The gradient of ``timeDescriptors(_:x:mean:maximum:stride:which:)``, added to `dx` or overwriting it.
  package func timeDescriptorsBackward(
    _ extent: Extent, mean: UnsafePointer<Float>?, maximum: UnsafePointer<Float>?, stride: Int,
    which: UnsafePointer<Int32>?, accumulate: Bool, dx: MutableSamples
  ) {
    functions.time_descriptors_backward(
      extent.batch, extent.length, extent.channels, mean, maximum, stride, which, accumulate,
      dx.base, dx.stride)
  }
}
