import FaultDX
import Testing

/// A model in the place of another: no sample is lost.
struct ReplacementTests {
  private func reseeded(_ seed: UInt64, hop: Int = 16, window: Int = 32) throws -> Diagnoser {
    var generator = CounterGenerator(seed: seed)
    return Diagnoser(
      model: try Model(
        network: CBAMNetwork(
          configuration: .init(
            windowLength: window, classes: 3, widths: [3, 4],
            attention: AttentionConfiguration(minimumHiddenUnits: 1, spatialKernelSize: 3)),
          generator: &generator),
        labels: TinyModel.labels, windowLength: window, hop: hop, sampleRate: 1000,
        channelNames: ["channel 1"], normalization: .standard))
  }

  @Test(arguments: [1000.0, 1_600])
  func `over the same windows the new one continues as if it had always been there`(
    rate: Double
  ) throws {
    let (old, new) = (try reseeded(1), try reseeded(2))
    let recording = TinyModel.noise(frames: 2_000, sampleRate: rate)
    let configuration = StreamConfiguration(sampleRate: rate)
    let before = try Listening.to(
      recording, StreamingDiagnoser(old, configuration), longest: 99, seed: 1)
    let after = try Listening.to(
      recording, StreamingDiagnoser(new, configuration), longest: 99, seed: 1)
    let stream = try StreamingDiagnoser(old, configuration)
    var found = Listening()
    try found.push(recording.samples[..<1_111], to: stream)
    let count = found.windows.count
    try stream.replaceModel(with: new)
    try found.push(recording.samples[1_111...], to: stream)
    found.finish(stream)
    #expect(
      found.answers == Array(before.answers[..<count] + after.answers[count...]))
    #expect(stream.status.windows == after.windows.count)
  }

  @Test func `over other windows it begins with the first frame that was not answered for`() throws
  {
    let (old, new) = (try reseeded(1), try reseeded(2, hop: 50, window: 64))
    let recording = TinyModel.noise(frames: 2_000)
    let stream = try StreamingDiagnoser(old)
    var found = Listening()
    try found.push(recording.samples[..<1_009], to: stream)
    let count = found.windows.count
    // Windows of 32 at 0, 16, … 976; the next would begin at 992.
    #expect(found.windows.last?.frames == 976..<1_008)
    try stream.replaceModel(with: new)
    try found.push(recording.samples[1_009...], to: stream)
    var rest = recording
    rest.samples.removeFirst(992)
    let expected = try new.diagnose(rest)
    #expect(
      found.answers[count...].map(\.probabilities) == expected.windows.map(\.probabilities))
    #expect(found.windows[count].frames == 992..<1_056)
  }

  @Test func `one that cannot hear the stream leaves the old one`() throws {
    let old = try reseeded(1)
    let stream = try StreamingDiagnoser(old)
    #expect(throws: StreamError.self) {
      try stream.replaceModel(with: Diagnoser(model: TinyModel.make(channels: 2)))
    }
    #expect(throws: StreamError.unknownModel(stream: "stream", number: 3, models: 1)) {
      try stream.replaceModel(3, with: old)
    }
    #expect(stream.models.count == 1)
  }

  @Test func `listeners and callbacks have every event in order`() async throws {
    let diagnoser = try reseeded(1)
    let called = Called()
    let stream = try StreamingDiagnoser(
      diagnoser, StreamConfiguration(smoothing: .none), onEvent: { called.add($0) })
    let listeners = [stream.events(), stream.events()]
    var events: [StreamEvent] = []
    for part in 0..<20 {
      var samples = TinyModel.noise(frames: 64, seed: UInt64(part + 1)).samples
      if part % 3 == 0 { samples = [Float](repeating: 1, count: 64) }
      events += try stream.push(samples, counter: part * 100)
    }
    #expect(events.count > 20)
    #expect(called.events == events)
    for listener in listeners {
      var found: [StreamEvent] = []
      for await event in listener {
        found.append(event)
        if found.count == events.count { break }
      }
      #expect(found == events)
    }
  }
}
