import FaultDXStorage
import Foundation
import Testing

/// Recordings of tones in noise whose level is the number, and a model of them, made once.
private enum NumberWorkshop {
  static let folder = Result { () throws -> Folder in
    let folder = try Folder()
    try folder.write(table(units: 60, seed: 1), to: "sizes.csv")
    let outcome = try Faultdx.run(arguments, in: folder)
    try #require(outcome.status == 0, "\(outcome.errors)")
    try folder.write(outcome.output, to: "said.txt")
    return folder
  }

  static let arguments = [
    "train", "sizes.csv", "--target", "regression", "--target-column", "size", "--unit", "mm",
    "--input", "waveform", "--normalization", "fitted-standard", "--window", "64", "--hop", "32",
    "--widths", "4,8", "--epochs", "20", "--output", "size.safetensors",
  ]

  static func table(units: Int, seed: UInt64) -> String {
    var state = seed &* 0x9E37_79B9_7F4A_7C15
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 40) / Double(1 << 24)
    }
    var text = "# sample_rate: 1000\nvibration,size,recording,group\n"
    for unit in 0..<units {
      let size = (100 * (0.2 + 0.8 * uniform())).rounded() / 100
      let phase = 6 * uniform()
      for t in 0..<320 {
        let noise = uniform() + uniform() - 1
        let value = size * sin(0.7 * Double(t) + phase) + 0.3 * noise
        text += "\((1000 * value).rounded() / 1000),\(size),r\(unit),g\(unit)\n"
      }
    }
    return text
  }
}

