import FaultDXEvaluation
import FaultDXReport
import FaultDXSignal
import FaultDXStorage
import FaultDXTestSupport
import Foundation
import Testing

@testable import FaultDX

@Suite struct OtherPageTests {
  /// A recording with impacts of an outer race at 1797 rpm, examined without a model.
  private static func recording(_ name: String, seconds: Double = 4) -> Recording {
    let rate = 12_000.0
    var generator = CounterGenerator(seed: 3)
    let period = rate / (3.5848 * 1797 / 60)
    let samples = (0..<Int(seconds * rate)).map { frame in
      let since = Double(frame).truncatingRemainder(dividingBy: period) / rate
      let ringing = 4 * exp(-600 * since) * sin(2 * .pi * 3000 * since)
      return Float(ringing + 0.5 * generator.normal())
    }
    return Recording(
      file: name, samples: samples, channelNames: [name], sampleRate: rate, speed: 1797)
  }

  private static func content(_ name: String) throws -> DiagnosisReport.Content {
    let recording = recording(name)
    var examination = Examination()
    examination.geometry = BearingGeometry(named: "6205")
    let verdict = DiagnosisSummary(
      label: name, confidence: 0.9, probabilities: [0.9, 0.1], votes: [3, 1], windowCount: 4,
      invalidWindowCount: 1,
      spans: [
        .init(frames: 0..<20_000, label: name), .init(frames: 20_000..<30_000, label: nil),
        .init(frames: 30_000..<48_000, label: "outer_race"),
      ], sampleRate: 12_000)
    let result = try examination(recording, verdict: verdict, baseline: recording)
    return DiagnosisReport.Content(
      result, labels: [name, "outer_race"],
      overview: recording.samples.withUnsafeBufferPointer { [(name, PeakEnvelope($0))] },
      window: SampleRecords.window(name, as: "outer_race"), proof: CurveProof(SampleRecords.proof),
      model: (name, "abc"),
      command: ["diagnose", name], remarks: [name], version: "0.1.0")
  }

  @Test(arguments: ["outer_race", SampleRecords.hostile[0], SampleRecords.hostile[2]])
  func `the page of a recording has verdict, lines and figures`(name: String) throws {
    let report = DiagnosisReport(try Self.content(name))
    let page = Wellformed(report.html)
    #expect(page.problem == nil)
    #expect(!page.elements.contains("script"))
    for heading in [
      "When it says what", "The signal", "The most telling window", "The bearing's lines",
      "Where impacts ring", "Figures of the time domain", "To repeat it",
    ] { #expect(page.words.contains(heading), "\(heading)") }
    #expect(page.words.contains("BPFO") && page.words.contains("found"))
    #expect(
      report.figures.map(\.name) == [
        "probabilities", "verdicts", "waveform", "window", "deletion", "events",
        "envelope-spectrum", "kurtogram",
      ])
    for figure in report.figures { #expect(Wellformed(figure.svg()).problem == nil) }
    #expect(report.html == DiagnosisReport(try Self.content(name)).html)
    #expect(report.html.utf8.count < 1_000_000)
  }

  @Test func `a difference is that of the same windows, and so is its test`() throws {
    var worse = SampleRecords.evaluation(SampleRecords.plain).objectValue ?? [:]
    let items = (0..<12).map { index -> JSON in
      [
        "file": .string("\(index).wav"), "recording": "", "label": "ball", "predicted": "ball",
        "confidence": 0.9, "group": .string("g\(index)"), "votes": [8, 2, 0, 0],
      ]
    }
    let better = items.map { item -> JSON in
      var members = item.objectValue ?? [:]
      members["votes"] = [10, 0, 0, 0]
      return .object(members)
    }
    worse["predictions"] = .array(items)
    var other = worse
    other["predictions"] = .array(better)
    func run(_ name: String, _ json: JSONObject) throws -> RunRecord {
      RunRecord(name: name, result: try .init(.object(json), file: name), version: "0.1.0")
    }
    let comparison = try RunComparison(
      [try run("one", worse), try run("two", other), try run("three", worse)], seed: 1)
    #expect(comparison.pairs.map { $0.difference.difference } == [0.2, 0])
    // All of twelve units gain: 2 to the power of -12, on both sides, and Holm doubles the smallest.
    #expect(abs(comparison.pairs[0].p - 2 * pow(0.5, 12)) < 1e-12)
    #expect(comparison.pairs[0].adjusted == 2 * comparison.pairs[0].p)
    #expect(comparison.pairs[1].p == 1)
    let report = ComparisonReport(comparison, version: "0.1.0")
    #expect(Wellformed(report.html).problem == nil)
    #expect(report.text.contains("Better than one beyond chance: two."))
    #expect(report.json["tests"]?["rows"]?[0]?[1] == "+20.0")

    let none = try RunComparison(
      [try run("one", worse), try SampleRecords.run(SampleRecords.plain)], seed: 1)
    #expect(none.pairs.isEmpty && none.remarks[0].contains("different recordings"))
    #expect(throws: ReportError.self) {
      try RunComparison([try run("one", worse), try SampleRecords.run(["a", "b"])], seed: 1)
    }
  }

