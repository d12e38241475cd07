/// Conditions a recording that comes in blocks, with the bits that the whole would give.
public struct ConditioningStream: Sendable {
  private enum Stage: Sendable {
    case filter(CausalFilter)
    case resample(ResamplingStream)
  }

  private var stages: [Stage] = []
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
        stages.append(.filter(CausalFilter(sections, channels: channels)))
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
        stages.append(.resample(ResamplingStream(resampler, channels: channels)))
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
    var samples = Array(block)
    for index in stages.indices {
      switch stages[index] {
      case .filter(var filter):
        samples.withUnsafeMutableBufferPointer { filter.apply($0) }
        stages[index] = .filter(filter)
      case .resample(var resampling):
        // Two owners would copy what it remembers.
        stages[index] = .filter(CausalFilter(SecondOrderSections([])))
        var resampled: [Float] = []
        samples.withUnsafeBufferPointer { resampling.append($0, isEnd: isEnd, to: &resampled) }
        samples = resampled
        stages[index] = .resample(resampling)
      }
    }
    result += samples
  }
}

/// Resamples interleaved frames as they come.
struct ResamplingStream: Sendable {
  private let resampler: Resampler
  private let channels: Int
  /// What came and is still needed, and the number of its first frame.
  private var kept: [Float] = []
  private var start = 0
  /// Frames that came out.
  private var done = 0

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
}