struct RegressionTests {
  @Test func `training says errors beside simple estimators and leaves a record`() throws {
    let folder = try NumberWorkshop.folder.get()
    let said = try folder.text("said.txt")
    for word in [
      "training mean", "training median", "ridge regression", "network", "By recording (10)",
      "Estimate over true size (mm)", "Intervals that state 90.0 %", "size (mm)",
    ] {
      #expect(said.contains(word), "\(word)")
    }
    let metrics = try JSON(parsing: folder.text("size.run/metrics.json"))
    #expect(metrics["schema"] == "faultdx.regression/1")
    #expect(metrics["quantity"]?["unit"] == "mm")
    let estimators = try #require(metrics["estimators"])
    func error(_ name: String) -> Double {
      estimators[name]?["recordings"]?["meanAbsoluteError"]?.doubleValue ?? .nan
    }
    #expect(error("network") < 0.5 * error("training median"))
    #expect(metrics["intervals"]?["recordings"]?.intValue == 10)
    #expect(metrics["predictions"]?.arrayValue?.count == 10)
    #expect(try folder.text("size.run/report.txt") == said)
    #expect(
      try folder.text("size.run/history.csv").hasPrefix(
        "epoch,training_loss,validation_loss,validation_error,"))
    #expect(
      try folder.text("size.run/estimates.csv").hasPrefix(
        "file,recording,group,true,estimate,lower,upper\n"))
  }

  @Test func `the same bytes on any number of threads`() throws {
    let workshop = try NumberWorkshop.folder.get()
    let folder = try Folder()
    try folder.copy("sizes.csv", from: workshop)
    let outcome = try Faultdx.run(
      NumberWorkshop.arguments + ["--threads", "3", "--quiet"], in: folder)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    for file in ["size.safetensors", "size.run/metrics.json", "size.run/baselines.json"] {
      #expect(try folder.bytes(file) == workshop.bytes(file), "\(file)")
    }
  }

  @Test func `classify says a number with its interval in every form`() throws {
    let folder = try NumberWorkshop.folder.get()
    try folder.write(NumberWorkshop.table(units: 3, seed: 9), to: "new.csv")
    func classify(_ arguments: String...) throws -> Faultdx.Outcome {
      try Faultdx.run(
        [
          "classify", "new.csv", "--model", "size.safetensors", "--recording-column", "recording",
          "--channel", "vibration",
        ] + arguments, in: folder)
    }
    let text = try classify()
    #expect(text.status == 0, "\(text.errors)")
    #expect(text.output.contains("new.csv#r0: size 0."))
    #expect(text.output.contains(" mm  (90.0 % interval "))
    let document = try JSON(parsing: classify("--format", "json", "--windows").output)
    #expect(document["schema"] == "faultdx.estimate/1" && document["quantity"]?["name"] == "size")
    let first = try #require(document["recordings"]?.arrayValue?.first)
    let value = try #require(first["value"]?.doubleValue)
    let lower = try #require(first["interval"]?["lower"]?.doubleValue)
    let upper = try #require(first["interval"]?["upper"]?.doubleValue)
    #expect(lower < value && value < upper && first["label"] == nil)
    #expect(first["windowResults"]?.arrayValue?.count == first["windows"]?.intValue)
    let lines = try classify("--format", "csv").output.split(separator: "\n")
    #expect(
      lines[0] == "file,recording,size,lower,upper,extrapolated,windows,sample_rate_hz,error")
    #expect(lines.count == 4 && lines[1].contains("\(value)"))
    #expect(try classify("--format", "ndjson").output.split(separator: "\n").count == 3)
    #expect(try classify("--precision", "int8").status == 64)
  }

  @Test func `evaluate and info understand it, and commands for classes refuse it`() throws {
    let folder = try NumberWorkshop.folder.get()
    try folder.write(NumberWorkshop.table(units: 12, seed: 5), to: "test.csv")
    let evaluation = ["evaluate", "test.csv", "--model", "size.safetensors"]
    let text = try Faultdx.run(evaluation, in: folder)
    #expect(text.status == 0, "\(text.errors)")
    #expect(text.output.contains("ridge regression") && text.output.contains("By recording (12)"))
    let document = try JSON(
      parsing: Faultdx.run(evaluation + ["--format", "json"], in: folder).output)
    let errors = try #require(document["estimators"]?["network"]?["recordings"])
    #expect(errors["count"] == 12 && errors["interval"]?.arrayValue?.count == 2)
    let info = try Faultdx.run(["info", "size.safetensors"], in: folder)
    #expect(info.output.contains("estimates      size (mm), trained on 0."))
    let described = try JSON(
      parsing: Faultdx.run(["info", "size.safetensors", "--format", "json"], in: folder).output)
    #expect(described["quantity"]?["name"] == "size" && described["labels"] == nil)
    let refused = try Faultdx.run(
      ["noise-sweep", "size.safetensors", "test.csv"], in: folder)
    #expect(refused.status == 65 && refused.errors.contains("knows no classes"))
  }

  @Test func `cross-validation tests every unit once`() throws {
    let workshop = try NumberWorkshop.folder.get()
    let folder = try Folder()
    try folder.copy("sizes.csv", from: workshop)
    let arguments = [
      "crossval", "sizes.csv", "--target", "regression", "--target-column", "size", "--window",
      "64",
      "--folds", "2",
    ]
    let quick = ["--input", "waveform", "--widths", "4", "--epochs", "2"]
    let text = try Faultdx.run(arguments + quick, in: folder)
    #expect(text.status == 0, "\(text.errors)")
    #expect(text.output.contains("By recording (60)") && text.output.contains("fold 1 of 2"))
    let document = try JSON(
      parsing: Faultdx.run(arguments + ["--baselines-only", "--format", "json"], in: folder).output)
    #expect(document["schema"] == "faultdx.regression-crossval/1")
    #expect(document["estimators"]?["network"] == nil)
    #expect(
      document["estimators"]?["ridge regression"]?["recordings"]?["count"]?.intValue == 60)
    #expect(document["folds"]?.arrayValue?.count == 2)
  }

  @Test func `what is no number is refused with file and line`() throws {
    let folder = try Folder()
    let table = NumberWorkshop.table(units: 4, seed: 1)
    try folder.write(table.replacingOccurrences(of: ",r2,", with: "x,r2,"), to: "words.csv")
    func train(_ name: String, _ more: String...) throws -> Faultdx.Outcome {
      try Faultdx.run(
        ["train", name, "--target", "regression", "--label-column", "size"] + more, in: folder)
    }
    let words = try train("words.csv")
    #expect(words.status == 65)
    // Two lines above the rows, and 320 rows of each of two recordings before it.
    #expect(words.errors.contains("words.csv, line 643: words.csv#r2 has \""), "\(words.errors)")
    #expect(words.errors.contains("expects a finite number"))
    let infinite = table.replacing(#/,[0-9.]+,r1,/#, with: ",inf,r1,")
    try folder.write(infinite, to: "infinite.csv")
    #expect(try train("infinite.csv").status == 65)
    try folder.write(table.replacing(#/,[0-9.]+,r/#, with: ",0.5,r"), to: "same.csv")
    let same = try train("same.csv")
    #expect(same.status == 65 && same.errors.contains("has the number 0.5; there is nothing"))
    #expect(try train("words.csv", "--target-column", "other").status == 64)
    #expect(try Faultdx.run(["train", "words.csv", "--unit", "mm"], in: folder).status == 64)
    #expect(try !folder.contents().contains { $0.hasSuffix(".safetensors") })
  }

  @Test func `of one unit the number may drift, and it says what that is worth`() throws {
    let folder = try Folder()
    let table = NumberWorkshop.table(units: 8, seed: 2).replacing(#/,g[0-9]+/#, with: ",pump")
    try folder.write(table, to: "life.csv")
    let outcome = try Faultdx.run(
      [
        "train", "life.csv", "--target", "regression", "--label-column", "size", "--input",
        "waveform", "--widths", "4", "--epochs", "2", "--window", "32",
      ], in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("so it says nothing about another group"))
    #expect(outcome.output.contains("no interval: "))
  }
}
