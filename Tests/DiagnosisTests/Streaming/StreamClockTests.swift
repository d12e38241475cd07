import FaultDX
import Testing

/// Counters and time stamps: gaps, repetitions, counters that begin anew, clocks that jump.
struct StreamClockTests {
  /// 10 windows of 100 ms, hop 16 of 32 frames.
  private func stream(
    rate: Double = 1000, horizon: Int = 10_000
  ) throws -> StreamingDiagnoser {
    try StreamingDiagnoser(
      Diagnoser(model: TinyModel.make(sampleRate: rate)),
      StreamConfiguration(
        name: "s", sampleRate: rate, smoothing: VerdictSmoothing(votes: 5, of: 5),
        repetitionHorizon: horizon))
  }

  private func gaps(_ events: [StreamEvent]) -> [StreamGap] {
    events.compactMap { if case .gap(let gap) = $0.kind { gap } else { nil } }
  }

  private let samples = TinyModel.noise(frames: 3_000).samples

  @Test func `a gap in the counter divides the stream into recordings`() throws {
    let stream = try stream()
    var found = Listening()
    try found.push(samples[0..<500], to: stream, counter: 1_000)
    try found.push(samples[500..<900], to: stream, counter: 1_500)
    try found.push(samples[900..<1_600], to: stream, counter: 2_000)
    found.finish(stream)
    #expect(gaps(found.events) == [.missing(frames: 100)])
    let diagnoser = Diagnoser(model: try TinyModel.make())
    var expected: [Listening.Answer] = []
    for part in [samples[0..<900], samples[900..<1_600]] {
      let recording = Recording(file: "part", samples: Array(part), sampleRate: 1000)
      expected += try diagnoser.diagnose(recording).windows.map {
        .init(start: $0.start, probabilities: $0.probabilities)
      }
    }
    #expect(found.answers == expected)
    #expect(found.windows.first?.frames == 1_000..<1_032)
    #expect(found.windows.first { $0.frames.lowerBound >= 1_900 }?.frames == 2_000..<2_032)
    #expect(stream.status.position == 2_700)
  }

  @Test func `samples that come again are left out`() throws {
    let (once, again) = (try stream(), try stream())
    var (expected, found) = (Listening(), Listening())
    try expected.push(samples[0..<1_200], to: once, counter: 0)
    try found.push(samples[0..<500], to: again, counter: 0)
    try found.push(samples[0..<500], to: again, counter: 0)
    try found.push(samples[300..<800], to: again, counter: 300)
    try found.push(samples[100..<200], to: again, counter: 100)
    try found.push(samples[800..<1_200], to: again, counter: 800)
    #expect(found == expected)
    #expect(again.status == once.status)
  }

  @Test func `a counter that is far back, or back while time goes on, began anew`() throws {
    let far = try stream(horizon: 100)
    var events = try far.push(Array(samples[0..<500]), counter: 5_000)
    events += try far.push(Array(samples[500..<600]), counter: 0)
    #expect(gaps(events) == [.counterRestarted(from: 5_500)])
    #expect(far.status.position == 100)
    let timed = try stream()
    events = try timed.push(Array(samples[0..<500]), counter: 0, time: 50)
    events += try timed.push(Array(samples[0..<500]), counter: 0, time: 50)
    #expect(gaps(events) == [])
    events += try timed.push(Array(samples[500..<600]), counter: 0, time: 51)
    #expect(gaps(events) == [.counterRestarted(from: 500)])
  }

  @Test func `time alone tells gaps within its tolerance`() throws {
    let stream = try stream()
    var events: [StreamEvent] = []
    events += try stream.push(Array(samples[0..<500]), time: 1_000)
    events += try stream.push(Array(samples[500..<1_000]), time: 1_000.9)
    #expect(events.isEmpty)
    events += try stream.push(Array(samples[1_000..<1_500]), time: 1_003.4)
    #expect(gaps(events) == [.missing(frames: 2_000)])
    #expect(stream.status.position == 3_500)
    #expect(stream.status.time == 1_003.9)
    events += try stream.push(Array(samples[1_500..<2_000]), time: 903.9)
    #expect(gaps(events).last == .clockJumped(seconds: -100))
    #expect(stream.status.position == 4_000)
  }

  @Test func `with a counter a clock that jumps loses no window`() throws {
    let (steady, jumping) = (try stream(), try stream())
    var (expected, found) = (Listening(), Listening())
    try expected.push(samples[0..<1_000], to: steady, counter: 0)
    try found.push(samples[0..<490], to: jumping, counter: 0, time: 10)
    try found.push(samples[490..<1_000], to: jumping, counter: 490, time: 5_000)
    #expect(found.windows == expected.windows)
    #expect(gaps(found.events).count == 1)
    #expect(found.events.first?.time == 5_000)
  }

  @Test func `events have numbers, places and times`() throws {
    let stream = try stream()
    var samples = samples
    for index in 1_000..<1_200 { samples[index] = 0.5 }
    var found = Listening()
    try found.push(samples[0..<3_000], to: stream, counter: 0, time: 100)
    #expect(found.events.map(\.sequence) == Array(0..<found.events.count))
    let invalid = try #require(
      found.events.first { if case .invalidInput = $0.kind { true } else { false } })
    #expect(invalid.position == 1_040 && invalid.time == 101.04)
    #expect(invalid.kind == .invalidInput(.constant(channel: 0, value: 0.5)))
    let valid = try #require(found.events.first { $0.kind == .validInput })
    #expect(valid.position > 1_200 && valid.position <= 1_232)
  }
}
