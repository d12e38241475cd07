internal import CFaultDXKernels

/// What a convolution wrote, seen through what comes behind it, none of which is in memory.
///
///     y = max(0, (x − mean) · factor + shift)        u = y · channelGate        v = u · rowGate
package struct GatedSamples {
  /// The extent of `x`, `y`, `u` and `v`.
  package var extent: Extent
  /// What the convolution wrote.
  package var x: Samples
  /// The normalisation; `nil` where `x` is `y` already.
  package var affine: ChannelAffine?
  /// `[batch, channels]`; read by whoever needs `u` or `v`.
  package var channelGate: UnsafePointer<Float>?
  /// `[batch, length]`; read by whoever needs `v`.
  package var rowGate: UnsafePointer<Float>?

  /// A view.
  package init(
    _ extent: Extent, x: Samples, affine: ChannelAffine? = nil,
    channelGate: UnsafePointer<Float>? = nil, rowGate: UnsafePointer<Float>? = nil
  ) {
    self.extent = extent
    self.x = x
    self.affine = affine
    self.channelGate = channelGate
    self.rowGate = rowGate
  }

  fileprivate var code: fdx_gated {
    fdx_gated(
      samples: extent.batch, rows: extent.length, channels: extent.channels, x: x.base,
      x_stride: x.stride, mean: affine?.mean, factor: affine?.factor, shift: affine?.shift,
      channel_gate: channelGate, row_gate: rowGate)
  }
}

/// The gradient of descriptors over time.
package struct TimeDescriptorGradient {
  /// Of the means, and of the maxima, where there are any.
  package var mean, maximum: UnsafePointer<Float>?
  /// Floats from one sample's to the next.
  package var stride: Int
  /// The row of each maximum, `[batch, channels]`.
  package var which: UnsafePointer<Int32>?

  /// A gradient; without arguments there are no descriptors.
  package init(
    mean: UnsafePointer<Float>? = nil, maximum: UnsafePointer<Float>? = nil, stride: Int = 0,
    which: UnsafePointer<Int32>? = nil
  ) {
    self.mean = mean
    self.maximum = maximum
    self.stride = stride
    self.which = which
  }
}

extension Kernels {
  /// Mean and maximum of each channel of `y` over time, `stride` floats from one sample's to the next.
  ///
  /// - Parameter which: receives the row of each maximum, `[batch, channels]`.
  package func timeDescriptors(
    _ gated: GatedSamples, mean: UnsafeMutablePointer<Float>?,
    maximum: UnsafeMutablePointer<Float>?, stride: Int, which: UnsafeMutablePointer<Int32>?
  ) {
    var code = gated.code
    functions.gated_time_descriptors(&code, mean, maximum, stride, which)
  }

  /// ``channelDescriptors(_:x:descriptors:which:)`` of `u`.
  package func channelDescriptors(
    _ gated: GatedSamples, descriptors: MutableSamples, which: UnsafeMutablePointer<Int32>?
  ) {
    require(gated.channelGate != nil, "these descriptors are of what a gate has weighted")
    var code = gated.code
    functions.gated_channel_descriptors(&code, descriptors.base, descriptors.stride, which)
  }

  /// The maximum of each pair of rows of `v`.
  package func pairMaxima(_ gated: GatedSamples, y: MutableSamples) {
    require(
      gated.channelGate != nil && gated.rowGate != nil,
      "these maxima are of what gates have weighted")
    var code = gated.code
    functions.gated_max_pool(&code, y.base, y.stride)
  }

  /// The gradient of the row gates, `[batch, length]`, from that of the maxima of pairs.
  ///
  /// - Precondition: there is a normalisation.
  package func rowGateGradient(
    _ gated: GatedSamples, dMaxima: Samples, dGate: UnsafeMutablePointer<Float>
  ) {
    require(gated.affine != nil, "gradients of gates need the normalisation before them")
    var code = gated.code
    functions.gated_rows_backward(&code, dMaxima.base, dMaxima.stride, dGate)
  }

  /// The gradients of `u` and of the channel gates, `[batch, channels]`, from those of the maxima of pairs and, where
  /// there are any, of the descriptors over channels.
  ///
  /// - Precondition: there is a normalisation.
  package func channelGateGradient(
    _ gated: GatedSamples, dMaxima: Samples, dDescriptors: Samples?,
    which: UnsafePointer<Int32>?, dGate: UnsafeMutablePointer<Float>?, du: MutableSamples
  ) {
    require(gated.affine != nil, "gradients of gates need the normalisation before them")
    var code = gated.code
    functions.gated_channels_backward(
      &code, dMaxima.base, dMaxima.stride, dDescriptors?.base, dDescriptors?.stride ?? 0, which,
      dGate, du.base, du.stride)
  }

  /// Replaces the gradient of `u` by that of the normalisation's result, and sums it as
  /// ``normalizationBackwardSums(_:x:mean:dy:sums:products:)`` does.
  ///
  /// - Precondition: there is a normalisation.
  package func gatedNormalizationBackwardSums(
    _ gated: GatedSamples, descriptors: TimeDescriptorGradient, dy: MutableSamples,
    sums: UnsafeMutablePointer<Double>, products: UnsafeMutablePointer<Double>
  ) {
    require(gated.affine != nil, "gradients of gates need the normalisation before them")
    var code = gated.code
    var gradient = fdx_time_gradient(
      mean: descriptors.mean, maximum: descriptors.maximum, stride: descriptors.stride,
      which: descriptors.which)
    functions.gated_norm_backward_sums(&code, &gradient, dy.base, dy.stride, sums, products)
  }
}
