import FaultDXSignal

/// Cuts a recording that comes in blocks into the windows that the whole would be cut into.
struct WindowStream {
  let windowLength: Int
  let hop: Int
  let rates: RateChange?
  private let resampler: Resampler?
  /// What was read; where the rate changes also what became of it.
  private(set) var recorded: FrameBuffer
  private var resampled: FrameBuffer
  private var hasEnded = false
  /// The number of the first window that was not given out.
  private(set) var next = 0

  init(model: Model, recording: Recording, rates: RateChange?) throws(DiagnosisError) {
    windowLength = model.windowLength
    hop = model.hop
    self.rates = rates
    recorded = FrameBuffer(channels: recording.channels)
    resampled = recorded
    guard let rates else {
      resampler = nil
      return
    }
    do {
      let resampler = try Resampler(from: rates.recorded, to: rates.model)
      self.resampler = resampler.up == resampler.down ? nil : resampler
    } catch {
      throw rates.impossible(recording, error)
    }
  }

  /// The frames at the model's rate that are in memory.
  var frames: FrameBuffer { resampler == nil ? recorded : resampled }

  /// Adds a block; an empty one is the end.
  mutating func append(_ block: UnsafeBufferPointer<Float>) {
    if block.isEmpty {
      hasEnded = true
    } else {
      recorded.append { $0.append(contentsOf: block) }
    }
    guard let resampler else { return }
    let end =
      hasEnded
      ? resampler.outputFrames(for: recorded.end) : resampler.settledFrames(for: recorded.end)
    guard end > resampled.end else { return }
    let output = resampled.end..<end
    resampled.append { [recorded] samples in
      recorded.samples.withUnsafeBufferPointer {
        resampler.append(
          output, of: $0, from: recorded.start, channels: recorded.channels, to: &samples)
      }
    }
  }

  /// Takes the numbers of the windows whose samples are all there.
  mutating func takeWindows() -> Range<Int> {
    var end = SlidingWindows(frames: frames.end, length: windowLength, hop: hop).count
    if let rates, !hasEnded {
      // The defects of a window are looked for in what was recorded.
      while end > next, rates.recordedEnd(of: window(end - 1)) > recorded.end { end -= 1 }
    }
    defer { next = max(next, end) }
    return next..<max(next, end)
  }

  /// The frames of a window.
  func window(_ number: Int) -> Range<Int> { number * hop..<number * hop + windowLength }

  /// Forgets what no further window needs.
  mutating func forgetTaken() {
    let window = window(next)
    guard let rates else { return recorded.forget(before: window.lowerBound) }
    var first = rates.recordedFrames(of: window, total: .max).lowerBound
    if let resampler {
      resampled.forget(before: window.lowerBound)
      first = min(first, resampler.firstFrame(for: resampled.end))
    } else {
      first = min(first, window.lowerBound)
    }
    recorded.forget(before: first)
  }
}
