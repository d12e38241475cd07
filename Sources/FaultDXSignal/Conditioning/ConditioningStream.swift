/// Conditions a recording that comes in blocks, with the bits that the whole would give.
public struct ConditioningStream: Sendable {
  /// A filter or a resampler; optionals and no enumeration, so that each is changed where it lies.
  private struct Stage: Sendable {
    var filter: CausalFilter?
    var resampling: ResamplingStream?
  }

  /// What one stage remembers of the samples that it was given.
  package enum Memory: Sendable, Equatable {
    /// The state of each section of a filter, for each channel that has begun.
    case filter([[SIMD2<Double>]?])
    /// Frames that a resampler still needs, the number of the first, and how many came out.
    case resampling(kept: [Float], start: Int, done: Int)
  }

  private var stages: [Stage] = []
  /// What one stage hands to the next; kept, so that memory is asked for once.
  private var passed: [Float] = []
  private var resampled: [Float] = []
  /// Which frames of what goes in those that come out are from.
  public private(set) var map = FrameMap.identity
  /// Interleaved channels.
  public let channels: Int
  /// The rate of what comes out.
  public private(set) var rate: Double?
  /// What samples that come out follow each other along.
  public private(set) var axis: SignalAxis

  /// A stream with the steps of a conditioning that are done to recordings.
  ///
  /// - Parameters:
  ///   - description: Everything about the recording but its samples.
  ///   - modelRate: The rate in Hz to be brought to before everything else, where it has another.
  /// - Throws: `ConditioningError`.
  /// - Precondition: The conditioning is causal.
  public init(
    _ conditioning: Conditioning, of description: Recording, broughtTo modelRate: Double? = nil
  ) throws(ConditioningError) {
    require(conditioning.isCausal, "\(conditioning) needs all of a recording")
    channels = description.channels
    rate = description.sampleRate
    axis = description.axis
    if let old = rate, let modelRate, old != modelRate {
      try resample(description, to: modelRate)
    }
    for step in conditioning.recordingSteps {
      var current = description
      current.sampleRate = rate
      if step.wantsTime, axis != .time {
        throw .axis(recording: description.identity, step: "\(step)", found: axis)
      }
      switch step {
      case .resample(let newRate):
        guard rate != nil else {
          throw .unknownRate(recording: description.identity, step: "\(step)")
        }
        try resample(current, to: newRate)
      case .filter(let filter, _):
        let sections = try filter.sections(for: current, step: "\(step)")
        stages.append(Stage(filter: CausalFilter(sections, channels: channels)))
      case .orderTrack(let tracking):
        guard rate != nil else {
          throw .unknownRate(recording: description.identity, step: "order-track")
        }
        try resample(current, to: tracking.angularRate(of: current))
        rate = Double(tracking.samplesPerRevolution)
        axis = .angle
      case .detrend, .envelope, .magnitudeSpectrum, .envelopeSpectrum: break
      }
    }
  }

  /// Whether what comes out is what goes in.
  public var isEmpty: Bool { stages.isEmpty }

  private mutating func resample(
    _ recording: Recording, to newRate: Double
  ) throws(ConditioningError) {
    let old = rate ?? newRate
    do throws(ResamplingError) {
      let resampler = try Resampler(from: old, to: newRate)
      if resampler.up != resampler.down {
        stages.append(
          Stage(resampling: ResamplingStream(resampler, channels: channels)))
      }
    } catch {
      throw .resampling(recording: recording.identity, error)
    }
    map.append(.scaled(numerator: old, denominator: newRate))
    rate = newRate
  }

  /// Takes the next interleaved frames and adds what they tell to `result`; an empty block is the end.
  ///
  /// - Precondition: They are whole frames.
  public mutating func append(_ block: UnsafeBufferPointer<Float>, to result: inout [Float]) {
    let isEnd = block.isEmpty
    // Taken out while they are at work: two owners would copy them.
    var (samples, next) = (passed, resampled)
    (passed, resampled) = ([], [])
    samples.removeAll(keepingCapacity: true)
    samples.append(contentsOf: block)
    for index in stages.indices {
      samples.withUnsafeMutableBufferPointer { stages[index].filter?.apply($0) }
      guard stages[index].resampling != nil else { continue }
      next.removeAll(keepingCapacity: true)
      samples.withUnsafeBufferPointer {
        stages[index].resampling?.append($0, isEnd: isEnd, to: &next)
      }
      swap(&samples, &next)
    }
    result.append(contentsOf: samples)
    (passed, resampled) = (samples, next)
  }

  /// What its stages remember.
  package var memory: [Memory] {
    stages.compactMap { stage in
      stage.filter.map { .filter($0.memory) }
        ?? stage.resampling.map { .resampling(kept: $0.kept, start: $0.start, done: $0.done) }
    }
  }

  /// Continues with what the stages of a stream like this one remembered.
  ///
  /// - Returns: What does not fit, in words; `nil` where it was taken.
  package mutating func restore(_ memory: [Memory]) -> String? {
    guard memory.count == stages.count else {
      return "\(memory.count) stages, expected \(stages.count)"
    }
    for (index, memory) in memory.enumerated() {
      switch memory {
      case .filter(let states):
        guard stages[index].filter?.restore(states) == true else {
          return "stage \(index) is no such filter"
        }
      case .resampling(let kept, let start, let done):
        guard stages[index].resampling?.restore(kept: kept, start: start, done: done) == true
        else { return "stage \(index) is no such resampler" }
      }
    }
    return nil
  }
}

/// Resamples interleaved frames as they come.
struct ResamplingStream: Sendable {
  private let resampler: Resampler
  private let channels: Int
  /// What came and is still needed, and the number of its first frame.
  private(set) var kept: [Float] = []
  private(set) var start = 0
  /// Frames that came out.
  private(set) var done = 0

  init(_ resampler: Resampler, channels: Int) {
    self.resampler = resampler
    self.channels = channels
  }

  mutating func append(
    _ block: UnsafeBufferPointer<Float>, isEnd: Bool, to result: inout [Float]
  ) {
    kept += block
    let frames = start + kept.count / channels
    let end = isEnd ? resampler.outputFrames(for: frames) : resampler.settledFrames(for: frames)
    guard end > done else { return }
    kept.withUnsafeBufferPointer {
      resampler.append(done..<end, of: $0, from: start, channels: channels, to: &result)
    }
    done = end
    let needed = min(resampler.firstFrame(for: done), frames)
    if needed > start {
      kept.removeFirst((needed - start) * channels)
      start = needed
    }
  }

  /// Continues where another one was; `false` where it cannot have been there.
  mutating func restore(kept: [Float], start: Int, done: Int) -> Bool {
    guard kept.count % channels == 0, 0...Self.mostFrames ~= start, 0...Self.mostFrames ~= done,
      start <= resampler.firstFrame(for: done)
    else { return false }
    (self.kept, self.start, self.done) = (kept, start, done)
    return true
  }

  /// Frames beyond which numbers might overflow.
  private static let mostFrames = 1 << 48
}
