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
  /// Frames around a window that must be there too, where the model describes windows by them.
  private let contextLength: Int?

  /// - Parameter hop: From one window to the next; `nil` for the model's.
  /// - Precondition: The model's conditioning is causal.
  init(
    model: Model, recording: Recording, rates: RateChange?, hop: Int? = nil
  ) throws(DiagnosisError) {
    windowLength = model.windowLength
    self.hop = hop ?? model.hop
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
    contextLength =
      model.needsContext ? pipeline.rate.map { BearingLines.frames(atRate: $0) } : nil
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
    if let contextLength, !hasEnded {
      while end > next, contextStart(of: window(end - 1)) + contextLength > frames.end { end -= 1 }
    }
    defer { next = max(next, end) }
    return next..<max(next, end)
  }

  /// The frames of a window.
  func window(_ number: Int) -> Range<Int> { number * hop..<number * hop + windowLength }

  /// Where the surroundings of a window begin unless the recording ends too soon.
  private func contextStart(of window: Range<Int>) -> Int {
    max(0, window.lowerBound + windowLength / 2 - (contextLength ?? 0) / 2)
  }

  /// The first frame that a further window needs; frames are counted as windows are.
  private var needed: Int {
    let window = window(next)
    guard let contextLength else { return window.lowerBound }
    // Should the recording end here, its last windows are described by its last frames.
    return min(window.lowerBound, contextStart(of: window), max(0, frames.end - contextLength))
  }

  /// The recorded frame with which the next window begins.
  var resumption: Int {
    map?.source(of: window(next), total: .max).lowerBound ?? window(next).lowerBound
  }

  /// Forgets what no further window needs.
  mutating func forgetTaken() {
    let needed = needed
    guard map != nil else { return recorded.forget(before: needed) }
    if pipeline.isEmpty {
      recorded.forget(before: min(resumption, needed))
    } else {
      conditioned.forget(before: needed)
      recorded.forget(before: resumption)
    }
  }

  /// Continues with what a stream like this one kept.
  ///
  /// - Returns: What does not fit, in words; `nil` where it was taken.
  mutating func restore(
    recorded: FrameBuffer, conditioned: FrameBuffer, next: Int, stages: [ConditioningStream.Memory]
  ) -> String? {
    guard recorded.channels == self.recorded.channels,
      conditioned.channels == self.conditioned.channels
    else { return "samples of \(recorded.channels) channels" }
    guard 0...Self.mostFrames / hop ~= next, recorded.end <= Self.mostFrames,
      conditioned.end <= Self.mostFrames
    else { return "more frames than a stream can have" }
    if let problem = pipeline.restore(stages) { return problem }
    self.next = next
    self.recorded = recorded
    self.conditioned = conditioned
    guard frames.start <= needed, map == nil || recorded.start <= resumption,
      resumption >= recorded.start
    else { return "samples that do not reach back to the next window" }
    return nil
  }

  /// Frames beyond which numbers might overflow.
  private static let mostFrames = 1 << 48

  /// What its stages remember.
  var stages: [ConditioningStream.Memory] { pipeline.memory }
  /// What windows are cut from where that is not what was recorded.
  var conditionedFrames: FrameBuffer { conditioned }
}
