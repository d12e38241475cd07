import FaultDXEvaluation
import FaultDXSignal
import Testing

struct LeakAuditTests {
  private func recording(
    _ file: String, seed: Int, count: Int = 3000, group: String? = nil
  ) -> Recording {
    var generator = SplitMix(state: UInt64(seed))
    let samples = (0..<count).map { _ in Float(generator.uniform()) }
    return Recording(file: file, samples: samples, label: "a", group: group)
  }

  @Test func `what is apart has no findings`() {
    let training = (0..<5).map { recording("t\($0)", seed: $0, group: "g\($0)") }
    let test = (5..<9).map { recording("t\($0)", seed: $0, group: "g\($0)") }
    #expect(LeakAudit(training: training, test: test).findings.isEmpty)
    #expect(LeakAudit(training: training, test: []).findings.isEmpty)
  }

  @Test func `the same name and the same group are found`() {
    let training = [
      recording("a", seed: 1, group: "x"), recording("b", seed: 2, group: "x"),
      recording("c", seed: 3),
    ]
    let test = [recording("d", seed: 4, group: "x"), recording("c", seed: 3)]
    let audit = LeakAudit(training: training, test: test)
    #expect(audit.findings == [.recording("c"), .group("x", training: 2, test: 1)])
    #expect(
      audit.findings.map(\.description) == [
        "c is in training and in the test",
        "group x is in training (2 recordings) and in the test (1)",
      ])
  }

  @Test(arguments: [0..<3000, 0..<500, 1234..<2000, 2900..<3000])
  func `copies and excerpts are found in both directions`(range: Range<Int>) {
    let whole = recording("whole", seed: 1)
    var excerpt = recording("excerpt", seed: 2, count: 0)
    excerpt.samples = Array(whole.samples[range])
    let other = recording("other", seed: 3)
    #expect(
      LeakAudit(training: [other, whole], test: [other, excerpt].reversed()).findings.contains(
        .samples(training: "whole", test: "excerpt")))
    #expect(
      LeakAudit(training: [excerpt], test: [other, whole]).findings
        == [.samples(training: "excerpt", test: "whole")])
  }

  @Test func `silence is no evidence`() {
    var (first, second) = (recording("a", seed: 1), recording("b", seed: 2))
    for frame in 0..<2000 {
      first.samples[frame] = 0
      second.samples[frame] = Float(frame % 2)
    }
    let third = Recording(file: "c", samples: [Float](repeating: 0, count: 3000))
    #expect(LeakAudit(training: [first, second], test: [third]).findings.isEmpty)
    #expect(LeakAudit(training: [first], test: [second, third]).findings.isEmpty)
  }
}
