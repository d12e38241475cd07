import FaultDXTensor

/// What one layer hands to the next, for a whole batch, and its gradient; the memory is reused by every
/// batch.
///
/// Samples may have zero rows around them, so that a layer writes straight into what the next convolution
/// reads as padded input. Nobody writes these rows, so they stay zero.
// Unchecked: a shard touches only its own samples.
package final class Activation: @unchecked Sendable {
  /// Rows of a sample.
  package let length: Int
  /// Floats of a row.
  package let channels: Int
  /// Zero rows before and after each sample.
  private(set) var padding = 0
  /// Whether the gradient is wanted.
  package let hasGradient: Bool
  /// The layers that read it, counted while the pass is recorded.
  private var readers = 0
  private var values: Memory<Float>?
  private var gradients: Memory<Float>?
  private var room: GradientRoom?

  init(length: Int, channels: Int, hasGradient: Bool) {
    self.length = length
    self.channels = channels
    self.hasGradient = hasGradient
  }

  /// Asks for zero rows, before memory is allocated.
  func needs(padding: Int) { self.padding = max(self.padding, padding) }

  /// Announces a reader; the result tells `accumulates(_:)` who asks.
  func addReader() -> Int {
    readers += 1
    return readers
  }

  /// Whether a reader adds to the gradient: backward passes run in reverse, so the last reader writes first.
  func accumulates(_ reader: Int) -> Bool { reader < readers }

  /// Puts the gradient where others have theirs, before memory is allocated.
  ///
  /// - Precondition: a shard writes the gradient after the last use of those that were written before.
  func sharesGradient(in room: GradientRoom) {
    room.reserve(length * channels)
    self.room = room
  }

  func allocate(capacity: Int) {
    values = Memory(count: capacity * stride)
    guard hasGradient else { return }
    gradients =
      room?.memory(capacity: capacity) ?? Memory(count: capacity * length * channels)
  }

  /// Floats from one sample's gradient to the next.
  private var gradientStride: Int { room?.stride ?? length * channels }

  private var stride: Int { (length + 2 * padding) * channels }

  /// The first row of a sample.
  package func sample(_ index: Int) -> UnsafeMutablePointer<Float> {
    guard let values else { fatalError("an activation was used before its pass was finished") }
    return values.base + index * stride + padding * channels
  }

  /// The samples of a shard, to be read.
  func read(_ shard: Shard) -> Samples { write(shard).readOnly }

  /// The samples of a shard, to be written.
  func write(_ shard: Shard) -> MutableSamples {
    MutableSamples(sample(shard.samples.lowerBound), stride: stride)
  }

  /// The samples of a shard with so many zero rows before each.
  func read(_ shard: Shard, padding: Int) -> Samples {
    Samples(sample(shard.samples.lowerBound) - padding * channels, stride: stride)
  }

  /// The first row of a sample's gradient; gradients have no zero rows, but those in a room have gaps between samples.
  package func gradient(_ index: Int) -> UnsafeMutablePointer<Float> {
    guard let gradients else { fatalError("this activation has no gradient") }
    return gradients.base + index * gradientStride
  }

  /// The gradients of a shard, to be read.
  func readGradient(_ shard: Shard) -> Samples { writeGradient(shard).readOnly }

  /// The gradients of a shard, to be written.
  func writeGradient(_ shard: Shard) -> MutableSamples {
    MutableSamples(gradient(shard.samples.lowerBound), stride: gradientStride)
  }
}
