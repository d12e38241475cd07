import FaultDXSignal

extension Examination {
  /// The figures of a recording of the machine when it was sound, of the channel of the same name or else of the same number.
  func baseline(
    _ sound: Recording?, of recording: Recording
  ) throws(ExaminationError) -> RecordingDiagnosis.Baseline? {
    guard let sound else { return nil }
    let name = recording.channelNames[channel]
    let channel = sound.channelNames.firstIndex(of: name) ?? channel
    guard sound.channelNames.indices.contains(channel) else {
      throw .noChannel(
        recording: sound.identity, channel: "\(channel + 1)", names: sound.channelNames)
    }
    return Indicators(of: sound, channel: channel).map {
      .init(
        recording: sound.identity, indicators: $0,
        remarks: Self.remarks(on: sound, channel, beside: recording, name))
    }
  }

  private static func remarks(
    on sound: Recording, _ channel: Int, beside recording: Recording, _ name: String
  ) -> [String] {
    var remarks: [String] = []
    if sound.channels > 1, sound.channelNames[channel] != name {
      remarks.append("it has no channel \(name); \(sound.channelNames[channel]) is compared")
    }
    if let rate = sound.sampleRate, let own = recording.sampleRate, abs(rate / own - 1) > 0.01 {
      remarks.append(
        "it was sampled at \(rate.tenths) Hz and this at \(own.tenths) Hz, so the figures are of other bands"
      )
    }
    if let speed = sound.speed, let own = recording.speed, speed > 0, own > 0,
      abs(speed / own - 1) > 0.05
    {
      remarks.append(
        "its shaft turned at \(speed.tenths) rpm and this at \(own.tenths), which alone changes the figures"
      )
    }
    return remarks
  }
}
