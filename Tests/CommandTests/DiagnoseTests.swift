import FaultDXStorage
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct DiagnoseTests {
  /// A folder with a second of a bearing whose inner race is damaged.
  private func bearing() throws -> Folder {
    let folder = try Folder()
    let made = try Faultdx.run(
      ["simulate", "bearing", "--units", "1", "--seconds", "1.5", "--signal", "signal.wav"],
      in: folder)
    try #require(made.status == 0, "\(made.errors)")
    return folder
  }

  @Test func `without a model the lines of a bearing are shown alone`() throws {
    let folder = try bearing()
    let text = try Faultdx.run(
      ["diagnose", "signal.wav", "--bearing", "6205", "--speed", "1797"], in: folder)
    #expect(text.status == 0, "\(text.errors)")
    #expect(text.output.contains("evidence   found: BPFI"), "\(text.output)")
    #expect(text.output.contains("BPFI stands out at"))
    #expect(text.output.contains("1797.0 rpm, as stated") && text.output.contains("BPFI"))
    #expect(text.output.contains("9 rolling elements of 0.3126 on a circle of 1.537 in"))
    #expect(text.output.contains("as of SKF 6205; another maker's can have other rolling elements"))
    #expect(text.errors.contains("no model"))
    let json = try Faultdx.run(
      [
        "diagnose", "signal.wav", "--bearing", "balls=9,ball=0.3126,pitch=1.537", "--speed", "1797",
        "--baseline", "signal.wav", "--format", "json", "--quiet",
      ], in: folder)
    #expect(json.status == 0 && json.errors.isEmpty, "\(json.errors)")
    let document = try JSON(parsing: Array(json.output.utf8))
    #expect(document["schema"]?.stringValue == "faultdx.evidence/1")
    let recording = try #require(document["recordings"]?.arrayValue?.first)
    #expect(recording["verdict"] == .null)
    #expect(recording["evidence"]?["outcome"]?.stringValue == "cannot be checked")
    let names = recording["evidence"]?["series"]?.arrayValue?.compactMap {
      $0["name"]?.stringValue
    }
    #expect(names == ["BPFO", "BPFI", "2BSF", "FTF"])
    #expect(recording["speed"]?["source"]?.stringValue == "stated")
    #expect(
      recording["baseline"]?["indicators"]?["rms"] == recording["indicators"]?["rms"])
    #expect(recording["iso20816"] == nil)
  }

  @Test func `what is missing is said with the option that gives it`() throws {
    let folder = try bearing()
    for (options, hint) in [
      ([], "--bearing"), (["--bearing", "6205", "--no-speed-estimate"], "--tachometer"),
    ] {
      let result = try Faultdx.run(
        ["diagnose", "signal.wav", "--no-model"] + options, in: folder)
      #expect(result.status == 0 && result.output.contains(hint), "\(result.output)")
      #expect(!result.output.contains("verdict"), "\(result.output)")
    }
    // At the file's rate there is a zone, at a low one none.
    let asked = ["diagnose", "signal.wav", "--no-model", "--velocity-of", "medium-rigid"]
    let zone = try Faultdx.run(asked, in: folder)
    #expect(zone.output.contains("if the samples are velocity in mm/s"), "\(zone.output)")
    let short = try Faultdx.run(asked + ["--rate", "1500"], in: folder)
    #expect(short.errors.contains("no zone of ISO 20816"), "\(short.errors)")
  }

  @Test func `a spreadsheet has a line for every recording, also for one that cannot be read`()
    throws
  {
    let folder = try bearing()
    try folder.write("no sound", to: "broken.wav")
    let result = try Faultdx.run(
      [
        "diagnose", "signal.wav", "broken.wav", "--no-model", "--bearing", "6205", "--speed",
        "1797", "--format", "csv", "--quiet",
      ], in: folder)
    #expect(result.status == 65, "\(result.errors)")
    let lines = result.output.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    try #require(lines.count == 3)
    #expect(lines[0].prefix(5) == ["file", "recording", "label", "confidence", "evidence"])
    #expect(lines.prefix(2).allSatisfy { $0.count == 15 })
    #expect(lines[1][0] == "signal.wav" && lines[1][4] == "cannot be checked")
    #expect(lines[1][6].contains("inner_race") && lines[1][7] == "1797.0")
    // The inner race is passed 5.415 times in a revolution.
    let measured = try #require(Double(lines[1][9]))
    #expect(abs(measured / (5.415 * 1797 / 60) - 1) < 0.02)
    #expect(
      lines[2][0] == "broken.wav" && lines[2][4].isEmpty && !lines[2].dropFirst(14).joined().isEmpty
    )
  }

  @Test func `a recording is written as a page, and more than one is refused`() throws {
    let folder = try Workshop.open().copies("model.safetensors", "signal.wav")
    let asked = ["--bearing", "6205", "--speed", "1797"]
    let result = try Faultdx.run(
      ["diagnose", "signal.wav"] + asked + ["--report", "page.html", "--figures", "figures"],
      in: folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("wrote page.html"))
    let page = try folder.text("page.html")
    for part in [
      "<!DOCTYPE html>", "Content-Security-Policy", "Squared-envelope spectrum", "Kurtogram",
      "BPFI",
      "The most telling window", "Does it matter what it looked at?", "crest factor",
    ] { #expect(page.contains(part), "\(part)") }
    #expect(!page.contains("<script") && page.utf8.count < 2_000_000)
    let figures = try folder.contents().filter { $0.hasPrefix("figures/") }
    #expect(figures.contains("figures/envelope-spectrum.svg"))
    for figure in figures {
      #expect(XMLParser(data: Data(try folder.text(figure).utf8)).parse(), "\(figure)")
    }
    let two = try Faultdx.run(
      ["diagnose", "signal.wav", "signal.wav"] + asked + ["--report", "two.html"], in: folder)
    #expect(two.status == 64 && two.errors.contains("of one recording"), "\(two.errors)")
    #expect(!(try folder.contents().contains("two.html")))
  }

  @Test func `a verdict of a model is held against the bearing`() throws {
    let folder = try Workshop.open().copies("model.safetensors", "signal.wav")
    let result = try Faultdx.run(
      ["diagnose", "signal.wav", "--bearing", "6205", "--speed", "1797", "--format", "json"],
      in: folder)
    #expect(result.status == 0, "\(result.errors)")
    let document = try JSON(parsing: Array(result.output.utf8))
    #expect(document["model"]?["file"]?.stringValue == "model.safetensors")
    let recording = try #require(document["recordings"]?.arrayValue?.first)
    #expect(recording["verdict"]?["confidence"]?.doubleValue != nil)
    // The simulated signal is of a damaged inner race, whatever the small model says.
    #expect(recording["evidence"]?["found"]?.arrayValue == ["inner_race"])
    let isRight = recording["verdict"]?["nearest"]?.stringValue == "inner_race"
    #expect(
      recording["evidence"]?["outcome"]?.stringValue == (isRight ? "agrees" : "disagrees")
        || recording["verdict"]?["label"]?.stringValue == "unknown")
    let short = try Faultdx.run(
      ["diagnose", "signal.wav", "--bearing", "6205", "--speed", "60", "--no-model"], in: folder)
    #expect(short.output.contains("lasts 5.0 revolutions"), "\(short.output)")
  }

  @Test(arguments: [
    (["--bearing", "nothing"], "not in the catalogue"),
    (["--bearing", "balls=9,ball=50,pitch=39"], "no measures of a bearing"),
    (["--bearing", "NU206"], "NU206E"),
    (["--band", "4000-2000"], "--band must be"), (["--band", "high"], "--band must be"),
    (["--speed", "-5"], "--speed"), (["--pulses-per-revolution", "0"], "--pulses-per-revolution"),
    (["--velocity-of", "bicycle"], "velocity-of"),
  ])
  func `options that make no sense are a usage error`(options: [String], message: String) throws {
    let result = try Faultdx.run(["diagnose", "x.wav"] + options, in: try Folder())
    #expect(result.status == 64, "\(result.errors)")
    #expect(result.errors.contains(message), "\(result.errors)")
  }

  @Test func `what cannot be examined is bad data, what is not there no input`() throws {
    let folder = try bearing()
    let beyond = try Faultdx.run(
      ["diagnose", "signal.wav", "--band", "1000-9000", "--bearing", "6205"], in: folder)
    #expect(beyond.status == 65 && beyond.errors.contains("half the sampling rate"))
    let channel = try Faultdx.run(
      ["diagnose", "signal.wav", "--tachometer", "tacho", "--bearing", "6205"], in: folder)
    #expect(channel.status == 65 && channel.errors.contains("has no channel \"tacho\""))
    #expect(try Faultdx.run(["diagnose", "none.wav"], in: folder).status == 66)
    let model = try Faultdx.run(["diagnose", "signal.wav", "--model", "none"], in: folder)
    #expect(model.status == 66)
  }
}
