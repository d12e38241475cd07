import Testing

@testable import FaultDX

struct VerdictTests {
  private let labels = ["normal", "inner", "outer"]

  private func diagnosis(_ rows: [[Float]?], hop: Int = 50) -> Diagnosis {
    var windows: [Diagnosis.Window] = []
    var invalid: [Diagnosis.InvalidWindow] = []
    for (index, row) in rows.enumerated() {
      if let row {
        windows.append(.init(start: index * hop, logits: row, probabilities: row))
      } else {
        invalid.append(.init(start: index * hop, defect: .constant(channel: 0, value: 0)))
      }
    }
    return Diagnosis(
      labels: labels, windows: windows, invalid: invalid, sampleRate: nil, resampledFrom: nil)
  }

  private func spans(_ rows: [[Float]?], hop: Int = 50, windowLength: Int = 100) -> [Diagnosis.Span]
  {
    diagnosis(rows, hop: hop).spans(windowLength: windowLength, labels: labels)
  }

  private let normal: [Float] = [0.8, 0.1, 0.1]
  private let inner: [Float] = [0.1, 0.8, 0.1]
  private let outer: [Float] = [0.1, 0.1, 0.8]

  @Test func `the mean probability decides, votes are counted beside it`() {
    let verdict = diagnosis([[0.5, 0.25, 0.25], [0.5, 0.25, 0.25], [0, 1, 0]])
    #expect(verdict.votes == [2, 1, 0])
    #expect(verdict.label == "inner")
    #expect(verdict.confidence == 0.5)
    #expect(verdict.probabilities == [1.0 / 3, 0.5, 0.5 / 3])
  }

  @Test func `one window that is surely wrong does not veto`() {
    let rows = [[Float]](repeating: [0.9, 0.1, 0], count: 20) + [[1e-30, 0, 1]]
    #expect(diagnosis(rows).label == "normal")
  }

  @Test func `equals go to the first class, in windows and in the verdict`() {
    let verdict = diagnosis([[0.25, 0.375, 0.375]])
    #expect(verdict.windows[0].predicted == 1)
    #expect(verdict.label == "inner")
    #expect(verdict.votes == [0, 1, 0])
  }

  @Test func `the time line changes half-way between the centres of windows`() {
    let found = spans([normal, normal, inner, inner, inner, outer])
    #expect(found.map(\.label) == ["normal", "inner", "outer"])
    #expect(found.map(\.frames) == [0..<125, 125..<275, 275..<350])
  }

  @Test func `one window is one span`() {
    #expect(spans([inner]).map(\.frames) == [0..<100])
    #expect(spans([inner]).map(\.label) == ["inner"])
  }

  @Test func `an invalid stretch is a span without a label`() {
    let found = spans([normal, nil, nil, normal, inner])
    #expect(found.map(\.label) == ["normal", nil, "normal", "inner"])
    #expect(found.map(\.frames) == [0..<75, 75..<175, 175..<225, 225..<300])
    #expect(spans([nil, normal]).map(\.frames) == [0..<75, 75..<150])
    #expect(spans([normal, nil]).map(\.label) == ["normal", nil])
  }

  @Test func `where windows leave gaps the spans still meet`() {
    let found = spans([normal, inner], hop: 250, windowLength: 100)
    #expect(found.map(\.frames) == [0..<175, 175..<350])
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `spans tile the recording and differ from their neighbours`(seed: UInt64) {
    var generator = CounterGenerator(seed: seed)
    let length = Int.random(in: 1...300, using: &generator)
    let hop = Int.random(in: 1...400, using: &generator)
    let count = Int.random(in: 1...40, using: &generator)
    var rows: [[Float]?] = (0..<count).map { _ in
      guard Int.random(in: 0..<4, using: &generator) > 0 else { return nil }
      let raw = labels.map { _ in Float(generator.uniform()) + 0.001 }
      return raw.map { $0 / raw.reduce(0, +) }
    }
    if rows.allSatisfy({ $0 == nil }) { rows[0] = normal }
    let verdict = diagnosis(rows, hop: hop)
    let found = verdict.spans(windowLength: length, labels: labels)
    #expect(verdict.votes.reduce(0, +) == verdict.windows.count)
    #expect(abs(verdict.probabilities.reduce(0, +) - 1) < 1e-6)
    #expect(verdict.confidence == verdict.probabilities.max())
    #expect(found.first?.frames.lowerBound == 0)
    #expect(found.last?.frames.upperBound == (count - 1) * hop + length)
    for (earlier, later) in zip(found, found.dropFirst()) {
      #expect(earlier.frames.upperBound == later.frames.lowerBound)
      #expect(earlier.label != later.label)
    }
  }
}
