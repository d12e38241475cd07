internal import CFaultDXKernels

extension Kernels {
  /// The convolution of a spatial attention: from mean and maximum of each row to one number.
  ///
  /// - Parameters:
  ///   - extent: of the descriptors, without the zeros around them.
  ///   - taps: rows that a number depends on.
  ///   - descriptors: padded samples.
  ///   - weight: `[taps, 2]`.
  ///   - z: `[batch, length]`.
  package func rowConvolution(
    _ extent: Extent, taps: Int, descriptors: Samples, weight: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?, z: UnsafeMutablePointer<Float>
  ) {
    require(extent.channels == 2, "a row has two descriptors, got \(extent.channels)")
    functions.row_convolution(
      extent.batch, extent.length, taps, descriptors.base, descriptors.stride, weight, bias, z)
  }

  /// The gradients of ``rowConvolution(_:taps:descriptors:weight:bias:z:)``.
  ///
  /// - Precondition: the number of taps is odd, and half of them are padding on either side.
  /// - Parameters:
  ///   - dWeight, dBias: accumulated into.
  ///   - dDescriptors: overwritten; without padding.
  ///   - workspace: holds a padded copy; whoever owns it resets it.
  package func rowConvolutionBackward(
    _ extent: Extent, taps: Int, descriptors: Samples, weight: UnsafePointer<Float>,
    dz: UnsafePointer<Float>, dWeight: UnsafeMutablePointer<Float>,
    dBias: UnsafeMutablePointer<Float>?, dDescriptors: MutableSamples,
    workspace: inout Workspace
  ) {
    require(extent.channels == 2, "a row has two descriptors, got \(extent.channels)")
    require(taps % 2 == 1, "a row depends on an odd number of rows, got \(taps)")
    functions.row_convolution_backward(
      extent.batch, extent.length, taps, descriptors.base, descriptors.stride, weight, dz,
      workspace.take(2 * (extent.length + taps - 1)), dWeight, dBias, dDescriptors.base,
      dDescriptors.stride)
  }
}
