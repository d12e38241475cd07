import FaultDXStorage
import Foundation
import Testing

struct ClassifyTests {
  private func classify(
    _ arguments: [String], in folder: Folder? = nil, input: Data? = nil,
    environment: [String: String] = [:]
  ) throws -> Faultdx.Outcome {
    try Faultdx.run(
      ["classify"] + arguments, in: folder ?? Workshop.open().folder, input: input,
      environment: environment)
  }

  @Test func `JSON has the members that are promised, in order`() throws {
    let outcome = try classify(["signal.wav", "--format", "json"])
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    let document = try JSON(parsing: outcome.output)
    #expect(document.objectValue?.keys == ["schema", "model", "recordings"])
    #expect(document["schema"] == "faultdx.diagnosis/1")
    #expect(document["model"]?.objectValue?.keys == ["file", "sha256"])
    #expect(document["model"]?["file"] == "model.safetensors")
    #expect(document["model"]?["sha256"]?.stringValue?.wholeMatch(of: /[0-9a-f]{64}/) != nil)
    let recordings = try #require(document["recordings"]?.arrayValue)
    #expect(recordings.count == 1)
    let recording = recordings[0]
    #expect(
      recording.objectValue?.keys == [
        "file", "label", "confidence", "probabilities", "verdict", "novelty", "windows", "votes",
        "sampleRate", "spans",
      ])
    let labels = ["ball", "inner_race", "normal", "outer_race"]
    #expect(recording["file"] == "signal.wav")
    #expect(recording["sampleRate"]?.doubleValue == 6000)
    #expect(recording["probabilities"]?.objectValue?.keys == labels)
    #expect(recording["votes"]?.objectValue?.keys == labels)
    let label = try #require(recording["label"]?.stringValue)
    #expect(recording["probabilities"]?[label] == recording["confidence"])
    let windows = try #require(recording["windows"]?.intValue)
    #expect(windows == 30_000 / 128)
    let votes = recording["votes"]?.objectValue?.compactMap(\.value.intValue) ?? []
    #expect(votes.reduce(0, +) == windows)
    let spans = try #require(recording["spans"]?.arrayValue)
    #expect(spans.allSatisfy { $0.objectValue?.keys == ["start", "end", "label"] })
    #expect(spans.first?["start"]?.doubleValue == 0)
    #expect(spans.last?["end"]?.doubleValue == Double(windows * 128) / 6000)
    for (earlier, later) in zip(spans, spans.dropFirst()) {
      #expect(earlier["end"] == later["start"])
      #expect(earlier["label"] != later["label"])
    }
  }

  @Test func `a line of NDJSON stands on its own and says the same as the document`() throws {
    let document = try JSON(
      parsing: classify(["bearing.csv", "signal.wav", "--format", "json"]).output)
    let lines = try classify(["bearing.csv", "signal.wav", "--format", "ndjson"]).output
      .split(separator: "\n").map { try JSON(parsing: String($0)) }
    let recordings = try #require(document["recordings"]?.arrayValue)
    #expect(recordings.count == 17)
    #expect(recordings[0].objectValue?.keys.prefix(3) == ["file", "recording", "label"])
    let expected = try recordings.map { recording in
      var line = try #require(document.objectValue)
      line["recordings"] = nil
      for member in try #require(recording.objectValue) { line[member.key] = member.value }
      return JSON.object(line)
    }
    #expect(lines == expected)
  }

  @Test func `CSV has a header and a line a recording`() throws {
    let outcome = try classify(["bearing.csv", "signal.wav", "--format", "csv"])
    let lines = outcome.output.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(
      lines[0].joined(separator: ",")
        == "file,recording,label,confidence,windows,sample_rate_hz,error,probability_ball,"
        + "probability_inner_race,probability_normal,probability_outer_race,verdict,prediction_set,novelty_db"
    )
    #expect(lines.count == 18)
    #expect(lines.allSatisfy { $0.count == 14 })
    #expect(lines[17][0] == "signal.wav" && lines[17][1].isEmpty && lines[17][5] == "6000.0")
    let sum = lines[17][7..<11].compactMap { Double($0) }.reduce(0, +)
    #expect(abs(sum - 1) < 1e-5)
  }

  @Test func `text says the verdict first, and where it changes`() throws {
    let document = try JSON(parsing: classify(["signal.wav", "--format", "json"]).output)
    let label = document["recordings"]?.arrayValue?[0]["label"]?.stringValue ?? ""
    let spans = document["recordings"]?.arrayValue?[0]["spans"]?.arrayValue?.count ?? 0
    let lines = try classify(["signal.wav"]).output.split(separator: "\n")
    #expect(
      lines[0].wholeMatch(of: /signal.wav: (\w+)  [\d.]+ %  \(\d+ of 234 windows, 6000 Hz\)/)?
        .output.1 == label[...])
    #expect(lines.count == (spans > 1 ? 1 + spans : 1))
  }

  @Test func `standard input is read like a file, sound or table`() throws {
    let folder = try Workshop.open().folder
    let fromFile = try classify(["signal.wav", "--format", "csv"])
    let wave = try classify(["-", "--format", "csv"], input: folder.bytes("signal.wav"))
    #expect(wave.status == 0)
    #expect(wave.output == fromFile.output.replacing("signal.wav", with: "stdin"))
    let table = try classify(["-", "--format", "ndjson"], input: folder.bytes("bearing.csv"))
    let ofFile = try classify(["bearing.csv", "--format", "ndjson"])
    #expect(table.status == 0)
    #expect(table.output == ofFile.output.replacing("bearing.csv", with: "stdin"))
    #expect(try classify(["-"], input: Data()).status == 65)
  }

  @Test func `of a folder with one unreadable file the others are diagnosed`() throws {
    let folder = try Workshop.open().copies("model.safetensors")
    try folder.copy("signal.wav", from: Workshop.open().folder, as: "day/a.wav")
    try folder.copy("signal.wav", from: Workshop.open().folder, as: "day/c.wav")
    try folder.write(folder.bytes("day/a.wav").prefix(20), to: "day/b.wav")
    let outcome = try classify(["day", "--format", "json"], in: folder)
    #expect(outcome.status == 65)
    let recordings = try #require(
      try JSON(parsing: outcome.output)["recordings"]?.arrayValue)
    #expect(recordings.count == 3)
    #expect(
      recordings.filter { $0["label"] != nil }.map { $0["file"] } == ["day/a.wav", "day/c.wav"])
    let failure = try #require(recordings.first { $0["label"] == nil })
    #expect(failure.objectValue?.keys == ["file", "error"])
    #expect(failure["file"] == "day/b.wav")
    #expect(failure["error"]?.stringValue?.isEmpty == false)
    #expect(outcome.errors.hasSuffix("1 of 3 recordings could not be diagnosed\n"))
    let text = try classify(["day"], in: folder)
    #expect(text.status == 65)
    #expect(text.output.contains("day/a.wav: ") && text.output.contains("day/c.wav: "))
    #expect(text.errors.contains("faultdx: error: day/b.wav"))
    let csv = try classify(["day/a.wav", "day/b.wav", "none.wav", "--format", "csv"], in: folder)
    #expect(csv.status == 65)
    #expect(csv.output.contains("none.wav: no such file"))
    #expect(csv.output.split(separator: "\n").count == 4)
  }

  @Test func `a rate that nobody knows is warned of`() throws {
    let folder = try Workshop.open().copies("model.safetensors")
    let values = (0..<500).map { "\(sin(Double($0) * 0.7) + Double($0 % 7) * 0.1)" }
    try folder.write("vibration\n" + values.joined(separator: "\n"), to: "plain.csv")
    let outcome = try classify(["plain.csv", "--format", "json"], in: folder)
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("faultdx: warning: plain.csv: the sampling rate is not known"))
    #expect(outcome.errors.contains("--rate"))
    let recording = try JSON(parsing: outcome.output)["recordings"]?.arrayValue?[0]
    #expect(recording?["sampleRate"] == .null)
    // Without a rate a span is in samples.
    #expect(recording?["spans"]?.arrayValue?.last?["end"]?.intValue == 3 * 128)
    let told = try classify(["plain.csv", "--rate", "6000"], in: folder)
    #expect(told.status == 0 && told.errors.isEmpty)
    let quiet = try classify(["plain.csv", "--quiet"], in: folder)
    #expect(quiet.status == 0 && quiet.errors.isEmpty)
  }

  @Test func `another rate is resampled, and that is said`() throws {
    let folder = try Workshop.open().copies("model.safetensors")
    try folder.write(Tone.wave(700, rate: 12_000, frames: 6000), to: "fast.wav")
    let outcome = try classify(["fast.wav", "--format", "json"], in: folder)
    #expect(outcome.status == 0)
    #expect(outcome.errors == "fast.wav: resampled from 12000 Hz to the model's 6000 Hz\n")
    let recording = try JSON(parsing: outcome.output)["recordings"]?.arrayValue?[0]
    #expect(recording?["sampleRate"]?.doubleValue == 6000)
    #expect(recording?["resampledFrom"]?.doubleValue == 12_000)
    #expect(recording?["windows"]?.intValue == 3000 / 128)
    let text = try classify(["fast.wav", "--quiet"], in: folder)
    #expect(text.output.contains("resampled from 12000 Hz"))
    #expect(text.errors.isEmpty)
  }

  @Test func `another number of channels says how to choose one`() throws {
    let folder = try Workshop.open().copies("model.safetensors")
    try folder.write(Tone.wave(700, 300, rate: 6000), to: "stereo.wav")
    try folder.write(Tone.wave(700, rate: 6000), to: "left.wav")
    let outcome = try classify(["stereo.wav"], in: folder)
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("--channel"))
    #expect(outcome.output.isEmpty)
    for channel in ["1", "2"] {
      let chosen = try classify(["stereo.wav", "--channel", channel], in: folder)
      #expect(chosen.status == 0, "\(chosen.errors)")
    }
    #expect(try classify(["stereo.wav", "--channel", "3"], in: folder).status != 0)
  }

  @Test func `invalid windows are counted and shown, the rest is diagnosed`() throws {
    let folder = try Workshop.open().copies("model.safetensors")
    var wave = Tone.wave(700, rate: 6000, frames: 1280)
    for index in 44 + 2 * 256..<44 + 2 * 512 { wave[index] = 0 }
    try folder.write(wave, to: "gap.wav")
    let outcome = try classify(["gap.wav", "--format", "json"], in: folder)
    let recording = try JSON(parsing: outcome.output)["recordings"]?.arrayValue?[0]
    #expect(outcome.status == 0)
    #expect(recording?["windows"]?.intValue == 8)
    #expect(recording?["invalidWindows"]?.intValue == 2)
    #expect(recording?["spans"]?.arrayValue?.contains { $0["label"] == .null } == true)
    let text = try classify(["gap.wav"], in: folder).output
    #expect(text.contains("2 more invalid") && text.contains("invalid input"))
  }

  @Test func `the model is named by option, else by environment, else it is the one here`() throws {
    let folder = try Workshop.open().copies("signal.wav", "model.safetensors")
    try folder.copy("model.safetensors", from: folder, as: "models/a.safetensors")
    try folder.copy("model.safetensors", from: folder, as: "models/b.safetensors")
    func used(_ arguments: [String], _ environment: [String: String]) throws -> JSON? {
      let outcome = try classify(
        ["signal.wav", "--format", "json"] + arguments, in: folder, environment: environment)
      return try JSON(parsing: outcome.output)["model"]?["file"]
    }
    let environment = ["FAULTDX_MODEL": "models/a.safetensors"]
    #expect(try used([], [:]) == "model.safetensors")
    #expect(try used([], ["FAULTDX_MODEL": ""]) == "model.safetensors")
    #expect(try used([], environment) == "models/a.safetensors")
    #expect(try used(["--model", "models/b.safetensors"], environment) == "models/b.safetensors")
    let missing = try classify(
      ["signal.wav"], in: folder, environment: ["FAULTDX_MODEL": "none.safetensors"])
    #expect(missing.status == 66)
    #expect(missing.errors.contains("none.safetensors"))
  }

  @Test func `any number of threads gives the same bytes`() throws {
    let one = try classify(["bearing.csv", "--format", "ndjson", "--threads", "1"])
    let four = try classify(["bearing.csv", "--format", "ndjson", "--threads", "4"])
    #expect(one.output == four.output)
  }
}
