import FaultDXTensor

/// Where the activations between two layers lie in a session's memory: rows of channels with zeros around them, so
/// that the layer before writes where the convolution behind reads.
struct ActivationSlot: Sendable {
  /// Floats before the slot, per window that the session has room for; `nil` for the scratch that all share.
  var offset: Int?
  /// Rows of a window.
  var length: Int
  /// Floats of a row.
  var channels: Int
  /// Rows of zeros before and after.
  var padding: Int

  /// Floats from one window to the next.
  var stride: Int { (length + 2 * padding) * channels }

  func extent(_ batch: Int) -> Extent { Extent(batch: batch, length: length, channels: channels) }
}

/// Hands out the memory of a plan, once.
struct InferenceLayout {
  /// Floats per window that slots of their own take.
  private(set) var keptCount = 0
  /// Floats per window of the scratch.
  private(set) var scratchCount = 0
  /// Floats per window of the memory in which a convolution puts its input in fewer bits.
  private(set) var stagingCount = 0
  /// Floats that a convolution needs for itself, however many windows there are.
  private(set) var tilesCount = 0

  /// Memory of its own: what is zero around the rows stays zero.
  mutating func slot(length: Int, channels: Int, padding: Int = 0) -> ActivationSlot {
    let slot = ActivationSlot(
      offset: keptCount, length: length, channels: channels, padding: padding)
    keptCount += roundedToCacheLines(slot.stride)
    return slot
  }

  /// Memory that the next stage uses again.
  mutating func scratch(length: Int, channels: Int) -> ActivationSlot {
    scratchCount = max(scratchCount, roundedToCacheLines(length * channels))
    return ActivationSlot(offset: nil, length: length, channels: channels, padding: 0)
  }

  /// Memory for an input in fewer bits, which every convolution uses again.
  mutating func reserveStaging(bytes: Int) {
    stagingCount = max(
      stagingCount, roundedToCacheLines((bytes + 3) / MemoryLayout<Float>.stride))
  }

  /// Asks for room for the tiles of a convolution, which the next one uses again.
  mutating func tiles(_ count: Int) { tilesCount = max(tilesCount, count) }

  /// Floats per window altogether.
  var count: Int { keptCount + scratchCount + stagingCount }

  private func roundedToCacheLines(_ count: Int) -> Int { (count + 15) / 16 * 16 }
}

/// The memory of one session, as the steps of a plan see it.
struct InferenceMemory {
  let kernels: Kernels
  /// Slots of their own.
  let kept: UnsafeMutablePointer<Float>
  /// The scratch behind them.
  let scratch: UnsafeMutablePointer<Float>
  /// Inputs in fewer bits.
  let staging: UnsafeMutableRawPointer
  /// The tiles of the convolution at work.
  let tiles: UnsafeMutablePointer<Float>
  /// Windows that there is room for.
  let capacity: Int
  /// Windows that are being computed.
  let batch: Int

  /// The rows of a slot with the zeros around them.
  func padded(_ slot: ActivationSlot) -> MutableSamples {
    MutableSamples(slot.offset.map { kept + $0 * capacity } ?? scratch, stride: slot.stride)
  }

  /// The rows of a slot without the zeros around them.
  func rows(_ slot: ActivationSlot) -> MutableSamples {
    let padded = self.padded(slot)
    return MutableSamples(padded.base + slot.padding * slot.channels, stride: padded.stride)
  }
}
