package import FaultDXTensor

extension Tensor {
  /// The extent of activations, `[batch, length, channels]`.
  ///
  /// - Precondition: the tensor has three axes.
  package var extent: Extent {
    require(shape.count == 3, "activations are [batch, length, channels], got \(shape)")
    return Extent(batch: shape[0], length: shape[1], channels: shape[2])
  }

  /// A new tensor that `body` fills from this one; `body` is not called where either is empty.
  package func mapped(to shape: [Int], _ body: (Samples, MutableSamples) -> Void) -> Tensor {
    let count = shape.reduce(1, *)
    guard count > 0, self.count > 0 else { return Tensor(shape: shape) }
    let result = [Float](unsafeUninitializedCapacity: count) { target, initialized in
      elements.withUnsafeBufferPointer { source in
        guard let x = source.baseAddress, let y = target.baseAddress else { return }
        body(
          Samples(x, stride: self.count / max(self.shape[0], 1)),
          MutableSamples(y, stride: count / max(shape[0], 1)))
        initialized = count
      }
    }
    return Tensor(shape: shape, elements: result)
  }

  /// The memory of a tensor that is not empty.
  package func withPointer<Result>(_ body: (UnsafePointer<Float>) -> Result) -> Result {
    elements.withUnsafeBufferPointer {
      guard let base = $0.baseAddress else { fatalError("an empty tensor has no memory") }
      return body(base)
    }
  }
}
