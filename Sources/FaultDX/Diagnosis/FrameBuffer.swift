/// The frames of a stream that are in memory.
struct FrameBuffer {
  let channels: Int
  /// The number of the first frame that is.
  private(set) var start = 0
  private(set) var samples: [Float] = []

  init(channels: Int) { self.channels = channels }

  /// Frames from a number on; `nil` where they are no whole frames.
  init?(channels: Int, start: Int, samples: [Float]) {
    guard channels > 0, samples.count % channels == 0, 0...1 << 48 ~= start else { return nil }
    self.channels = channels
    self.start = start
    self.samples = samples
  }

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
