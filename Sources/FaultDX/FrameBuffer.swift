/// The frames of a stream that are in memory.
struct FrameBuffer {
  let channels: Int
  /// The number of the first frame that is.
  private(set) var start = 0
  private(set) var samples: [Float] = []

  init(channels: Int) { self.channels = channels }

  /// The number of the frame behind the last.
  var end: Int { start + samples.count / channels }

  /// Adds what `body` appends.
  mutating func append(_ body: (inout [Float]) -> Void) { body(&samples) }

  /// Forgets the frames before that one.
  mutating func forget(before frame: Int) {
    let count = min(max(0, frame - start), samples.count / channels)
    samples.removeFirst(count * channels)
    start += count
  }

  /// The same frames, counted from the first that is in memory.
  func local(_ frames: Range<Int>) -> Range<Int> {
    frames.lowerBound - start..<frames.upperBound - start
  }
}
