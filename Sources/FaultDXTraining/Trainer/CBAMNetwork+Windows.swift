public import FaultDXNN
public import FaultDXTensor

extension CBAMNetwork {
  /// The logits of windows, `[windows, classes]`, in their order and without augmentation.
  ///
  /// - Precondition: the windows are as long and have as many channels as the network says.
  /// - Parameters:
  ///   - arithmetic: the numbers in which convolutions multiply.
  ///   - parallelism: how many threads share the windows; the result does not depend on it.
  public func logits(
    for windows: LabelledWindows, arithmetic: Arithmetic = .float32,
    parallelism: Parallelism = .serial
  ) -> Tensor {
    let classes = configuration.classes
    let logits = Memory<Float>(count: windows.count * classes)
    let plan = InferencePlan(self, arithmetic: arithmetic)
    let share = 64
    parallelism.forEach(shards: (windows.count + share - 1) / share) { shard in
      let room = InferenceSession.preferredCapacity
      var session = InferenceSession(plan, capacity: room)
      let end = min((shard + 1) * share, windows.count)
      for start in stride(from: shard * share, to: end, by: room) {
        let count = min(room, end - start)
        for index in 0..<count {
          session.withWindow(index) { memory in
            if let base = memory.baseAddress { windows.fill(start + index, into: base) }
          }
        }
        session.run(count: count)
        for index in 0..<count {
          session.withLogits(index) { row in
            if let base = row.baseAddress {
              (logits.base + (start + index) * classes).update(from: base, count: classes)
            }
          }
        }
      }
    }
    return Tensor(shape: [windows.count, classes], elements: logits.elements)
  }
}
