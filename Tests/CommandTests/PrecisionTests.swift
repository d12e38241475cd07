import FaultDXStorage
import Foundation
import Testing

struct PrecisionTests {
  /// A folder with the workshop's recordings and its model, whose calibration is changed.
  private func folder(changing change: (inout JSONObject) -> Void) throws -> Folder {
    let folder = try Workshop.open().copies("bearing.csv", "signal.wav", "model.safetensors")
    var container = try SafeTensors(
      parsing: [UInt8](folder.bytes("model.safetensors")), file: "model")
    let text = try #require(container.metadata["faultdx.calibration"])
    var calibration = try #require(JSON(parsing: text).objectValue)
    change(&calibration)
    container.metadata["faultdx.calibration"] =
      calibration.isEmpty ? nil : JSON.object(calibration).serialized()
    try folder.write(Data(container.serialized()), to: "model.safetensors")
    return folder
  }

  /// As many windows right as there are in 32-bit floats, fewer by some in the others.
  private func folder(bfloat16: Int, int8: Int) throws -> Folder {
    try folder { calibration in
      calibration["validationWindows"] = 1000
      calibration["correct"] = [
        "float32": 900, "bf16": .integer(900 - bfloat16), "int8": .integer(900 - int8),
      ]
    }
  }

  @Test func `training measures every precision and writes it down`() throws {
    let workshop = try Workshop.open()
    #expect(workshop.training.output.contains(" validation windows: float32 "))
    let metrics = try JSON(parsing: workshop.folder.text("model.run/metrics.json"))
    let calibration = try #require(metrics["calibration"])
    #expect(
      calibration.objectValue?.keys == [
        "trainingWindows", "ranges", "validationWindows", "correct",
      ])
    #expect(calibration["correct"]?.objectValue?.keys == ["float32", "bf16", "int8"])
    let info = try Faultdx.run(
      ["info", "model.safetensors", "--format", "json"], in: workshop.folder)
    #expect(try JSON(parsing: info.output)["calibration"] == calibration)
    let text = try Faultdx.run(["info", "model.safetensors"], in: workshop.folder)
    #expect(text.output.contains("  precision      Accuracy on "))
  }

  @Test(arguments: ["bf16", "int8"])
  func `recordings are diagnosed in the precision that is asked for`(precision: String) throws {
    let folder = try folder(bfloat16: 0, int8: 5)
    let arguments = ["classify", "bearing.csv", "signal.wav", "--format", "json", "--quiet"]
    let exact = try Faultdx.run(arguments, in: folder)
    #expect(try JSON(parsing: exact.output)["model"]?.objectValue?.keys == ["file", "sha256"])
    var outputs: Set<String> = []
    for threads in ["1", "2"] {
      let outcome = try Faultdx.run(
        arguments + ["--precision", precision, "--threads", threads], in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.errors.isEmpty)
      outputs.insert(outcome.output)
    }
    #expect(outputs.count == 1)
    let document = try JSON(parsing: outputs.first ?? "")
    #expect(document["model"]?["precision"]?.stringValue == precision)
    let expected = try JSON(parsing: exact.output)["recordings"]?.arrayValue ?? []
    let recordings = try #require(document["recordings"]?.arrayValue)
    #expect(recordings.count == expected.count)
    for (found, expected) in zip(recordings, expected) {
      let (a, b) = (found["probabilities"]?.objectValue, expected["probabilities"]?.objectValue)
      for (x, y) in zip(a ?? [:], b ?? [:]) {
        #expect(abs((x.value.doubleValue ?? 0) - (y.value.doubleValue ?? 1)) < 0.05)
      }
    }
    let evaluation = try Faultdx.run(
      ["evaluate", "bearing.csv", "--format", "json", "--precision", precision], in: folder)
    #expect(evaluation.status == 0)
    #expect(
      try JSON(parsing: evaluation.output)["model"]?["precision"]?.stringValue == precision)
  }

  @Test(arguments: ["bf16", "int8"])
  func `other instructions say nearly the same, and that they are no faster`(precision: String)
    throws
  {
    let folder = try folder(bfloat16: 0, int8: 0)
    let arguments = ["classify", "signal.wav", "--format", "json", "--precision", precision]
    let best = try Faultdx.run(arguments, in: folder)
    let plain = try Faultdx.run(arguments, in: folder, environment: ["FAULTDX_ISA": "baseline"])
    #expect(plain.status == 0)
    #expect(plain.errors.contains("\(precision) is no faster here than float32"))
    let (a, b) = (try JSON(parsing: best.output), try JSON(parsing: plain.output))
    let found = try #require(a["recordings"]?.arrayValue?.first)
    let expected = try #require(b["recordings"]?.arrayValue?.first)
    #expect(found["label"] == expected["label"])
    let difference =
      (found["confidence"]?.doubleValue ?? 0) - (expected["confidence"]?.doubleValue ?? 1)
    #expect(abs(difference) < 1e-3)
  }

  @Test(arguments: ["classify", "evaluate"])
  func `a precision that costs too much is refused with figures, unless it is accepted`(
    command: String
  ) throws {
    let folder = try folder(bfloat16: 5, int8: 6)
    let refused = try Faultdx.run([command, "bearing.csv", "--precision", "int8"], in: folder)
    #expect(refused.status == 65)
    #expect(refused.output.isEmpty)
    for words in [
      "model.safetensors: int8 costs this model 0.60 points", "1000 validation windows",
      "90.00 % in float32", "89.40 % in int8", "0.50 accepted", "--accept-loss",
    ] { #expect(refused.errors.contains(words), "\(words)") }

    let accepted = try Faultdx.run(
      [command, "bearing.csv", "--precision", "int8", "--accept-loss", "0.6"], in: folder)
    #expect(accepted.status == 0)
    #expect(accepted.errors.contains("warning: "))
    #expect(accepted.errors.contains("89.40 %"))

    let stricter = try Faultdx.run(
      [command, "bearing.csv", "--precision", "bf16", "--accept-loss", "0.4"], in: folder)
    #expect(stricter.status == 65)
    let allowed = try Faultdx.run([command, "bearing.csv", "--precision", "bf16"], in: folder)
    #expect(allowed.status == 0)
  }

  @Test(arguments: ["bf16", "int8"])
  func `a model of an older version is refused and says how to measure it`(precision: String) throws
  {
    let folder = try folder { $0 = [:] }
    let refused = try Faultdx.run(
      ["classify", "signal.wav", "--precision", precision, "--accept-loss", "100"], in: folder)
    #expect(refused.status == 65)
    #expect(refused.output.isEmpty)
    #expect(refused.errors.contains("train it again (with --resume"))
    #expect(try Faultdx.run(["classify", "signal.wav"], in: folder).status == 0)
  }

  @Test func `resuming a finished run only measures, and gives the model its calibration`() throws {
    let workshop = try Workshop.open()
    let folder = try folder { $0 = [:] }
    for name in Workshop.runFiles { try folder.copy("model.run/\(name)", from: workshop.folder) }
    #expect(try folder.bytes("model.safetensors") != workshop.modelBytes)
    let outcome = try Faultdx.run(Workshop.arguments + ["--resume"], in: folder)
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("trained 0 epochs"))
    #expect(try folder.bytes("model.safetensors") == workshop.modelBytes)
  }

  @Test(arguments: [
    ["--precision", "fp4"], ["--accept-loss", "1"],
    ["--precision", "float32", "--accept-loss", "1"],
    ["--precision", "int8", "--accept-loss", "-1"],
    ["--precision", "int8", "--accept-loss", "101"],
    ["--precision", "int8", "--accept-loss", "nan"],
  ])
  func `options that mean nothing are a mistake of usage`(options: [String]) throws {
    let outcome = try Faultdx.run(
      ["classify", "signal.wav"] + options, in: Workshop.open().folder)
    #expect(outcome.status == 64)
    #expect(outcome.output.isEmpty)
  }
}
