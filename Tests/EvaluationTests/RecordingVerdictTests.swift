import FaultDXEvaluation
import FaultDXSignal
import Testing

struct RecordingVerdictTests {
  private let labels = ["normal", "inner", "outer"]

  private func summary(_ rows: [[Float]], hop: Int = 50) -> RecordingVerdict? {
    let windows = rows.indices.map { ($0 * hop)..<($0 * hop + 100) }
    return RecordingVerdict(
      labels: labels, windows: windows, probabilities: rows.flatMap { $0 })
  }

  @Test func `the mean probability decides, votes are counted beside it`() throws {
    let verdict = try #require(
      summary([[0.5, 0.25, 0.25], [0.5, 0.25, 0.25], [0, 1, 0]]))
    #expect(verdict.votes == [2, 1, 0])
    #expect(verdict.label == "inner")
    #expect(verdict.index == 1)
    #expect(verdict.confidence == 0.5)
    #expect(verdict.probabilities == [1.0 / 3, 0.5, 0.5 / 3])
  }

  @Test func `one window that is surely wrong does not veto`() throws {
    let rows = [[Float]](repeating: [0.9, 0.1, 0], count: 20) + [[1e-30, 0, 1]]
    #expect(try #require(summary(rows)).label == "normal")
  }

  @Test func `the label's time line changes half-way between the centres of windows`() throws {
    let (n, i, o): ([Float], [Float], [Float]) = (
      [0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]
    )
    let spans = try #require(summary([n, n, i, i, i, o])).spans
    #expect(spans.map(\.label) == ["normal", "inner", "outer"])
    #expect(spans.map(\.index) == [0, 1, 2])
    #expect(spans.map(\.frames) == [0..<125, 125..<275, 275..<350])
  }

  @Test func `one window is one span, equals go to the first class, none is no verdict`() throws {
    let one = try #require(summary([[0.25, 0.375, 0.375]]))
    #expect(one.label == "inner")
    #expect(one.spans.map(\.frames) == [0..<100])
    #expect(summary([]) == nil)
  }

  @Test(arguments: 0..<50)
  func `spans tile the recording and differ from their neighbours`(seed: Int) throws {
    var generator = SplitMix(state: UInt64(seed))
    let length = 1 + generator.below(300)
    let windows = SlidingWindows(
      frames: length + generator.below(5000), length: length, hop: 1 + generator.below(400)
    ).map { $0 }
    let rows = windows.map { _ in
      let raw = labels.map { _ in Float(generator.uniform()) }
      return raw.map { $0 / raw.reduce(0, +) }
    }
    let verdict = try #require(
      RecordingVerdict(
        labels: labels, windows: windows, probabilities: rows.flatMap { $0 }))
    #expect(verdict.votes.reduce(0, +) == windows.count)
    #expect(verdict.probabilities.reduce(0, +).isClose(to: 1, within: 1e-6))
    #expect(verdict.confidence == verdict.probabilities.max())
    #expect(verdict.spans.first?.frames.lowerBound == windows.first?.lowerBound)
    #expect(verdict.spans.last?.frames.upperBound == windows.last?.upperBound)
    for (earlier, later) in zip(verdict.spans, verdict.spans.dropFirst()) {
      #expect(earlier.frames.upperBound == later.frames.lowerBound)
      #expect(earlier.index != later.index)
    }
  }
}
