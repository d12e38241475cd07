import FaultDXIO
import FaultDXSignal
import Testing

@Suite struct WritingTests {
  private func recordings(channels: Int = 1, frames: Int = 40, count: Int = 3) -> [Recording] {
    var generator = CounterGenerator(seed: 5)
    return (0..<count).map { index in
      var recording = Recording(
        file: "source.csv", name: "take \(index + 1)",
        samples: (0..<frames * channels).map { _ in Float(generator.normal()) / 3 },
        channelNames: channels == 1 ? ["signal"] : (1...channels).map { "channel \($0)" },
        sampleRate: 12_800, label: index % 2 == 0 ? "ball" : "normal", group: "b\(index)",
        speed: 1797, load: "2")
      recording.attributes = ["source": "a,b", "start": "\(index * frames)"]
      return recording
    }
  }

  private func read(_ bytes: [UInt8], _ name: String) throws -> [Recording] {
    try RecordingReader.read(bytes: bytes, name: name).recordings
  }

  @Test(arguments: [1, 2, 40])
  func `an archive of arrays gives back all that went in`(channels: Int) throws {
    let recordings = recordings(channels: channels)
    let back = try read(RecordingEncoder(.npz).bytes(of: recordings), "source.csv")
    #expect(back == recordings)
  }

  @Test(arguments: [false, true])
  func `a table gives back samples, rate, class, unit, speed and load`(isWide: Bool) throws {
    let recordings = recordings()
    var encoder = RecordingEncoder(.csv)
    encoder.isWide = isWide
    var back = try read(encoder.bytes(of: recordings), "source.csv")
    for index in back.indices { back[index].attributes = recordings[index].attributes }
    #expect(back == recordings)
  }

  @Test func `a sound file gives back samples and rate, and says what it would lose`() throws {
    let recording = recordings(channels: 2, count: 1)[0]
    let encoder = RecordingEncoder(.wav)
    #expect(encoder.losses([recording]) == ["labels", "groups", "shaft speeds", "loads"])
    #expect(throws: WritingError.loss(.wav, ["labels", "groups", "shaft speeds", "loads"])) {
      try encoder.bytes(of: [recording])
    }
    let back = try read(encoder.bytes(of: [recording], allowingLoss: true), "source.wav")
    #expect(back.map(\.samples) == [recording.samples])
    #expect(back.map(\.sampleRate) == [recording.sampleRate])
  }

  @Test func `what a manifest keeps is not lost`() {
    var encoder = RecordingEncoder(.npy)
    encoder.hasManifest = true
    #expect(encoder.losses(recordings()).isEmpty)
    encoder.hasManifest = false
    #expect(encoder.losses(recordings()).contains("sampling rates"))
  }

  @Test func `an array gives back the samples`() throws {
    let recording = Recording(file: "a", samples: recordings()[0].samples)
    #expect(try read(RecordingEncoder(.npy).bytes(of: [recording]), "a") == [recording])
  }

  @Test(arguments: [
    (RecordingFormat.csv, "the recordings differ in channels or sampling rate"),
    (.npz, "the recordings differ in channels or sampling rate"),
    (.wav, "a wav file holds one recording, there are 2; write them to a folder"),
  ])
  func `recordings that do not go into one file are refused`(
    format: RecordingFormat, message: String
  ) {
    var other = recordings(count: 2)
    other[1].sampleRate = 1
    let error = #expect(throws: WritingError.self) {
      try RecordingEncoder(format).bytes(of: other, allowingLoss: true)
    }
    #expect(error.map { "\($0)".hasPrefix(message) } == true)
  }

  @Test func `recordings of many lengths are no array`() {
    let recordings = recordings(frames: 40, count: 1) + recordings(frames: 50, count: 1)
    let error = #expect(throws: WritingError.self) {
      try RecordingEncoder(.npz).bytes(of: recordings)
    }
    #expect(error.map { "\($0)".hasPrefix("the recordings have 40 to 50 samples;") } == true)
  }
}
