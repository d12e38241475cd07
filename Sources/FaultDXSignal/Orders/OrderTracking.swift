/// Samples at equal angles of the shaft instead of equal times: what repeats with the shaft then stands in one line of
/// the spectrum, however the speed changes.
public struct OrderTracking: Sendable, Equatable {
  /// What tells the angle.
  public enum Source: Sendable, Equatable {
    /// The recording's speed, which it says to be constant.
    case speed
    /// Pulses in a channel, by name or by number from 1, so many a revolution; the channel itself is left out of the
    /// result.
    case tachometer(channel: String, pulsesPerRevolution: Int)
  }

  /// Samples in a revolution: orders up to half of it can be seen.
  public let samplesPerRevolution: Int
  /// What tells the angle.
  public let source: Source

  /// So many samples in a revolution.
  ///
  /// - Throws: `ConditioningError.invalidStep` where a number is out of range.
  public init(
    samplesPerRevolution: Int, source: Source = .speed
  ) throws(ConditioningError) {
    guard (2...65_536).contains(samplesPerRevolution) else {
      throw .invalidStep(
        step: "order-track",
        reason: "expected 2 to 65536 samples in a revolution, found \(samplesPerRevolution)")
    }
    if case .tachometer(_, let pulses) = source, !(1...65_536).contains(pulses) {
      throw .invalidStep(
        step: "order-track", reason: "expected 1 to 65536 pulses in a revolution, found \(pulses)")
    }
    self.samplesPerRevolution = samplesPerRevolution
    self.source = source
  }

  /// The recording by angle, and which of its frames each frame comes from.
  func apply(to recording: Recording) throws(ConditioningError) -> (Recording, FrameMap.Piece) {
    guard let rate = recording.sampleRate else {
      throw .unknownRate(recording: recording.identity, step: "order-track")
    }
    var result: Recording
    let piece: FrameMap.Piece
    switch source {
    case .speed:
      let target = try angularRate(of: recording)
      do throws(ResamplingError) {
        result = try recording.resampled(to: target)
      } catch {
        throw .resampling(recording: recording.identity, error)
      }
      piece = .scaled(numerator: rate, denominator: target)
    case .tachometer(let name, let pulsesPerRevolution):
      let channel = try ChannelName(name).index(in: recording)
      let pulses = try self.pulses(of: recording, channel, name)
      let frames = (pulses.count - 1) * samplesPerRevolution / pulsesPerRevolution
      // Frame k is k / samplesPerRevolution of a revolution behind the first pulse.
      let step = Double(pulsesPerRevolution) / Double(samplesPerRevolution)
      let angles = pulses.indices.map { Double($0) / step }
      let limit = Recording.largestGrown
      guard frames * (recording.channels - 1) <= max(limit, recording.samples.count) else {
        throw .resampling(
          recording: recording.identity,
          .tooManySamples(
            recording: recording.identity, found: frames * (recording.channels - 1), limit: limit))
      }
      let positions = MonotoneCubic(x: angles, y: pulses).values(
        at: (0..<frames).lazy.map { Double($0) })
      result = resample(recording, without: channel, at: positions)
      piece = .knots(frames: angles, sources: pulses)
    }
    result.sampleRate = Double(samplesPerRevolution)
    result.axis = .angle
    return (result, piece)
  }

  /// Samples in a second at the recording's speed, in Hz.
  func angularRate(of recording: Recording) throws(ConditioningError) -> Double {
    guard let speed = recording.speed, speed > 0, speed.isFinite else {
      throw .unknownSpeed(recording: recording.identity, found: recording.speed)
    }
    return Double(samplesPerRevolution) * speed / 60
  }

  private func pulses(
    of recording: Recording, _ channel: Int, _ name: String
  ) throws(ConditioningError) -> [Double] {
    let tachometer = Tachometer(
      stride(from: channel, to: recording.samples.count, by: recording.channels)
        .map { Double(recording.samples[$0]) })
    guard tachometer.pulses.count >= 2 else {
      throw .tooFewPulses(
        recording: recording.identity, channel: name, found: tachometer.pulses.count)
    }
    if let (frame, distance, expected) = tachometer.irregularity {
      throw .irregularPulses(
        recording: recording.identity, channel: name, frame: Int(frame), distance: distance,
        expected: expected)
    }
    return tachometer.pulses
  }

  private func resample(
    _ recording: Recording, without tachometer: Int, at positions: [Double]
  ) -> Recording {
    var result = recording
    let kept = (0..<recording.channels).filter { $0 != tachometer }
    result.channelNames = kept.map { recording.channelNames[$0] }
    let resampler = AngularResampler(positions: positions)
    var samples = [Float](repeating: 0, count: positions.count * kept.count)
    recording.samples.withUnsafeBufferPointer { all in
      let whole = UnsafeBufferPointer(rebasing: all[..<(recording.frames * recording.channels)])
      for (place, channel) in kept.enumerated() {
        let values = resampler(whole, channel: channel, of: recording.channels)
        for (frame, value) in values.enumerated() { samples[frame * kept.count + place] = value }
      }
    }
    result.samples = samples
    return result
  }
}

/// A channel by name or by number from 1.
struct ChannelName {
  let text: String

  init(_ text: String) { self.text = text }

  func index(in recording: Recording) throws(ConditioningError) -> Int {
    let names = recording.channelNames
    let found =
      names.firstIndex(of: text)
      ?? Int(text).flatMap { names.indices.contains($0 - 1) ? $0 - 1 : nil }
    guard let found else {
      throw .noChannel(recording: recording.identity, channel: text, names: names)
    }
    guard names.count > 1 else { throw .onlyTachometer(recording: recording.identity) }
    return found
  }
}
