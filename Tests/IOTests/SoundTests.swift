import FaultDXIO
import FaultDXSignal
import FaultDXStorage
import FaultDXTestSupport
import Testing

@Suite struct SoundTests {
  static let names = [
    "pcm_u8.wav", "pcm_16.wav", "pcm_24.wav", "pcm_32.wav", "float.wav", "double.wav", "ulaw.wav",
    "pcm_s8.flac", "pcm_16.flac", "pcm_24.flac", "pcm_s8.aiff", "pcm_16.aiff", "pcm_24.aiff",
    "pcm_32.aiff", "float.aiff", "double.aiff", "pcm_16.rf64", "pcm_24.rf64", "float.rf64",
    "double.rf64", "pcm_u8.w64", "pcm_16.w64", "pcm_24.w64", "pcm_32.w64", "float.w64",
    "double.w64",
    "pcm_s8.caf", "pcm_16.caf", "pcm_24.caf", "pcm_32.caf", "float.caf", "double.caf",
    "pcm_16.wavex", "float.wavex",
  ]

  static func golden(_ name: String) throws -> [Float] {
    let bytes = try DurableFile.read(Repository.fixture("io/sounds/\(name).f32"))
    return stride(from: 0, to: bytes.count, by: 4).map { start in
      Float(
        bitPattern: bytes[start..<start + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) })
    }
  }

  @Test(arguments: names)
  func `every container and width gives the samples that Python reads`(name: String) throws {
    let path = Repository.fixture("io/sounds/\(name)")
    let golden = try Self.golden(name)
    let reading = try RecordingReader.read(inputs: [path])
    let recording = try #require(reading.recordings.first)
    #expect(recording.samples == golden)
    #expect(recording.sampleRate == 25_600)
    #expect(recording.channelNames == ["channel 1", "channel 2"])
    #expect(reading.notes.isEmpty)
    let bytes = try DurableFile.read(path)
    let fromMemory = try RecordingReader.read(bytes: bytes, name: "stdin")
    #expect(fromMemory.recordings.map(\.samples) == [golden])
  }

  @Test func `floating point keeps its physical unit`() throws {
    let peak = try Self.golden("float.wav").map(abs).max() ?? 0
    #expect(peak > 100)
  }

  @Test func `a sound file is read in blocks of any size`() throws {
    let audio = try AudioFile(path: Repository.fixture("io/sounds/pcm_24.flac"))
    #expect(audio.channels == 2)
    #expect(audio.coding == "FLAC, 24-bit PCM")
    var block = [Float](repeating: 0, count: 15)
    var all: [Float] = []
    while true {
      let frames = try audio.read(into: &block)
      if frames == 0 { break }
      #expect(frames <= 7)
      all += block[..<(frames * 2)]
    }
    #expect(try all == Self.golden("pcm_24.flac"))
    #expect(audio.framesRead == 48)
  }

  @Test func `channels are chosen by name or number`() throws {
    var options = ReadingOptions()
    options.channels = ["8", "channel 2"]
    let reading = try RecordingReader.read(
      inputs: [Repository.fixture("io/sounds/eight.wav")], options: options)
    let recording = try #require(reading.recordings.first)
    #expect(recording.channelNames == ["channel 8", "channel 2"])
    #expect(recording.samples.prefix(4) == [0, 0, 8 / 1024, 2 / 1024])
  }

  @Test func `a rate that is given wins over the file's and is told`() throws {
    var options = ReadingOptions()
    options.rate = 12_000
    let path = Repository.fixture("io/sounds/mono.wav")
    let reading = try RecordingReader.read(inputs: [path], options: options)
    #expect(reading.recordings.map(\.sampleRate) == [12_000])
    #expect(reading.notes == ["\(path): the file says 48000 Hz; 12000 Hz is taken, as given"])
  }

  @Test func `a file that was cut is read as far as it goes, with a note`() throws {
    let bytes = try DurableFile.read(Repository.fixture("io/sounds/pcm_16.wav"))
    let reading = try RecordingReader.read(bytes: Array(bytes.dropLast(42)), name: "cut.wav")
    let golden = try Self.golden("pcm_16.wav")
    #expect(reading.recordings[0].samples == Array(golden.dropLast(22)))
    #expect(
      reading.notes == [
        "cut.wav: is cut short: the header says 236 bytes, there are 194; 37 frames were read"
      ])
  }

  @Test(arguments: [0, 0xFFFF_FFFF] as [UInt32])
  func `a header whose length was never written is not believed`(length: UInt32) throws {
    var bytes = try DurableFile.read(Repository.fixture("io/sounds/pcm_16.wav"))
    for index in 0..<4 {
      bytes[40 + index] = UInt8(truncatingIfNeeded: length >> (8 * UInt32(index)))
      bytes[4 + index] = length == 0 ? (index == 0 ? 8 : 0) : 0xFF
    }
    let reading = try RecordingReader.read(bytes: bytes, name: "streamed.wav")
    #expect(try reading.recordings.map(\.samples) == [Self.golden("pcm_16.wav")])
  }

  @Test(arguments: [
    ("OggS\u{0}\u{2}", "an OGG file"), ("ID3\u{4}\u{0}", "an MP3 file"),
    ("RIFF\u{0}\u{0}\u{0}\u{0}AVI LIST", "an AVI video"), (".snd\u{0}\u{0}", "a Sun AU file"),
    ("\u{0}\u{0}\u{0}\u{18}ftypM4A ", "an MP4 or M4A file"), ("TDSm\u{e}\u{0}", "an NI TDMS file"),
    ("%PDF-1.7", "a PDF document"),
    ("\u{0}\u{1}\u{2}\u{3}", "a binary file of an unknown kind"),
  ])
  func `other containers are refused by name`(start: String, kind: String) {
    let bytes = Array(start.utf8) + [UInt8](repeating: 0, count: 64)
    let error = #expect(throws: ReadingError.self) {
      try RecordingReader.read(bytes: bytes, name: "file.wav")
    }
    #expect(error.map { "\($0)".hasPrefix("file.wav: is \(kind); ") } == true)
  }

  @Test func `an MP3 without tags is known by its frames`() {
    let error = #expect(throws: ReadingError.self) {
      try RecordingReader.read(
        bytes: [0xFF, 0xFB, 0x90, 0x64] + [UInt8](repeating: 0, count: 64), name: "a.wav")
    }
    #expect(
      error.map { "\($0)" }
        == "a.wav: is an MP3 file; lossy compression destroys what faults are told by: record or "
        + "export to WAV or FLAC")
  }
}
