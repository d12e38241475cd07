import FaultDX
import FaultDXStorage
import Foundation
import Testing

/// Models that are adapted without labels, by the command itself.
struct AdaptTests {
  private static let methods = [
    ["adabn"], ["entropy", "--epochs", "2"], ["coral", "--source", "bearing.csv"],
    ["mmd", "--epochs", "1", "--source", "bearing.csv"],
  ]

  @Test(arguments: methods)
  func `labels have no part in it, threads neither`(method: [String]) throws {
    let folder = try Workshop.open().copies("bearing.csv", "model.safetensors")
    let text = try folder.text("bearing.csv")
    // Every label is another one's.
    let turned = text.replacing("ball", with: "?").replacing("normal", with: "ball")
      .replacing("inner_race", with: "normal").replacing("outer_race", with: "inner_race")
      .replacing("?", with: "outer_race")
    try folder.write(turned, to: "turned.csv")
    var files: [Data] = []
    for (input, threads) in [("bearing.csv", "1"), ("turned.csv", "2")] {
      let outcome = try Faultdx.run(
        [
          "adapt", "--from", "model.safetensors", input, "--output", "adapted.safetensors",
          "--threads", threads, "--method",
        ] + method, in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(!outcome.output.contains("before"))
      files.append(try folder.bytes("adapted.safetensors"))
    }
    #expect(files[0] == files[1])
    let model = try Model(parsing: [UInt8](files[0]), file: "adapted")
    #expect(model.training["adaptation"]?["method"]?.stringValue == method[0])
    #expect(model.certainty?.sets == nil)
    #expect(model.calibration == nil)
  }

  @Test func `what it did is measured where that is asked for`() throws {
    let folder = try Workshop.open().copies("bearing.csv", "model.safetensors")
    let outcome = try Faultdx.run(
      [
        "adapt", "--from", "model.safetensors", "bearing.csv", "--measure", "--format", "json",
      ], in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let report = try JSON(parsing: outcome.output)
    let measured = try Faultdx.run(
      ["evaluate", "bearing.csv", "--model", "adapted.safetensors", "--format", "json"],
      in: folder)
    let evaluation = try JSON(parsing: measured.output)
    #expect(report["before"]?["recordings"] == 16)
    let accuracy = try #require(report["after"]?["windowAccuracy"]?.doubleValue)
    #expect(evaluation["windows"]?["accuracy"]?.doubleValue == accuracy)
  }

  @Test(
    arguments: [
      (["--method", "coral"], 64, "needs recordings that the model was trained on"),
      (["--source", "bearing.csv"], 64, "--source goes with"),
      (["--epochs", "3"], 64, "go with --method mmd or entropy"),
      (["--batch-size", "1"], 64, "--batch-size must be"),
      (["--output", "model.safetensors"], 64, "must not be the model"),
      (["--source-where", "a=b"], 64, "which is missing"),
    ] as [([String], Int32, String)])
  func `what makes no sense is refused`(
    arguments: [String], status: Int32, message: String
  ) throws {
    let folder = try Workshop.open().copies("bearing.csv", "model.safetensors")
    let outcome = try Faultdx.run(
      ["adapt", "--from", "model.safetensors", "bearing.csv"] + arguments, in: folder)
    #expect(outcome.status == status, "\(outcome.errors)")
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test func `recordings that nothing can be learnt from are refused`() throws {
    let folder = try Workshop.open().copies("bearing.csv", "model.safetensors")
    try folder.write(Tone.floatWave([Float](repeating: 0, count: 600), rate: 6000), to: "flat.wav")
    let flat = try Faultdx.run(
      ["adapt", "--from", "model.safetensors", "flat.wav"], in: folder)
    #expect(flat.status == 65)
    #expect(flat.errors.contains("no sound window"), "\(flat.errors)")
    try folder.write(Tone.wave(300, 400, rate: 6000), to: "two.wav")
    let two = try Faultdx.run(["adapt", "--from", "model.safetensors", "two.wav"], in: folder)
    #expect(two.status == 65, "\(two.errors)")
    try folder.write(Tone.wave(300, rate: 6000), to: "other.wav")
    let measured = try Faultdx.run(
      ["adapt", "--from", "model.safetensors", "other.wav", "--measure"], in: folder)
    #expect(measured.status == 65, "\(measured.errors)")
    let none = try Faultdx.run(["adapt", "--from", "none.safetensors", "other.wav"], in: folder)
    #expect(none.status == 66)
    #expect(try !folder.contents().contains("adapted.safetensors"))
  }
}
