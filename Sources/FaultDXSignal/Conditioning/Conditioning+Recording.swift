/// A recording after conditioning, and where its frames come from.
public struct ConditionedRecording: Sendable {
  /// The recording.
  public var recording: Recording
  /// Which frames of the original each of its frames comes from.
  public var map: FrameMap
}

extension Conditioning {
  /// The recording after the steps that are done to recordings.
  ///
  /// - Throws: `ConditioningError`.
  public func apply(to recording: Recording) throws(ConditioningError) -> Recording {
    try conditioned(recording).recording
  }

  /// The recording after the steps that are done to recordings, and where its frames come from.
  ///
  /// - Throws: `ConditioningError`.
  public func conditioned(
    _ recording: Recording
  ) throws(ConditioningError) -> ConditionedRecording {
    var result = recording
    var map = FrameMap.identity
    guard !recordingSteps.isEmpty else { return ConditionedRecording(recording: result, map: map) }
    let whole = recording.frames * recording.channels
    if result.samples.count > whole { result.samples.removeLast(result.samples.count - whole) }
    for step in recordingSteps {
      if step.wantsTime, result.axis != .time {
        throw .axis(recording: recording.identity, step: "\(step)", found: result.axis)
      }
      switch step {
      case .detrend(let detrending):
        transformStretches(of: &result) { detrending($0) }
      case .resample(let rate):
        guard let old = result.sampleRate else {
          throw .unknownRate(recording: recording.identity, step: "\(step)")
        }
        do throws(ResamplingError) {
          result = try result.resampled(to: rate)
        } catch {
          throw .resampling(recording: recording.identity, error)
        }
        map.append(.scaled(numerator: old, denominator: rate))
      case .filter(let filter, let phase):
        try apply(filter, phase, step: "\(step)", to: &result)
      case .envelope:
        var transform: FourierTransform?
        transformStretches(of: &result) { stretch in
          let fourier =
            transform?.length == stretch.count
            ? transform ?? FourierTransform(length: stretch.count)
            : FourierTransform(length: stretch.count)
          transform = fourier
          return Envelope.analyticSignal(of: stretch, fourier).magnitudes
        }
      case .orderTrack(let tracking):
        let (tracked, piece) = try tracking.apply(to: result)
        result = tracked
        map.append(piece)
      case .magnitudeSpectrum, .envelopeSpectrum:
        break
      }
    }
    return ConditionedRecording(recording: result, map: map)
  }

  private func apply(
    _ filter: ButterworthFilter, _ phase: ConditioningStep.Phase, step: String,
    to recording: inout Recording
  ) throws(ConditioningError) {
    let sections = try filter.sections(for: recording, step: step)
    switch phase {
    case .causal:
      var causal = CausalFilter(
        sections, channels: recording.channels, passing: tachometers(of: recording))
      recording.samples.withUnsafeMutableBufferPointer { causal.apply($0) }
    case .zero:
      let needed = sections.padding + 1
      guard recording.frames >= needed else {
        throw .filter(
          recording: recording.identity, step: step,
          .tooShort(samples: recording.frames, needed: needed))
      }
      transformStretches(of: &recording) { stretch in
        // Of a stretch between samples that are no numbers and that is too short, nothing is known.
        (try? sections.zeroPhase(stretch)) ?? [Double](repeating: .nan, count: stretch.count)
      }
    }
  }

  /// The first defect of a window of a conditioned recording.
  ///
  /// Constant and clipped samples are looked for in what was recorded: a filtered constant ripples, and a filtered flat
  /// top is round. What is not finite has been carried further by the filters, and is looked for in both.
  ///
  /// - Parameters:
  ///   - window: Frames after the steps that are done to recordings.
  ///   - recorded: The frames that they come from, before any step and before any other rate; `nil` where these are
  ///     the same.
  ///   - original: What was recorded, with or without its samples.
  package func defect(
    in window: UnsafeBufferPointer<Float>, channels: Int,
    from recorded: UnsafeBufferPointer<Float>?, of original: Recording
  ) -> WindowDefect? {
    guard let recorded else { return WindowDefect.find(in: window, channels: channels) }
    return WindowDefect.find(
      in: recorded, channels: original.channels, flat: tachometers(of: original))
      ?? WindowDefect.find(in: window, channels: channels, clipping: false)
  }

  /// The same for frames of recordings.
  package func defect(
    in window: Range<Int>, of conditioned: Recording, from source: Range<Int>,
    of original: Recording
  ) -> WindowDefect? {
    conditioned.samples.withUnsafeBufferPointer { samples in
      original.samples.withUnsafeBufferPointer { recorded in
        func frames(_ buffer: UnsafeBufferPointer<Float>, _ frames: Range<Int>, _ channels: Int)
          -> UnsafeBufferPointer<Float>
        {
          UnsafeBufferPointer(
            rebasing: buffer[frames.lowerBound * channels..<frames.upperBound * channels])
        }
        return defect(
          in: frames(samples, window, conditioned.channels), channels: conditioned.channels,
          from: frames(recorded, source, original.channels), of: original)
      }
    }
  }

  /// The tachometer's channel as long as it is there: what is done to signals would spoil its pulses.
  func tachometers(of recording: Recording) -> Set<Int> {
    guard let tachometer, recording.axis == .time,
      let index = try? ChannelName(tachometer).index(in: recording)
    else { return [] }
    return [index]
  }

  /// Does something to every run of finite samples of each channel, which must keep its length.
  private func transformStretches(
    of recording: inout Recording, _ body: ([Double]) -> [Double]
  ) {
    let channels = recording.channels
    let passing = tachometers(of: recording)
    recording.samples.withUnsafeMutableBufferPointer { samples in
      for channel in 0..<channels where !passing.contains(channel) {
        var stretch: [Double] = []
        func flush(end: Int) {
          if stretch.isEmpty { return }
          let start = end - stretch.count * channels
          for (offset, value) in body(stretch).enumerated() {
            samples[start + offset * channels] = Float(value)
          }
          stretch.removeAll(keepingCapacity: true)
        }
        var index = channel
        while index < samples.count {
          if samples[index].isFinite {
            stretch.append(Double(samples[index]))
          } else {
            flush(end: index)
          }
          index += channels
        }
        flush(end: index)
      }
    }
  }
}

extension ButterworthFilter {
  /// The filter at a recording's rate.
  func sections(
    for recording: Recording, step: String
  ) throws(ConditioningError) -> SecondOrderSections {
    guard let rate = recording.sampleRate else {
      throw .unknownRate(recording: recording.identity, step: step)
    }
    do throws(FilterError) {
      return try sections(rate: rate)
    } catch {
      throw .filter(recording: recording.identity, step: step, error)
    }
  }
}
