/// Where the elements of a parameter lie in memory, in the order of the file: the one place where this
/// library's layout meets PyTorch's.
package struct FileLayout {
  /// The shape in PyTorch's layout.
  package let fileShape: [Int]
  /// The loops in the file's order, and how far each moves in memory.
  private let extents: [Int]
  private let strides: [Int]

  /// The layout of a parameter.
  ///
  /// - Parameter flattenedChannels: for a linear map of flattened activations, their channels: a flattened
  ///   window is `[length, channels]` here and `[channels, length]` there.
  package init(_ shape: [Int], _ kind: ParameterKind, flattenedChannels: Int? = nil) {
    switch kind {
    case .convolutionWeight:
      // [kernelSize, inputs, outputs] here, [outputs, inputs, kernelSize] there.
      let (k, i, o) = (shape[0], shape[1], shape[2])
      fileShape = [o, i, k]
      extents = fileShape
      strides = [1, o, i * o]
    case .linearWeight:
      let (i, o) = (shape[0], shape[1])
      let channels = flattenedChannels ?? i
      fileShape = [o, i]
      extents = [o, channels, i / channels]
      strides = [1, o, channels * o]
    case .bias, .normalizationScale, .runningMean, .runningVariance:
      fileShape = shape
      extents = shape
      strides = [1]
    }
  }

  /// For each element of the file its index in memory.
  package var indices: [Int] {
    var indices = [0]
    for (extent, stride) in zip(extents, strides) {
      indices = indices.flatMap { start in (0..<extent).map { start + $0 * stride } }
    }
    return indices
  }
}
