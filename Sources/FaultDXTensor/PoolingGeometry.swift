/// Windows of `kernelSize` rows, `stride` rows apart, that lie within a sample; nothing is padded.
public struct PoolingGeometry: Sendable, Equatable {
  /// Rows of a window.
  public let kernelSize: Int
  /// Rows from one window to the next.
  public let stride: Int

  /// A geometry; the stride is the window's length where nothing is said.
  ///
  /// - Precondition: both are at least 1.
  public init(kernelSize: Int, stride: Int? = nil) {
    require(
      kernelSize >= 1 && stride ?? 1 >= 1,
      "pooling needs a kernel and a stride of at least 1, got \(kernelSize) and \(stride ?? 1)")
    self.kernelSize = kernelSize
    self.stride = stride ?? kernelSize
  }

  /// The number of windows in so many rows.
  public func outputLength(for length: Int) -> Int {
    length < kernelSize ? 0 : (length - kernelSize) / stride + 1
  }
}
