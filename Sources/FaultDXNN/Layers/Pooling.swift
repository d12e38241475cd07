public import FaultDXTensor

/// The maximum over windows in time; rows behind the last whole window are left out.
///
/// - Input: `[batch, length, channels]`
/// - Output: `[batch, geometry.outputLength(for: length), channels]`
///
/// Matches `torch.nn.MaxPool1d` without padding.
public struct MaxPool1d: Sendable, Equatable {
  /// The windows.
  public let geometry: PoolingGeometry

  /// Pooling over windows of so many rows.
  public init(kernelSize: Int, stride: Int? = nil) {
    geometry = PoolingGeometry(kernelSize: kernelSize, stride: stride)
  }

  /// The maxima.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let extent = x.extent
    let shape = [extent.batch, geometry.outputLength(for: extent.length), extent.channels]
    return x.mapped(to: shape) { x, y in
      Kernels().maxPoolForward(geometry, extent, x: x, y: y, which: nil)
    }
  }
}

/// The mean over windows in time; rows behind the last whole window are left out.
///
/// - Input: `[batch, length, channels]`
/// - Output: `[batch, geometry.outputLength(for: length), channels]`
///
/// Matches `torch.nn.AvgPool1d` without padding.
public struct AveragePool1d: Sendable, Equatable {
  /// The windows.
  public let geometry: PoolingGeometry

  /// Pooling over windows of so many rows.
  public init(kernelSize: Int, stride: Int? = nil) {
    geometry = PoolingGeometry(kernelSize: kernelSize, stride: stride)
  }

  /// The means.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let extent = x.extent
    let shape = [extent.batch, geometry.outputLength(for: extent.length), extent.channels]
    return x.mapped(to: shape) { x, y in
      Kernels().averagePoolForward(geometry, extent, x: x, y: y)
    }
  }
}

/// One row per window of the recording: what stands between the last block and the last linear map.
///
/// - Input: `[batch, length, channels]`
/// - Output: `[batch, outputs]`
public struct GlobalPool1d: Sendable, Equatable {
  /// How positions become one row.
  public enum Kind: Sendable, Equatable {
    /// The mean over time: `channels` outputs.
    case average
    /// The maximum over time: `channels` outputs.
    case maximum
    /// Means, then maxima: `2 · channels` outputs.
    case averageAndMaximum
    /// All positions, one after the other, channels innermost: `length · channels` outputs.
    case flatten
  }

  /// How positions become one row.
  public let kind: Kind

  /// A pooling of one kind.
  public init(_ kind: Kind) { self.kind = kind }

  /// The outputs for samples of an extent.
  package func outputs(_ extent: Extent) -> Int {
    switch kind {
    case .average, .maximum: extent.channels
    case .averageAndMaximum: 2 * extent.channels
    case .flatten: extent.sampleCount
    }
  }

  /// Writes the rows of a batch.
  package func forward(
    _ extent: Extent, x: Samples, y: UnsafeMutablePointer<Float>,
    which: UnsafeMutablePointer<Int32>?,
    kernels: Kernels
  ) {
    let outputs = self.outputs(extent)
    guard kind != .flatten else {
      for n in 0..<extent.batch {
        (y + n * outputs).update(from: x.base + n * x.stride, count: extent.sampleCount)
      }
      return
    }
    kernels.timeDescriptors(
      extent, x: x, mean: kind == .maximum ? nil : y,
      maximum: kind == .average ? nil : y + (kind == .maximum ? 0 : extent.channels),
      stride: outputs, which: which)
  }

  /// The rows.
  ///
  /// - Precondition: there is at least one position.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let extent = x.extent
    require(extent.length > 0, "pooling over time needs at least one position")
    return x.mapped(to: [extent.batch, outputs(extent)]) { x, y in
      forward(extent, x: x, y: y.base, which: nil, kernels: Kernels())
    }
  }
}
