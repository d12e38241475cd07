import FaultDXStorage
import Foundation
import Testing

struct CertaintyTests {
  @Test func `training says how sure it may be, before and after`() throws {
    let folder = try Workshop.open().folder
    let metrics = try JSON(parsing: [UInt8](folder.bytes("model.run/metrics.json")))
    let certainty = try #require(metrics["certainty"])
    #expect(try #require(certainty["temperature"]?.doubleValue) > 0)
    #expect(try #require(certainty["source"]?.stringValue).contains("validation"))
    for unit in ["windows", "recordings"] {
      for moment in ["before", "after"] {
        let figures = try #require(certainty[unit]?[moment])
        #expect((0...1).contains(try #require(figures["expectedCalibrationError"]?.doubleValue)))
        #expect(figures["curve"]?.arrayValue?.isEmpty == false)
      }
    }
    #expect(try Workshop.open().training.output.contains("How sure (temperature"))
  }

  @Test func `classify names the verdict, and can be told not to`() throws {
    let folder = try Workshop.open().folder
    let asked = try Faultdx.run(["classify", "signal.wav", "--format", "json"], in: folder)
    let recording = try #require(
      JSON(parsing: [UInt8](asked.output.utf8))["recordings"]?.arrayValue?.first)
    let verdict = try #require(recording["verdict"]?.stringValue)
    #expect(verdict == "unknown" || verdict == recording["label"]?.stringValue)
    #expect(recording["novelty"]?["distance"]?.doubleValue != nil)
    let silent = try Faultdx.run(
      ["classify", "signal.wav", "--format", "json", "--no-unknown"], in: folder)
    let other = try #require(
      JSON(parsing: [UInt8](silent.output.utf8))["recordings"]?.arrayValue?.first)
    #expect(other["verdict"] == nil)
    #expect(other["novelty"]?["threshold"] == .null)
    #expect(
      try Faultdx.run(["classify", "signal.wav", "--unknown-rate", "2"], in: folder).status == 64)
  }

  @Test(arguments: [["--widths", "4,8", "--epochs", "4"], ["--epochs", "1", "--hop", "128"]])
  func `no label of the test reaches the model, chosen by the data or described`(
    options: [String]
  ) throws {
    let folder = try Folder()
    let simulation = try Faultdx.run(
      ["simulate", "bearing", "--units", "4", "--seconds", "0.1", "--rate", "6000"], in: folder)
    try #require(simulation.status == 0, "\(simulation.errors)")
    // The same recordings of other bearings, with the labels as they are and moved on by one class.
    let test = try Faultdx.run(
      [
        "simulate", "bearing", "--units", "2", "--seconds", "0.1", "--rate", "6000", "--seed", "9",
        "--output", "test.csv",
      ], in: folder)
    try #require(test.status == 0, "\(test.errors)")
    let next = [
      "ball": "inner_race", "inner_race": "normal", "normal": "outer_race", "outer_race": "ball",
    ]
    let shuffled = try folder.text("test.csv").split(
      separator: "\n", omittingEmptySubsequences: false
    )
    .map { line in
      line.split(separator: ",", omittingEmptySubsequences: false)
        .map { next[String($0)] ?? String($0) }.joined(separator: ",")
    }.joined(separator: "\n")
    try folder.write(shuffled, to: "shuffled.csv")
    var models: [[UInt8]] = []
    var evaluations: [String] = []
    for test in ["test.csv", "shuffled.csv"] {
      let outcome = try Faultdx.run(
        [
          "train", "bearing.csv", "--test", test, "--allow-leak", "--window", "128", "--output",
          "m.safetensors",
        ] + options, in: folder)
      try #require(outcome.status == 0, "\(outcome.errors)")
      var model = try SafeTensors(
        parsing: [UInt8](folder.bytes("m.safetensors")), file: "m.safetensors")
      // What was measured is all that may differ.
      evaluations.append(try #require(model.metadata["faultdx.evaluation"]))
      model.metadata["faultdx.evaluation"] = ""
      models.append(model.serialized())
    }
    #expect(evaluations[0] != evaluations[1])
    #expect(models[0] == models[1])
  }
}
