import FaultDXEvaluation
import FaultDXSignal
import Testing

struct QuickAuditTests {
  private func audit(_ training: [Recording], _ test: [Recording]) -> [DataAudit.Finding] {
    DataAudit(training + test, sides: .init(training: training, test: test), depth: .quick)
      .findings.filter { $0.grade == .leak }
  }

  private func recording(
    _ file: String, seed: Int, count: Int = 3000, group: String? = nil
  ) -> Recording {
    var generator = SplitMix(state: UInt64(seed))
    let samples = (0..<count).map { _ in Float(generator.uniform()) }
    return Recording(file: file, samples: samples, label: "a", group: group)
  }

  @Test func `what is apart has no findings`() {
    let training = (0..<4).map { recording("train\($0)", seed: $0, group: "bearing \($0)") }
    let test = (4..<8).map { recording("test\($0)", seed: $0, group: "bearing \($0)") }
    #expect(audit(training, test) == [])
    #expect(audit(training, []) == [])
  }

  @Test func `names and groups on both sides are found`() {
    let training = [
      recording("a", seed: 1, group: "x"), recording("b", seed: 2, group: "x"),
      recording("c", seed: 3),
    ]
    let test = [recording("d", seed: 4, group: "x"), recording("c", seed: 5)]
    let findings = audit(training, test)
    #expect(findings.map(\.kind) == [.duplicate, .sharedGroup])
    #expect(
      findings.map(\.sentence) == [
        "1 recording of the test is in training too (c).",
        "1 of 1 group in the test is in training too (x): the figure says how well known units are "
          + "recognised, nothing about another one.",
      ])
  }

  @Test(arguments: [
    ([0.0, 0, 0], [3.0, 3, 3], false), ([0, 1, 0], [3, 3, 4], false),
    ([0, 3, 0], [3, 0, 1], false),
    ([0, 3, 0], [3, 3, 3], true), ([0, 0, 0], [3, 0, 3], true),
  ])
  func `units at another load are another question, which is said, units at the same one a leak`(
    trained: [Double], tested: [Double], leaks: Bool
  ) {
    func side(_ loads: [Double], _ name: String) -> [Recording] {
      loads.enumerated().map { unit, load in
        var recording = recording(
          "\(name)\(unit)", seed: unit + (name == "test" ? 9 : 1), group: "bearing \(unit)")
        recording.load = "\(Int(load))"
        recording.attributes = ["note": "\(name) \(unit)", "kind": "a"]
        return recording
      }
    }
    let (training, test) = (side(trained, "train"), side(tested, "test"))
    let findings = DataAudit(
      training + test, sides: .init(training: training, test: test), depth: .quick
    ).findings.filter { $0.kind == .sharedGroup }
    #expect(findings.contains { $0.grade == .leak } == leaks, "\(findings)")
    let said = findings.filter { $0.grade == .suspicious }
    #expect(said.count == 1)
    #expect(said[0].sentence.contains("under another condition (load "), "\(said)")
    #expect(said[0].sentence.contains("They are bearing 0"))
    #expect(!said[0].sentence.contains("note"))
    if !leaks { #expect(said[0].recordings == ["bearing 0", "bearing 1", "bearing 2"]) }
  }

  @Test func `what only names recordings, or is not said of all, is no condition`() {
    func side(_ name: String, _ change: (inout Recording, Int) -> Void) -> [Recording] {
      (0..<4).map { index in
        var made = recording(
          "\(name)\(index)", seed: index + (name == "test" ? 9 : 1), group: "x")
        change(&made, index)
        return made
      }
    }
    for (trainedNote, testedNote) in [("", "b"), ("", "")] {
      let training = side("train") { recording, index in
        recording.attributes = ["id": "1\(index)", "note": trainedNote]
      }
      let test = side("test") { recording, index in
        recording.attributes = ["id": "2\(index)", "note": testedNote]
      }
      #expect(audit(training, test).map(\.kind) == [.sharedGroup])
    }
  }

  @Test(arguments: [0..<3000, 0..<500, 1234..<2000, 2900..<3000])
  func `copies and excerpts are found in both directions`(range: Range<Int>) {
    let whole = recording("whole", seed: 1)
    var excerpt = recording("excerpt", seed: 2, count: 0)
    excerpt.samples = Array(whole.samples[range])
    let other = recording("other", seed: 3)
    for findings in [audit([other, whole], [excerpt]), audit([excerpt], [other, whole])] {
      #expect(findings.map(\.kind) == [.duplicate])
      #expect(Set(findings.first?.recordings ?? []) == ["whole", "excerpt"])
    }
  }

  @Test func `a copy that is labelled as another class is told`() {
    let whole = recording("whole", seed: 1)
    var copy = whole
    copy.file = "copy"
    copy.label = "b"
    let findings = DataAudit([whole, copy], depth: .quick).findings.filter { $0.kind == .duplicate }
    #expect(findings.first?.grade == .suspicious)
    #expect(
      findings.first?.sentence.hasSuffix("All of them are labelled with two classes.") == true)
  }

  @Test func `silence is no evidence`() {
    var (first, second) = (recording("a", seed: 1), recording("b", seed: 2))
    for frame in 0..<2000 {
      first.samples[frame] = 0
      second.samples[frame] = Float(frame % 2)
    }
    let third = Recording(file: "c", samples: [Float](repeating: 0, count: 3000), label: "a")
    let fourth = Recording(file: "d", samples: third.samples, label: "a")
    #expect(audit([first, second], [third]) == [])
    #expect(audit([first, third], [second, fourth]) == [])
  }
}
