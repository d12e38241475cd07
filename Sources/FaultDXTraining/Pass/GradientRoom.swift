/// Memory in which one layer after the other has its gradient, so that it stays in the processor's caches.
///
/// A sample has the same place in every layer: shards that are at different layers do not meet.
final class GradientRoom {
  /// Floats from one sample to the next: those of the largest layer.
  private(set) var stride = 0
  private var memory: Memory<Float>?

  /// Makes room for a layer, before memory is allocated.
  func reserve(_ count: Int) { stride = max(stride, count) }

  func memory(capacity: Int) -> Memory<Float> {
    let memory = memory ?? Memory(count: capacity * stride)
    self.memory = memory
    return memory
  }
}