  /// A run on recordings of these files, each with a number for its samples.
  private func run(_ name: String, _ recordings: [(file: String, fingerprint: String?)]) throws
    -> RunRecord
  {
    var document = SampleRecords.evaluation(SampleRecords.plain).objectValue ?? [:]
    document["predictions"] = .array(
      recordings.enumerated().map { index, recording in
        var members: JSONObject = [
          "file": .string(recording.file), "recording": "", "label": "ball", "predicted": "ball",
          "confidence": 0.9, "group": .string("g\(index)"), "votes": [8, 2, 0, 0],
        ]
        if let fingerprint = recording.fingerprint {
          members["fingerprint"] = .string(fingerprint)
        }
        return .object(members)
      })
    return RunRecord(name: name, result: try .init(.object(document), file: name), version: "0.1.0")
  }

  @Test func `the same samples under another path are the same recordings`() throws {
    let here = [("data/a.wav", "1f"), ("data/b.wav", "2f"), ("data/c.wav", "3f")]
    let there = [("/mnt/x/c.wav", "3f"), ("/mnt/x/a2.wav", "1f"), ("/mnt/x/b.wav", "2f")]
    let comparison = try RunComparison([try run("one", here), try run("two", there)], seed: 1)
    #expect(comparison.pairs.first?.recordings == 3)
    #expect(comparison.remarks.count == 1)
    #expect(comparison.remarks[0].contains("3 recordings lie under another path"))
  }

  @Test func `without samples a file's own name counts where it is one of a kind`() throws {
    let here: [(String, String?)] = [("a/1.wav", nil), ("a/2.wav", nil), ("b/2.wav", nil)]
    let there: [(String, String?)] = [("x/1.wav", "1f"), ("x/2.wav", nil)]
    let comparison = try RunComparison([try run("one", here), try run("two", there)], seed: 1)
    // 2.wav could be either of two.
    #expect(comparison.pairs.first?.recordings == 1)
    let others = try RunComparison(
      [try run("one", [("a/1.wav", "1f")]), try run("two", [("b/1.wav", "2f")])], seed: 1)
    #expect(others.pairs.isEmpty && others.remarks[0].contains("different recordings"))
  }

  @Test func `the same name with other samples is compared, and said`() throws {
    let comparison = try RunComparison(
      [try run("one", [("a.wav", "1f")]), try run("two", [("a.wav", "2f")])], seed: 1)
    #expect(comparison.pairs.first?.recordings == 1)
    #expect(comparison.remarks.contains { $0.contains("their samples are not the same") })
    // Two of one name, in another order: samples decide.
    let swapped = try RunComparison(
      [
        try run("one", [("a.wav", "1f"), ("a.wav", "2f")]),
        try run("two", [("a.wav", "2f"), ("a.wav", "1f")]),
      ], seed: 1)
    #expect(swapped.pairs.first?.recordings == 2 && swapped.remarks.isEmpty)
  }

  @Test func `a page of estimates says what does not apply`() throws {
    let document: JSON = [
      "schema": "faultdx.regression/1", "quantity": ["name": "level", "unit": "dB"],
      "estimators": [
        "mean": ["recordings": ["meanAbsoluteError": 3.0, "interval": [2.0, 4.0]]],
        "network": ["recordings": ["meanAbsoluteError": 1.0, "interval": nil, "r2": 0.9]],
      ], "verdict": "The network beats the mean.", "notes": [],
      "predictions": [
        ["file": "a.wav", "true": 1.0, "estimate": 1.5, "interval": [0.0, 3.0]],
        ["file": "b.wav", "true": 9.0, "estimate": 8.0],
      ],
    ]
    let run = RunRecord(
      name: "level.safetensors", result: try .init(document, file: "metrics.json"),
      version: "0.1.0")
    let page = Wellformed(RunReport(run).html)
    #expect(page.problem == nil)
    #expect(page.words.contains("there is no confusion matrix"))
    #expect(!page.words.contains("Windows, right and wrong"))
    #expect(page.words.contains("off by 1.00 dB in the mean"))
  }

  @Test(.enabled(if: Chromium.isInstalled, "no Chromium on the PATH"))
  func `a browser finds nothing wrong with other pages and with figures alone`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "faultdx-pages-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let plain = try SampleRecords.run(SampleRecords.plain)
    let diagnosis = DiagnosisReport(try Self.content("outer_race"))
    var files = [
      "hostile.html": DiagnosisReport(try Self.content(SampleRecords.hostile[0])).html,
      "diagnosis.html": diagnosis.html,
      "comparison.html": ComparisonReport(
        try RunComparison([plain, plain], seed: 1), version: "0.1.0"
      ).html,
    ]
    for figure in diagnosis.figures { files["\(figure.name).svg"] = figure.svg() }
    let paths = try files.sorted { $0.key < $1.key }.map { name, text in
      let file = folder.appendingPathComponent(name)
      try Data(text.utf8).write(to: file)
      return file.path
    }
    if let kept = ProcessInfo.processInfo.environment["FAULTDX_KEEP_PAGES"] {
      for path in paths {
        try? FileManager.default.copyItem(
          atPath: path, toPath: "\(kept)/\((path as NSString).lastPathComponent)")
      }
    }
    let outcome = try Chromium.check(paths)
    #expect(outcome.status == 0, "\(outcome.said)")
  }
}
