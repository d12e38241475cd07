import FaultDX
import FaultDXTestSupport
import Testing

/// Samples as they come against the same samples as a recording: every bit the same.
struct StreamingDiagnoserTests {
  static func configuration(of recording: Recording) -> StreamConfiguration {
    StreamConfiguration(
      name: "sensor", sampleRate: recording.sampleRate, speed: recording.speed, smoothing: .none)
  }

  /// Expects what the whole recording is found to be.
  static func expectSame(_ recording: Recording, _ model: Model, longest: Int, seed: UInt64) throws
  {
    let diagnoser = Diagnoser(model: model)
    let whole = try diagnoser.diagnose(recording)
    let stream = try StreamingDiagnoser(diagnoser, configuration(of: recording))
    let found = try Listening.to(recording, stream, longest: longest, seed: seed)
    #expect(
      found.answers
        == whole.windows.map { .init(start: $0.start, probabilities: $0.probabilities) })
    #expect(
      found.invalid
        == whole.invalidWindows.map { .init(start: $0.start, defect: "\($0.defect)") })
    #expect(stream.status.windows == whole.windows.count + whole.invalidWindows.count)
  }

  @Test(arguments: [1, 16, 32, 45]) func `the size of the chunks does not matter`(hop: Int) throws {
    for channels in 1...2 {
      let model = try TinyModel.make(channels: channels, hop: hop)
      for (frames, longest) in [(32, 5), (500, 1), (2_001, 700), (2_001, 40)] {
        try Self.expectSame(
          TinyModel.noise(frames: frames, channels: channels), model, longest: longest,
          seed: UInt64(frames + longest))
      }
    }
  }

  @Test(arguments: [2_000.0, 1_600, 2_560, 500, 333, 999.97])
  func `samples at another rate are resampled to the same samples`(rate: Double) throws {
    for channels in 1...2 {
      let model = try TinyModel.make(channels: channels)
      try Self.expectSame(
        TinyModel.noise(frames: 900, channels: channels, sampleRate: rate), model, longest: 77,
        seed: 5)
    }
  }

  @Test(arguments: ["lowpass:200:causal", "resample:500,highpass:20:causal", "envelope:window"])
  func `causal conditioning is that of the whole, bit for bit`(steps: String) throws {
    let plain = try TinyModel.make(channels: 2)
    let model = try Model(
      network: plain.network, labels: plain.labels, windowLength: 32, hop: 16, sampleRate: 1000,
      channelNames: plain.channelNames, conditioning: Conditioning(parsing: steps),
      normalization: .standard)
    var recording = TinyModel.noise(frames: 1_500, channels: 2)
    recording.samples[333] = .nan
    recording.samples[1_200] = .infinity
    for longest in [3, 64, 1_500] {
      try Self.expectSame(recording, model, longest: longest, seed: 11)
    }
    recording.sampleRate = 1_600
    try Self.expectSame(recording, model, longest: 50, seed: 11)
  }

  @Test func `windows that cannot be believed are the same`() throws {
    var recording = TinyModel.noise(frames: 900)
    recording.samples[100] = .nan
    recording.samples[431] = .infinity
    for index in 500..<640 { recording.samples[index] = 3 }
    for index in 700..<900 {
      recording.samples[index] = max(-1, min(1, recording.samples[index] * 4))
    }
    for longest in [1, 20, 900] {
      try Self.expectSame(recording, TinyModel.make(), longest: longest, seed: 3)
    }
  }

  @Test(arguments: [300, 1_024, 1_025, 3_000])
  func `models of several networks answer as for the whole`(frames: Int) throws {
    var recording = TinyModel.noise(frames: frames)
    recording.speed = 1500
    for model in [
      try MemberModelTests().model(), try MemberModelTests().model(lines: true),
      try MemberModelTests().model(gate: false),
    ] {
      for longest in [50, 700] {
        try Self.expectSame(recording, model, longest: longest, seed: 9)
      }
      var faster = recording
      faster.sampleRate = 2_500
      try Self.expectSame(faster, model, longest: 500, seed: 10)
    }
  }

  @Test func `what a model cannot hear is said before anything is pushed`() throws {
    func error(_ model: Model, _ configuration: StreamConfiguration) -> StreamError? {
      #expect(throws: StreamError.self) {
        try StreamingDiagnoser(Diagnoser(model: model), configuration)
      }
    }
    let plain = try TinyModel.make()
    let filtered = try Model(
      network: plain.network, labels: plain.labels, windowLength: 32, hop: 16, sampleRate: 1000,
      channelNames: plain.channelNames, conditioning: Conditioning(parsing: "detrend"),
      normalization: .standard)
    #expect(
      error(filtered, StreamConfiguration(name: "s"))
        == .needsWholeRecordings(stream: "s", model: 0, step: "detrend:linear"))
    #expect(
      error(try MemberModelTests().model(lines: true), StreamConfiguration(name: "s"))
        == .model(0, .missing(recording: "s", what: "its shaft speed")))
    #expect(
      error(plain, StreamConfiguration(name: "s", channelNames: ["a", "b"]))
        == .missingChannel(stream: "s", model: 0, name: "channel 1", channels: ["a", "b"]))
    #expect(
      error(plain, StreamConfiguration(name: "s", sampleRate: -1))?.description
        == "s: a rate of -1.0 Hz makes no sense")
    #expect(error(plain, StreamConfiguration(normalLabel: "fine")) != nil)
    #expect(error(plain, StreamConfiguration(sampleRate: 1e9)) != nil)
    #expect(
      error(plain, StreamConfiguration(smoothing: VerdictSmoothing(votes: 6, of: 5))) != nil)
    #expect(throws: StreamError.noModel(stream: "stream")) { try StreamingDiagnoser([]) }
  }

  @Test func `wrong arguments take nothing`() throws {
    let stream = try StreamingDiagnoser(Diagnoser(model: TinyModel.make(channels: 2)))
    #expect(throws: StreamError.partialFrame(stream: "stream", samples: 3, channels: 2)) {
      try stream.push([1, 2, 3])
    }
    for counter in [-1, .max, 1 << 53] {
      #expect(throws: StreamError.self) { try stream.push([1, 2], counter: counter) }
    }
    for time in [Double.nan, .infinity, 1e300] {
      #expect(throws: StreamError.self) { try stream.push([1, 2], time: time) }
    }
    #expect(stream.status.position == 0)
    #expect(try stream.push([]).isEmpty)
  }

  @Test func `a model takes its channels from those of the stream`() throws {
    let diagnoser = Diagnoser(model: try TinyModel.make())
    let pair = TinyModel.noise(frames: 400, channels: 2)
    var second = TinyModel.noise(frames: 400)
    second.samples = stride(from: 1, to: 800, by: 2).map { pair.samples[$0] }
    let stream = try StreamingDiagnoser(
      diagnoser, StreamConfiguration(channelNames: ["other", "channel 1"]))
    let found = try Listening.to(pair, stream, longest: 30, seed: 1)
    #expect(
      found.answers.map(\.probabilities)
        == (try diagnoser.diagnose(second)).windows.map(\.probabilities))
  }

  @Test func `several models hear one stream, each as if alone`() throws {
    let models = [
      try TinyModel.make(), try TinyModel.make(hop: 7), try MemberModelTests().model(),
    ].map { Diagnoser(model: $0) }
    let recording = TinyModel.noise(frames: 1_000, sampleRate: 1_600)
    let together = try Listening.to(
      recording, StreamingDiagnoser(models, Self.configuration(of: recording)), longest: 100,
      seed: 4)
    for (index, model) in models.enumerated() {
      let alone = try Listening.to(
        recording, StreamingDiagnoser(model, Self.configuration(of: recording)), longest: 33,
        seed: 8)
      var expected = alone.windows
      for window in expected.indices { expected[window].model = index }
      #expect(together.windows.filter { $0.model == index } == expected)
    }
  }

  @Test func `a window in borrowed memory is a recording of one window`() throws {
    for model in [
      try TinyModel.make(), try TinyModel.make(channels: 2), try MemberModelTests().model(),
      try MemberModelTests().model(lines: true),
    ] {
      let diagnoser = Diagnoser(model: model)
      var recording = TinyModel.noise(
        frames: model.windowLength, channels: model.channelNames.count)
      recording.speed = 1500
      let expected = try diagnoser.diagnose(recording).windows[0]
      #expect(try diagnoser.diagnose(window: recording.samples.span, speed: 1500) == expected)
      var probabilities = [Float](repeating: 0, count: 3)
      var into = probabilities.mutableSpan
      try diagnoser.diagnose(window: recording.samples.span, speed: 1500, into: &into)
      #expect(probabilities == expected.probabilities)
    }
    let diagnoser = Diagnoser(model: try TinyModel.make())
    #expect(throws: DiagnosisError.windowSize(found: 3, expected: 32)) {
      try diagnoser.diagnose(window: [1, 2, 3].span)
    }
    #expect(throws: DiagnosisError.self) {
      try diagnoser.diagnose(window: [Float](repeating: 1, count: 32).span)
    }
  }

  @Test func `committed recordings in random chunks are what they are as a whole`() throws {
    try expectSame(SharedRecordings.committed())
  }

  @Test(.enabled(if: SharedRecordings.isThere, "no signals beside the checkout"))
  func `measured vibration in random chunks is what it is as a whole`() throws {
    try expectSame(SharedRecordings.measured())
  }

  private func expectSame(_ recordings: [Recording]) throws {
    #expect(!recordings.isEmpty)
    for recording in recordings {
      let model = try TinyModel.make(channels: recording.channels, sampleRate: 12_000, hop: 32)
      try Self.expectSame(recording, model, longest: 5_000, seed: 21)
      var faster = recording
      faster.sampleRate = 25_600
      try Self.expectSame(faster, model, longest: 5_000, seed: 22)
    }
  }
}
