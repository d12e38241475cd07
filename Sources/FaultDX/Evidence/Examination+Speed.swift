import FaultDXSignal

extension Examination {
  /// The shaft's speed: the one that was asked for, else counted from pulses, else the recording's own, else estimated.
  func shaftSpeed(of recording: Recording) throws(ExaminationError) -> ShaftSpeed? {
    if let speed { return ShaftSpeed(speed) }
    if let tachometer { return try counted(tachometer, in: recording) }
    if let speed = recording.speed, speed > 0, speed.isFinite { return ShaftSpeed(speed) }
    guard estimatesSpeed else { return nil }
    return SpeedEstimate(of: recording, channel: channel).map {
      ShaftSpeed($0.revolutionsPerMinute, source: .estimated(margin: $0.margin))
    }
  }

  private func counted(
    _ tachometer: TachometerChannel, in recording: Recording
  ) throws(ExaminationError) -> ShaftSpeed? {
    let names = recording.channelNames
    let number = Int(tachometer.channel).flatMap { names.indices.contains($0 - 1) ? $0 - 1 : nil }
    guard let channel = names.firstIndex(of: tachometer.channel) ?? number else {
      throw .noChannel(recording: recording.identity, channel: tachometer.channel, names: names)
    }
    guard let rate = recording.sampleRate else {
      throw .unknownRate(recording: recording.identity)
    }
    let pulses = Tachometer(
      (0..<recording.frames).map { Double(recording.samples[$0 * recording.channels + channel]) })
    guard let first = pulses.pulses.first, let last = pulses.pulses.last, first < last else {
      throw .tooFewPulses(
        recording: recording.identity, channel: tachometer.channel, found: pulses.pulses.count)
    }
    if let frame = pulses.irregularFrame {
      throw .irregularPulses(
        recording: recording.identity, channel: tachometer.channel, frame: frame)
    }
    let perRevolution = max(1, tachometer.pulsesPerRevolution)
    let revolutions = Double(pulses.pulses.count - 1) / Double(perRevolution)
    var speed = ShaftSpeed(
      revolutions / (last - first) * rate * 60, source: .tachometer(channel: names[channel]))
    speed.range = Self.range(of: pulses.pulses, perRevolution, rate: rate)
    return speed
  }

  /// The slowest and the fastest of stretches of ten revolutions, which hide that a pulse is known to a sample only.
  private static func range(
    of pulses: [Double], _ perRevolution: Int, rate: Double
  ) -> ClosedRange<Double>? {
    let stretch = 10 * perRevolution
    guard pulses.count > 2 * stretch else { return nil }
    let speeds = stride(from: 0, to: pulses.count - stretch, by: max(1, stretch / 2)).map {
      10 * 60 * rate / (pulses[$0 + stretch] - pulses[$0])
    }
    guard let low = speeds.min(), let high = speeds.max() else { return nil }
    return low...high
  }

  /// The spectrum of the squared envelope by the shaft's angle.
  func spectrumByAngle(
    of recording: Recording, _ speed: ShaftSpeed, band: ClosedRange<Double>?
  ) throws(ExaminationError) -> SquaredEnvelopeSpectrum? {
    guard case .tachometer(let name) = speed.source, let slowest = speed.range?.lowerBound else {
      return nil
    }
    do throws(ConditioningError) {
      return try SquaredEnvelopeSpectrum(
        of: recording, channel: channel, tachometer: name,
        pulsesPerRevolution: max(1, tachometer?.pulsesPerRevolution ?? 1), slowest: slowest,
        mean: speed.revolutionsPerMinute, band: band, whitening: whitening)
    } catch {
      throw .tracking(error)
    }
  }
}
