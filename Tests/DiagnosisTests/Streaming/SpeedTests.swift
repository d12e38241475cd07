import FaultDX
import FaultDXTestSupport
import Testing

/// A shaft whose speed is known while it turns.
struct SpeedTests {
  private static func noise(_ frames: Int, speed: Double) -> Recording {
    var recording = TinyModel.noise(frames: frames, seed: 3)
    recording.speed = speed
    return recording
  }

  private static func stream(_ model: Model, speed: Double?) throws -> StreamingDiagnoser {
    try StreamingDiagnoser(
      Diagnoser(model: model), StreamConfiguration(sampleRate: 1000, speed: speed))
  }

  /// Pushes frames in chunks that differ from seed to seed.
  private static func push(
    _ frames: Range<Int>, of recording: Recording, to stream: StreamingDiagnoser, seed: UInt64,
    _ listening: inout Listening
  ) throws {
    var generator = CounterGenerator(seed: seed)
    var frame = frames.lowerBound
    while frame < frames.upperBound {
      let end = min(frames.upperBound, frame + Int.random(in: 1...200, using: &generator))
      try listening.push(recording.samples[frame..<end], to: stream)
      frame = end
    }
  }

  @Test(arguments: [1 as UInt64, 2])
  func `windows of lines are those of recordings with the speed that was known`(
    seed: UInt64
  ) throws {
    let model = try MemberModelTests().model(lines: true)
    let speeds = [1500.0, 1620, 900]
    let cuts = [0, 1900, 3111, 5000]
    let whole = try speeds.map {
      try Diagnoser(model: model).diagnose(Self.noise(5000, speed: $0)).windows
    }
    var stream = try Self.stream(model, speed: speeds[0])
    var found = Listening()
    var answered = [0]
    for part in 0..<3 {
      if part > 0 { #expect(try stream.setSpeed(speeds[part]).isEmpty) }
      #expect(stream.configuration.speed == speeds[part])
      // What was kept goes on with the speed that it had.
      stream = try StreamingDiagnoser(
        restoring: stream.snapshot(), models: [Diagnoser(model: model)])
      try Self.push(
        cuts[part]..<cuts[part + 1], of: Self.noise(5000, speed: 1), to: stream,
        seed: seed &+ UInt64(part), &found)
      if part < 2 { answered.append(found.answers.count) }
    }
    found.finish(stream)
    answered.append(found.answers.count)
    #expect(found.answers.count == whole[0].count)
    for part in 0..<3 {
      #expect(answered[part + 1] - answered[part] > 20)
      for window in answered[part]..<answered[part + 1] {
        #expect(found.answers[window].start == whole[part][window].start)
        #expect(found.answers[window].probabilities == whole[part][window].probabilities)
      }
    }
    #expect(whole[0][30].probabilities != whole[1][30].probabilities)
  }

  @Test func `behind order tracking a new speed begins a new recording`() throws {
    let plain = try TinyModel.make()
    let model = try Model(
      network: plain.network, labels: plain.labels, windowLength: 32, hop: 16, sampleRate: 64,
      channelNames: plain.channelNames, conditioning: Conditioning(parsing: "order-track:64"),
      normalization: .standard)
    let recording = Self.noise(3000, speed: 1)
    let stream = try StreamingDiagnoser(
      Diagnoser(model: model),
      StreamConfiguration(sampleRate: 1000, speed: 600, smoothing: .none))
    var found = Listening()
    try Self.push(0..<1300, of: recording, to: stream, seed: 5, &found)
    found.events += try stream.setSpeed(900) { found.note($0, $1) }
    try Self.push(1300..<3000, of: recording, to: stream, seed: 6, &found)
    found.finish(stream)
    var expected: [Listening.Answer] = []
    for (frames, speed) in [(0..<1300, 600.0), (1300..<3000, 900)] {
      var part = recording
      part.samples = Array(recording.samples[frames])
      part.speed = speed
      expected += try Diagnoser(model: model).diagnose(part).windows.map {
        .init(start: $0.start, probabilities: $0.probabilities)
      }
    }
    #expect(found.answers == expected)
    #expect(
      found.windows.allSatisfy {
        $0.frames.upperBound <= 1300 || $0.start == 0 || $0.frames.lowerBound >= 1300
      })
  }

  @Test func `a speed that cannot be changes nothing, and to most models none matters`() throws {
    let lines = try Self.stream(MemberModelTests().model(lines: true), speed: 1500)
    for speed in [-1.0, 0, .nan, .infinity] {
      #expect(throws: StreamError.self) { try lines.setSpeed(speed) }
    }
    #expect(throws: StreamError.model(0, .missing(recording: "stream", what: "its shaft speed"))) {
      try lines.setSpeed(nil)
    }
    #expect(lines.configuration.speed == 1500)
    let recording = Self.noise(900, speed: 1500)
    let steady = try Self.stream(TinyModel.make(), speed: nil)
    let changing = try Self.stream(TinyModel.make(), speed: nil)
    var (expected, found) = (Listening(), Listening())
    try Self.push(0..<900, of: recording, to: steady, seed: 1, &expected)
    for part in 0..<9 {
      try changing.setSpeed(Double(1000 + part))
      try Self.push(
        part * 100..<(part + 1) * 100, of: recording, to: changing, seed: 1, &found)
    }
    #expect(found == expected)
  }
}
