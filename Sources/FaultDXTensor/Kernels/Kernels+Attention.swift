internal import CFaultDXKernels

extension Kernels {
  /// Mean and maximum of each row over its channels, side by side: `[batch, length, 2]`.
  ///
  /// - Parameter which: receives the channel of each maximum, `[batch, length]`.
  package func channelDescriptors(
    _ extent: Extent, x: Samples, descriptors: MutableSamples, which: UnsafeMutablePointer<Int32>?
  ) {
    functions.channel_descriptors(
      extent.batch, extent.length, extent.channels, x.base, x.stride, descriptors.base,
      descriptors.stride, which)
  }

  /// Adds the gradient of ``channelDescriptors(_:x:descriptors:which:)`` to `dx`.
  package func channelDescriptorsBackward(
    _ extent: Extent, descriptors: Samples, which: UnsafePointer<Int32>, addingTo dx: MutableSamples
  ) {
    functions.channel_descriptors_backward(
      extent.batch, extent.length, extent.channels, descriptors.base, descriptors.stride,
      which,
      dx.base, dx.stride)
  }

  /// `y[n, t, c] = x[n, t, c] · gate[n, c]`; `x` and `y` may be the same.
  package func gateChannels(
    _ extent: Extent, x: Samples, gate: UnsafePointer<Float>, y: MutableSamples
  ) {
    functions.gate_channels(
      extent.batch, extent.length, extent.channels, x.base, x.stride, gate, y.base, y.stride)
  }

  /// `dx = dy · gate` and `dGate[n, c] = Σ(t) dy · x`; `dy` and `dx` may be the same.
  package func gateChannelsBackward(
    _ extent: Extent, x: Samples, gate: UnsafePointer<Float>, dy: Samples, dx: MutableSamples,
    dGate: UnsafeMutablePointer<Float>
  ) {
    functions.gate_channels_backward(
      extent.batch, extent.length, extent.channels, x.base, x.stride, gate, dy.base, dy.stride,
      dx.base, dx.stride, dGate)
  }

  /// `y[n, t, c] = x[n, t, c] · gate[n, t]`; `x` and `y` may be the same.
  package func gateRows(
    _ extent: Extent, x: Samples, gate: UnsafePointer<Float>, y: MutableSamples
  ) {
    functions.gate_rows(
      extent.batch, extent.length, extent.channels, x.base, x.stride, gate, y.base, y.stride)
  }

  /// `dx = dy · gate` and `dGate[n, t] = Σ(c) dy · x`; `dy` and `dx` may be the same.
  package func gateRowsBackward(
    _ extent: Extent, x: Samples, gate: UnsafePointer<Float>, dy: Samples, dx: MutableSamples,
    dGate: UnsafeMutablePointer<Float>
  ) {
    functions.gate_rows_backward(
      extent.batch, extent.length, extent.channels, x.base, x.stride, gate, dy.base, dy.stride,
      dx.base, dx.stride, dGate)
  }

  /// `y = 1 / (1 + exp(−x))`; `x` and `y` may be the same.
  package func sigmoidForward(
    count: Int, x: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>
  ) {
    functions.sigmoid_forward(count, x, y)
  }

  /// `dx = dy · y · (1 − y)` from the output `y`; `dy` and `dx` may be the same.
  package func sigmoidBackward(
    count: Int, y: UnsafePointer<Float>, dy: UnsafePointer<Float>, dx: UnsafeMutablePointer<Float>
  ) {
    functions.sigmoid_backward(count, y, dy, dx)
  }
}
