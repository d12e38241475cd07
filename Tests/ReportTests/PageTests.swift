import FaultDXReport
import FaultDXStorage
import FaultDXTestSupport
import Foundation
import Testing

@Suite struct PageTests {
  @Test(arguments: [SampleRecords.plain, SampleRecords.hostile])
  func `a page is well-formed and has no element but its own`(labels: [String]) throws {
    let html = RunReport(try SampleRecords.run(labels, name: labels[0])).html
    let page = Wellformed(html)
    #expect(page.problem == nil)
    #expect(Set(page.elements).isDisjoint(with: ["script", "img", "iframe", "object", "image"]))
    #expect(Set(page.identifiers).count == page.identifiers.count)
    // No text of a user ends a tag or begins one.
    #expect(!html.contains("onload=x>") && !html.contains("<script"))
  }

  @Test func `names that would act are shown instead`() throws {
    let html = RunReport(try SampleRecords.run(SampleRecords.hostile)).html
    #expect(Wellformed(html).words.contains("<script>alert(1)</script>"))
    #expect(Wellformed(html).words.contains("[U+202E]evil␛[31m␀"))
    #expect(
      html.unicodeScalars.allSatisfy {
        $0.value >= 0x20 && !(0x202A...0x202E).contains($0.value) && $0.value != 0x200B
          || $0 == "\n"
      })
    #expect(html.contains("内圈故障 🏭 émoji"))
  }

  @Test func `the same record makes the same bytes`() throws {
    let (one, other) = (
      RunReport(try SampleRecords.run(SampleRecords.plain)),
      RunReport(try SampleRecords.run(SampleRecords.plain))
    )
    #expect(one.html == other.html)
    #expect(one.figures.map { $0.svg() } == other.figures.map { $0.svg() })
  }

  @Test func `a page allows itself nothing and says first what the figure means`() throws {
    let html = RunReport(try SampleRecords.run(SampleRecords.plain)).html
    #expect(
      html.contains(
        "default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; img-src data:"))
    let words = Wellformed(html).words
    let verdict = try #require(words.range(of: "The model gets"))
    let matrix = try #require(words.range(of: "What is taken for what"))
    #expect(verdict.lowerBound < matrix.lowerBound)
    #expect(words.contains("not independent of training"))
    #expect(words.contains("by no more than chance allows"))
  }

  @Test func `a page of fifty classes and long windows stays small`() throws {
    let labels = (0..<50).map { "class number \($0)" }
    var run = try SampleRecords.run(labels)
    run.examples = (0..<8).map { _ in
      SampleRecords.window(labels[0], as: labels[1], samples: 1 << 20)
    }
    #expect(RunReport(run).html.utf8.count < 2_000_000)
  }

  @Test func `whether it mattered what was looked at is told and comes back from its document`()
    throws
  {
    let proof = try #require(CurveProof(SampleRecords.proof))
    #expect(CurveProof(proof.json)?.json == proof.json)
    let report = RunReport(try SampleRecords.run(SampleRecords.plain))
    let words = Wellformed(report.html).words
    for text in [
      "Tried on 24 windows of 12 groups.", "The verdict rests on what is shown by: Grad-CAM 1.",
      "show about the same as: contribution.",
      "Attended samples near impacts: 37.6 % (chance 26.9 %, p <0.0001)",
      "corrected for the 2 curves",
    ] { #expect(words.contains(text), "\(text)") }
    let names = report.figures.map(\.name)
    #expect(names.contains("deletion") && names.contains("events"))
    var none = try SampleRecords.run(SampleRecords.plain)
    none.proof?.faithfulness.removeFirst()
    #expect(Wellformed(RunReport(none).html).words.contains("No curve stands that test here"))
    #expect(CurveProof(["parts": []]) == nil)
  }

  @Test func `documents that are none are refused with a reason`() throws {
    #expect(throws: ReportError.self) { try RunRecord.Result(["schema": "x"], file: "m.json") }
    var document = SampleRecords.evaluation(SampleRecords.plain).objectValue ?? [:]
    document["windows"] = ["confusion": [[1, 2]]]
    let broken = document
    let error = #expect(throws: ReportError.self) {
      try RunRecord.Result(.object(broken), file: "metrics.json")
    }
    #expect(error?.description == "metrics.json: has no confusion matrix of 4 by 4 counts")
    #expect(throws: ReportError.self) {
      try TrainingHistory(parsing: "epoch,loss\n1,x\n", network: 1, file: "history.csv")
    }
  }

  @Test func `weights of channels are not taken for contributions`() throws {
    let weights = LookedAt(
      "weights of the channels of block 4", positions: [1, 2, 3], values: [0.1, 0.9, 1],
      areWeights: true)
    #expect(try #require(LookedAt(weights.json)).areWeights)
    var run = try SampleRecords.run(SampleRecords.plain)
    run.examples[0].lookedAt = [weights]
    let words = Wellformed(RunReport(run).html).words
    #expect(words.contains("one that passes as it is"))
    #expect(!words.contains("Above 0 speaks for"))
  }

  @Test func `a window comes back from its document`() throws {
    let window = SampleRecords.window("a", as: "b", samples: 5000)
    let back = try #require(ExampleWindow(window.json))
    #expect(back.json == window.json)
    #expect(back.channels[0].trace.minimum.count == PeakEnvelope.mostPairs)
    // The one impact, in four digits.
    #expect(abs((back.channels[0].trace.maximum.max() ?? 0) - 6) < 0.51)
  }

  @Test(.enabled(if: Chromium.isInstalled, "no Chromium on the PATH"))
  func `a browser finds nothing wrong with pages, wide, narrow or printed, light or dark`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "faultdx-report-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var files: [String] = []
    for (name, labels) in [
      ("plain", SampleRecords.plain), ("hostile", SampleRecords.hostile),
      ("many", (0..<30).map { "class number \($0)" }),
      (
        "thirteen",
        [
          "C1+", "C1-", "C2+", "C2-", "R1+", "R1-", "R2+", "R2-", "R3+", "R3-", "R4+", "R4-",
          "normal",
        ]
      ),
    ] {
      let report = RunReport(try SampleRecords.run(labels))
      let file = folder.appendingPathComponent("\(name).html")
      try Data(report.html.utf8).write(to: file)
      files.append(file.path)
    }
    let outcome = try Chromium.check(files)
    #expect(outcome.status == 0, "\(outcome.said)")
    #expect(outcome.said.components(separatedBy: "0 problems").count == 5 * files.count + 1)
  }
}

/// `scripts/check-pages`, which opens pages in a browser.
enum Chromium {
  static var isInstalled: Bool {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains { folder in
      ["chromium", "chromium-browser", "google-chrome"].contains {
        FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)")
      }
    }
  }

  static func check(_ pages: [String]) throws -> (status: Int32, said: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "\(Repository.root)/scripts/check-pages")
    process.arguments = pages
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: said, as: UTF8.self))
  }
}
