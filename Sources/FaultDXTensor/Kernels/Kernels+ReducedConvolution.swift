internal import CFaultDXKernels

extension Kernels {
  /// Bytes from one sample to the next where ``convert(_:batch:count:scale:to:for:)`` puts them: with room for the
  /// word that is read behind the last element.
  package static func convertedStride(_ count: Int, _ format: ReducedFormat) -> Int {
    (count * format.elementSize + 3 + 63) / 64 * 64
  }

  /// Writes the first `count` floats of each sample in the format of a weight, and zeros behind them.
  ///
  /// - Parameters:
  ///   - scale: what whole numbers are multiplied by first; bfloat16 needs none.
  ///   - y: samples lie ``convertedStride(_:_:)`` bytes apart.
  /// - Returns: False where a number that is not finite was lost; bfloat16 loses none.
  package func convert(
    _ x: Samples, batch: Int, count: Int, scale: Float, to y: UnsafeMutableRawPointer,
    for weight: ReducedMatrix
  ) -> Bool {
    let format = weight.format
    let stride = Self.convertedStride(count, format)
    let bytes = count * format.elementSize
    var isFinite = true
    for n in 0..<batch {
      let target = y + n * stride
      if !weight.functions.convert(count, x.base + n * x.stride, scale, target) { isFinite = false }
      (target + bytes).initializeMemory(as: UInt8.self, repeating: 0, count: stride - bytes)
    }
    return isFinite
  }

  /// As ``conv1dForward(_:batch:outputLength:x:weight:bias:relu:accumulate:y:scratch:)``, from converted samples.
  ///
  /// - Parameters:
  ///   - x: padded samples as ``convert(_:batch:count:scale:to:for:)`` left them.
  ///   - xStride: bytes from one sample to the next.
  ///   - scale: what the sums of each output channel are multiplied by.
  package func conv1dForward(
    batch: Int, outputLength: Int, x: UnsafeRawPointer, xStride: Int, weight: ReducedMatrix,
    scale: UnsafePointer<Float>?, bias: UnsafePointer<Float>?, relu: Bool = false,
    accumulate: Bool = false, y: MutableSamples
  ) {
    let geometry = weight.geometry
    require(
      weight.instructionSet == instructionSet,
      "a matrix laid out for \(weight.instructionSet) was given to kernels for \(instructionSet)")
    let (outer, inner) = ReducedMatrix.reduction(of: geometry)
    var product = fdx_reduced_product()
    product.groups = batch
    product.rows = outputLength
    product.columns = geometry.outputChannels
    product.outer = outer
    product.inner = inner
    product.a = x
    product.a_group = xStride / weight.format.elementSize
    product.a_row = geometry.stride * geometry.inputChannels
    product.a_outer = geometry.dilation * geometry.inputChannels
    product.packed = UnsafeRawPointer(weight.words)
    product.c = y.base
    product.c_group = y.stride
    product.c_row = geometry.outputChannels
    product.scale = scale
    product.bias = bias
    product.relu = relu
    product.accumulate = accumulate
    weight.functions.multiply(&product)
  }
}
