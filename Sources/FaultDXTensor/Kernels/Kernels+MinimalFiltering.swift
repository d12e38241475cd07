internal import CFaultDXKernels

// The three passes of a convolution by minimal filtering; see `bodies/minimal_filtering.h` for the algorithm. The
// gradient for the input is the forward pass over `dy`, taps in reverse, with channels and outputs exchanged.
extension Kernels {
  /// The floats of scratch memory that a pass of ``ConvolutionGeometry/method`` needs over the input (forward and
  /// weight gradient); none where it is direct.
  package func scratchCount(_ geometry: ConvolutionGeometry) -> Int {
    scratchCount(geometry.method, channels: geometry.inputChannels)
  }

  /// The floats of scratch memory of a pass over so many channels.
  package func scratchCount(_ method: ConvolutionMethod, channels: Int) -> Int {
    method == .direct ? 0 : functions.filter_scratch_count(channels)
  }

  /// Three taps of a weight, wherever they lie.
  struct Taps {
    var base: UnsafePointer<Float>
    var channels: Int
    var columns: Int
    var tapStride: Int
    var channelStride: Int
    var columnStride: Int
  }

  func filtered(_ taps: Taps) -> PackedMatrix {
    PackedMatrix(
      instructionSet: instructionSet, method: .minimalFiltering, reduction: 3 * taps.channels,
      columns: taps.columns, count: functions.filter_packed_count(taps.channels, taps.columns)
    ) { transform(taps, into: $0) }
  }

  func refilter(_ taps: Taps, into matrix: PackedMatrix) {
    check(matrix, reduction: 3 * taps.channels, columns: taps.columns)
    matrix.rewrite { transform(taps, into: $0) }
  }

  private func transform(_ taps: Taps, into memory: UnsafeMutablePointer<Float>) {
    functions.filter_pack(
      taps.channels, taps.columns, taps.base, taps.tapStride, taps.channelStride,
      taps.columnStride, memory)
  }

  /// `y[n, t] (=|+=) bias + Σ(k) x[n, first + t + k] · weight[k]` over rows of `x` that exist.
  func filterForward(
    _ matrix: PackedMatrix, x: FilteredInput, bias: UnsafePointer<Float>?, relu: Bool,
    accumulate: Bool, y: MutableSamples, columns: Int, scratch: UnsafeMutablePointer<Float>
  ) {
    check(matrix, reduction: 3 * x.channels, columns: columns)
    var filter = x.filter(columns: columns, scratch: scratch)
    filter.packed = matrix.elements
    filter.y = y.base
    filter.y_stride = y.stride
    filter.bias = bias
    filter.relu = relu
    filter.accumulate = accumulate
    functions.filter_forward(&filter)
  }

  func filterBackwardWeight(
    x: FilteredInput, dy: Samples, columns: Int, dWeight: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    var filter = x.filter(columns: columns, scratch: scratch)
    filter.dy = dy.base
    filter.y_stride = dy.stride
    filter.dweight = dWeight
    functions.filter_backward_weight(&filter)
  }
}

/// What minimal filtering reads: samples of rows, zeros around them.
struct FilteredInput {
  var samples: Samples
  var batch: Int
  /// Rows of a sample in memory.
  var rows: Int
  var channels: Int
  /// The row under the first tap of the first output; may lie outside.
  var first: Int
  /// Rows of the result.
  var outputs: Int

  fileprivate func filter(columns: Int, scratch: UnsafeMutablePointer<Float>) -> fdx_filter {
    var filter = fdx_filter()
    filter.samples = batch
    filter.outputs = outputs
    filter.columns = columns
    filter.x = samples.base
    filter.x_stride = samples.stride
    filter.rows = rows
    filter.first = first
    filter.channels = channels
    filter.scratch = scratch
    return filter
  }
}
