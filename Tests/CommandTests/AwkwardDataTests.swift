import FaultDXStorage
import Foundation
import Testing

/// Data and options as users bring them who mean well.
struct AwkwardDataTests {
  /// Rows of two tones, `frames` of each recording.
  private func table(recordings: [(name: String, label: String, frames: Int)]) -> String {
    var text = "v,recording,label\n"
    for (index, one) in recordings.enumerated() {
      for frame in 0..<one.frames {
        let turn = Double(frame) * (one.label == "low" ? 0.3 : 1.7) + Double(index)
        text += "\(sin(turn) + 0.1 * cos(turn * turn)),\(one.name),\(one.label)\n"
      }
    }
    return text
  }

  private func train(_ arguments: String..., in folder: Folder) throws -> Faultdx.Outcome {
    try Faultdx.run(["train"] + arguments + ["--epochs", "1", "--widths", "4,4"], in: folder)
  }

  @Test func `recordings of one sample are refused, not measured by their spectrum`() throws {
    let folder = try Folder()
    try folder.write(
      table(recordings: (0..<8).map { ("r\($0)", $0 < 4 ? "low" : "high", 1) }), to: "rows.csv")
    let outcome = try train("rows.csv", "--recording-column", "recording", in: folder)
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("has 1 sample, too few for a window"), "\(outcome.errors)")
  }

  @Test(arguments: ["--window 1", "--rate 1e300", "--rate 1e-300", "--milestone 5", "--output="])
  func `options that cannot be meant are refused before the data is read`(option: String) throws {
    let folder = try Folder()
    let outcome = try Faultdx.run(
      ["train", "missing.csv"] + option.split(separator: " ").map(String.init), in: folder)
    #expect(outcome.status == 64, "\(outcome.errors)")
    #expect(outcome.errors.contains(option.prefix { $0 != " " && $0 != "=" }))
  }

  @Test func `a window found from the data leaves room for the split`() throws {
    let folder = try Folder()
    try folder.write(
      table(recordings: [("a", "low", 3000), ("b", "high", 2400)]), to: "two.csv")
    let outcome = try train("two.csv", in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("Windows of 256 samples"), "\(outcome.errors)")
    let asked = try train("two.csv", "--window", "512", in: folder)
    #expect(asked.status == 65)
    #expect(asked.errors.contains("or choose a shorter --window"), "\(asked.errors)")
  }

  @Test func `one recording under two names is not trained on and tested on`() throws {
    let folder = try Folder()
    for name in ["low/1", "low/2", "low/3", "high/1", "high/2"] {
      let seed = UInt64(name.utf8.reduce(0) { $0 &* 31 &+ Int($1) })
      try folder.write(
        Tone.wave(name.hasPrefix("low") ? 200 : 900, seed: seed), to: "d/\(name).wav")
    }
    try folder.copy("d/high/1.wav", from: folder, as: "d/high/copy.wav")
    let outcome = try train("d", in: folder)
    #expect(outcome.status == 65)
    #expect(
      outcome.errors.contains("d/high/copy.wav holds the same samples as d/high/1.wav"),
      "\(outcome.errors)")
  }

  @Test func `file names with any character stay one field of the table`() throws {
    let folder = try Workshop.open().copies("signal.wav", "model.safetensors")
    let names = ["a\r\nb.wav", "a,\u{301}b.wav", "a\"\u{301}b.wav", "plain.wav"]
    for name in names { try folder.copy("signal.wav", from: folder, as: name) }
    let outcome = try Faultdx.run(["classify", "--format", "csv"] + names, in: folder)
    #expect(outcome.status == 0)
    let expected = ["\"a\r\nb.wav\"", "\"a,\u{301}b.wav\"", "\"a\"\"\u{301}b.wav\"", "plain.wav"]
    for name in expected {
      #expect(
        outcome.output.range(of: "\n\(name),,", options: .literal) != nil, "\(outcome.output)")
    }
  }

  @Test func `a rate that contradicts the header is a warning, once, and silent when quiet`() throws
  {
    let folder = try Workshop.open().copies("signal.wav", "model.safetensors")
    try folder.copy("signal.wav", from: folder, as: "again.wav")
    let arguments = ["classify", "signal.wav", "again.wav", "--rate", "12000"]
    let outcome = try Faultdx.run(arguments, in: folder)
    let warning = "the file says 6000 Hz; 12000 Hz is taken, as given"
    #expect(outcome.status == 0)
    #expect(outcome.errors.components(separatedBy: warning).count == 2, "\(outcome.errors)")
    #expect(try Faultdx.run(arguments + ["--quiet"], in: folder).errors.isEmpty)
  }

  @Test func `what is no model is called that`() throws {
    let folder = try Workshop.open().copies("signal.wav")
    let outcome = try Faultdx.run(["classify", "signal.wav", "-m", "signal.wav"], in: folder)
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("signal.wav: is not a model"), "\(outcome.errors)")
  }

  @Test func `a rate for a table with non-uniform times is that of the grid`() throws {
    let folder = try Folder()
    let rows = (0..<40).map { "\((Double($0) + ($0 % 2 == 0 ? 0 : 0.7)) * 0.001),\($0 % 5)\n" }
    try folder.write("time,v\n" + rows.joined(), to: "jitter.csv")
    let outcome = try Faultdx.run(
      ["info", "jitter.csv", "--resample-non-uniform", "--rate", "500"], in: folder)
    // 40 ms at 500 Hz: the times count, not the rows.
    #expect(outcome.output.contains("length         20 samples"), "\(outcome.output)")
    let alone = try Faultdx.run(["info", "jitter.csv", "--grid-rate", "500"], in: folder)
    #expect(alone.status == 64)
  }
}
