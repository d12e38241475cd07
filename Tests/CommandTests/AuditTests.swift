import FaultDXStorage
import FaultDXTestSupport
import Foundation
import Testing

struct AuditTests {
  private func kinds(_ text: String) throws -> [String] {
    try JSON(parsing: Array(text.utf8))["findings"]?.arrayValue?
      .compactMap { $0["kind"]?.stringValue } ?? []
  }

  @Test func `an audit says what it found and fails where it is to`() throws {
    let folder = try Workshop.open().copies("bearing.csv")
    let clean = try Faultdx.run(["audit", "bearing.csv", "--strict"], in: folder)
    #expect(clean.status == 0, "\(clean.errors)")
    #expect(clean.output.hasPrefix("16 recordings, 4 classes, 16 groups.\nSplit by group"))
    let leaking = ["audit", "bearing.csv", "--test", "bearing.csv"]
    #expect(try Faultdx.run(leaking, in: folder).status == 0)
    let strict = try Faultdx.run(leaking + ["--strict", "--format", "json"], in: folder)
    #expect(strict.status == 65)
    #expect(strict.errors.contains("from leak on"))
    let document = try JSON(parsing: Array(strict.output.utf8))
    #expect(document["schema"] == "faultdx.audit/1")
    #expect(document["leaks"] == true)
    #expect(try kinds(strict.output).starts(with: ["duplicate", "shared-group"]))
  }

  @Test func `recordings without a class are refused`() throws {
    let folder = try Workshop.open().copies("signal.wav")
    let outcome = try Faultdx.run(["audit", "signal.wav"], in: folder)
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("has no class"))
  }

  static let cwru = "\(Repository.sharedDatasets)/cwru"

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: cwru), "the CWRU recordings are not here"),
    arguments: [("48000", false), ("12000", true)])
  func `the rate of the CWRU baselines is found where the manifest is wrong`(
    rate: String, isWrong: Bool
  ) throws {
    let folder = try Folder()
    let manifest = try String(
      contentsOfFile: "\(Repository.root)/datasets/manifests/cwru.csv", encoding: .utf8)
    try folder.write(
      manifest.replacingOccurrences(of: ",48000,", with: ",\(rate),"), to: "cwru.csv")
    let outcome = try Faultdx.run(
      ["audit", "cwru.csv", "--root", Self.cwru, "--strict", "--format", "json"], in: folder)
    #expect(try kinds(outcome.output).contains("rate-mismatch") == isWrong)
    #expect(outcome.status == (isWrong ? 65 : 0), "\(outcome.errors)")
  }
}
