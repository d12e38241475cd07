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

  /// Visits the elements in the file's order, each with its position there and its index in memory.
  package func forEach(_ body: (_ position: Int, _ index: Int) -> Void) {
    // Always three loops: the outer ones of a shorter shape run once.
    let missing = 3 - extents.count
    let extents = Array(repeating: 1, count: missing) + extents
    let strides = Array(repeating: 0, count: missing) + strides
    var position = 0
    for outer in 0..<extents[0] {
      for middle in 0..<extents[1] {
        var index = outer * strides[0] + middle * strides[1]
        for _ in 0..<extents[2] {
          body(position, index)
          position += 1
          index += strides[2]
        }
      }
    }
  }

  /// For each element of the file its index in memory.
  package var indices: [Int] {
    var indices: [Int] = []
    indices.reserveCapacity(extents.reduce(1, *))
    forEach { _, index in indices.append(index) }
    return indices
  }
}
