import FaultDXSignal

/// Cuts a recording that comes in blocks into the windows that the whole would be cut into.
struct WindowStream {
  let windowLength: Int
  let hop: Int
  /// Everything about the recording but its samples.
  let description: Recording
  /// Where the frames of windows come from; `nil` where they are what was recorded.
  let map: FrameMap?
  private var pipeline: ConditioningStream
  /// What was read; where that is not what windows are cut from, also what became of it.
  private(set) var recorded: FrameBuffer
  private var conditioned: FrameBuffer
  private var hasEnded = false
  /// The number of the first window that was not given out.
  private(set) var next = 0

  /// - Precondition: The model's conditioning is causal.
  init(model: Model, recording: Recording, rates: RateChange?) throws(DiagnosisError) {
    windowLength = model.windowLength
    hop = model.hop
    description = recording
    if let rates {
      do throws(ResamplingError) {
        _ = try Resampler(from: rates.recorded, to: rates.model)
      } catch {
        throw rates.impossible(recording, error)
      }
    }
    do throws(ConditioningError) {
      pipeline = try ConditioningStream(
        model.conditioning, of: recording, broughtTo: rates?.model)
    } catch {
      throw .conditioning(error)
    }
    let isUnchanged = rates == nil && model.conditioning.recordingSteps.isEmpty
    map = isUnchanged ? nil : pipeline.map
    recorded = FrameBuffer(channels: recording.channels)
    conditioned = recorded
  }

  /// The frames in memory that windows are cut from.
  var frames: FrameBuffer { pipeline.isEmpty ? recorded : conditioned }

  /// Their rate.
  var rate: Double? { pipeline.rate }

  /// What they follow each other along.
  var axis: SignalAxis { pipeline.axis }

  /// Adds a block; an empty one is the end.
  mutating func append(_ block: UnsafeBufferPointer<Float>) {
    if block.isEmpty {
      hasEnded = true
    } else {
      recorded.append { $0.append(contentsOf: block) }
    }
    guard !pipeline.isEmpty else { return }
    conditioned.append { pipeline.append(block, to: &$0) }
  }

  /// Takes the numbers of the windows whose samples are all there.
  mutating func takeWindows() -> Range<Int> {
    var end = SlidingWindows(frames: frames.end, length: windowLength, hop: hop).count
    if let map, !hasEnded {
      // The defects of a window are looked for in what was recorded.
      while end > next, map.sourceEnd(of: window(end - 1)) > recorded.end { end -= 1 }
    }
    defer { next = max(next, end) }
    return next..<max(next, end)
  }

  /// The frames of a window.
  func window(_ number: Int) -> Range<Int> { number * hop..<number * hop + windowLength }

  /// Forgets what no further window needs.
  mutating func forgetTaken() {
    let window = window(next)
    guard let map else { return recorded.forget(before: window.lowerBound) }
    let first = map.source(of: window, total: .max).lowerBound
    if pipeline.isEmpty {
      recorded.forget(before: min(first, window.lowerBound))
    } else {
      conditioned.forget(before: window.lowerBound)
      recorded.forget(before: first)
    }
  }
}
