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
    let revolutions =
      Double(pulses.pulses.count - 1) / Double(max(1, tachometer.pulsesPerRevolution))
    return ShaftSpeed(
      revolutions / (last - first) * rate * 60, source: .tachometer(channel: names[channel]))
  }
}
