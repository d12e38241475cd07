public import FaultDXNN
public import FaultDXTensor

extension CBAMNetwork {
  /// The logits of windows, `[windows, classes]`, in their order and without augmentation.
  ///
  /// - Precondition: the windows are as long and have as many channels as the network says.
  /// - Parameter parallelism: how many threads share the windows; the result does not depend on it.
  public func logits(for windows: LabelledWindows, parallelism: Parallelism = .serial) -> Tensor {
    let classes = configuration.classes
    let logits = Memory<Float>(count: windows.count * classes)
    let size = 32
    parallelism.forEach(shards: (windows.count + size - 1) / size) { shard in
      let range = (shard * size)..<min((shard + 1) * size, windows.count)
      var batch = Tensor(shape: [range.count, windows.windowLength, windows.channels])
      batch.elements.withUnsafeMutableBufferPointer { elements in
        guard let base = elements.baseAddress else { return }
        for index in range {
          windows.fill(index, into: base + (index - range.lowerBound) * windows.windowCount)
        }
      }
      let rows = self(batch)
      for (index, value) in rows.elements.enumerated() {
        logits.base[range.lowerBound * classes + index] = value
      }
    }
    return Tensor(shape: [windows.count, classes], elements: logits.elements)
  }
}
