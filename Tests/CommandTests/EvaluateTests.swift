import FaultDXStorage
import Foundation
import Testing

struct EvaluateTests {
  @Test func `JSON has the members that are promised`() throws {
    let folder = try Workshop.open().folder
    let outcome = try Faultdx.run(["evaluate", "bearing.csv", "--format", "json"], in: folder)
    #expect(outcome.status == 0)
    let document = try JSON(parsing: outcome.output)
    #expect(
      document.objectValue?.keys == [
        "schema", "labels", "windows", "recordings", "ambiguity", "baselines", "comparison",
        "predictions", "certainty", "warnings", "model",
      ])
    #expect(document["schema"] == "faultdx.evaluation/1")
    let labels = ["ball", "inner_race", "normal", "outer_race"]
    #expect(document["labels"]?.arrayValue?.compactMap(\.stringValue) == labels)
    for (part, each) in [("windows", 4 * 9), ("recordings", 4)] {
      let figures = try #require(document[part])
      let confusion = try #require(figures["confusion"]?.arrayValue).map {
        ($0.arrayValue ?? []).compactMap(\.intValue)
      }
      // True classes are rows, and every class has as many.
      #expect(confusion.map { $0.reduce(0, +) } == [each, each, each, each])
      let correct = (0..<4).map { confusion[$0][$0] }.reduce(0, +)
      #expect(figures["accuracy"]?.doubleValue == Double(correct) / Double(4 * each))
    }
    let predictions = try #require(document["predictions"]?.arrayValue)
    #expect(predictions.count == 16)
    #expect(
      predictions[0].objectValue?.keys.prefix(5)
        == ["file", "recording", "label", "predicted", "confidence"])
    #expect(predictions.allSatisfy { $0["file"] == "bearing.csv" })
    let right = predictions.count { $0["label"] == $0["predicted"] }
    #expect(document["recordings"]?["accuracy"]?.doubleValue == Double(right) / 16)
  }

  @Test func `the text holds both matrices and scikit-learn's report`() throws {
    let folder = try Workshop.open().folder
    let outcome = try Faultdx.run(["evaluate", "bearing.csv"], in: folder)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("\nBy window (144)"))
    #expect(outcome.output.contains("\nlogistic regression "))
    #expect(outcome.output.contains("\nWindows, 144: true classes are rows, "))
    #expect(outcome.output.contains("\nRecordings, 16: "))
    let report = try #require(outcome.output.split(separator: "Report on the windows\n\n").last)
    let lines = report.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "              precision    recall  f1-score   support")
    #expect(lines[1].isEmpty)
    for (line, label) in zip(lines[2...5], ["ball", "inner_race", "normal", "outer_race"]) {
      #expect(line.wholeMatch(of: #/ *(\w+)( +\d\.\d\d){3} +36/#)?.output.1 == label[...])
      #expect(line.count == lines[0].count)
    }
    #expect(lines[6].isEmpty)
    #expect(lines[7].wholeMatch(of: #/ {4}accuracy {27}\d\.\d\d {7}144/#) != nil, "\(lines[7])")
    #expect(lines[8].hasPrefix("   macro avg ") && lines[9].hasPrefix("weighted avg "))
  }

  @Test func `the test set aside by training gives the figures of training again`() throws {
    let workshop = try Workshop.open()
    let metrics = try json(workshop.folder, "model.run/metrics.json")
    let held = Set(
      (metrics["predictions"]?.arrayValue ?? []).compactMap { $0["recording"]?.stringValue })
    #expect(held.count == 4)
    let folder = try workshop.copies("model.safetensors", "model.run/baselines.json")
    let lines = try workshop.folder.text("bearing.csv").split(separator: "\n")
    let kept =
      lines.prefix(2) + lines.dropFirst(2).filter { held.contains(String($0.prefix { $0 != "," })) }
    try folder.write(kept.joined(separator: "\n"), to: "held.csv")
    let outcome = try Faultdx.run(["evaluate", "held.csv", "--format", "json"], in: folder)
    let document = try JSON(parsing: outcome.output)
    #expect(document["warnings"] == nil && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(document["windows"] == metrics["windows"])
    #expect(document["recordings"] == metrics["recordings"])
    #expect(document["baselines"] == metrics["baselines"])
    #expect(document["comparison"] == metrics["comparison"])
  }

  @Test func `what a model was trained on is recognised by its samples, and said loudly`() throws {
    let folder = try Workshop.open().copies(
      "bearing.csv", "model.safetensors", "model.run/baselines.json")
    try folder.copy("bearing.csv", from: folder, as: "new data.csv")
    let known = "TRAINING DATA: the model was trained or chosen on samples of 12 of 16 recordings; "
    let text = try Faultdx.run(["evaluate", "new data.csv"], in: folder)
    #expect(text.output.hasPrefix(known) && text.errors.contains("warning: " + known))
    let sweep = [
      "noise-sweep", "model.safetensors", "new data.csv", "--snr", "0", "--noise", "white",
    ]
    #expect(try Faultdx.run(sweep, in: folder).output.hasPrefix(known))
    let document = try JSON(
      parsing: Faultdx.run(sweep + ["--format", "json", "--quiet"], in: folder).output)
    #expect(document["warnings"]?.arrayValue?.first?.stringValue?.hasPrefix(known) == true)
    // One sample more of the first recording, and it is another.
    let lines = try folder.text("bearing.csv").split(separator: "\n")
    try folder.write(
      (lines.prefix(3) + lines.dropFirst(2)).joined(separator: "\n"), to: "longer.csv")
    let longer = try Faultdx.run(["evaluate", "longer.csv"], in: folder).output
    #expect(longer.contains(" of 16 recordings; ") && longer.hasPrefix("TRAINING DATA: "))
    let held = try json(Workshop.open().folder, "model.run/metrics.json")["predictions"]?.arrayValue
    let first = String(lines[2].prefix { $0 != "," })
    let wasTrained = held?.contains { $0["recording"]?.stringValue == first } == false
    #expect(longer.hasPrefix(known) != wasTrained)
  }

  @Test func `a stretch is measured as a file with nothing else in it`() throws {
    let folder = try Workshop.open().copies("bearing.csv")
    let lines = try folder.text("bearing.csv").split(separator: "\n")
    // 1200 samples of each recording, one after the other.
    #expect(lines.count == 2 + 16 * 1200)
    let ends = lines.dropFirst(2).enumerated().filter { $0.offset % 1200 >= 960 }.map(\.element)
    try folder.write((lines.prefix(2) + ends).joined(separator: "\n"), to: "ends.csv")
    let training = try Faultdx.run(
      [
        "train", "bearing.csv", "--split", "time", "--window", "64", "--widths", "4", "--epochs",
        "1",
      ], in: folder)
    try #require(training.status == 0, "\(training.errors)")

    func answer(_ arguments: [String]) throws -> JSON {
      let outcome = try Faultdx.run(arguments + ["--format", "json"], in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return try JSON(parsing: outcome.output)
    }
    let part = try answer(["evaluate", "bearing.csv", "--stretch", "0.8:1"])
    let file = try answer(["evaluate", "ends.csv"])
    #expect(part["windows"]?["confusion"] != nil && part["windows"] == file["windows"])
    #expect(part["baselines"] != nil && part["baselines"] == file["baselines"])
    let sweep = ["--snr", "0", "--noise", "pink"]
    let swept = try answer(
      ["noise-sweep", "model.safetensors", "bearing.csv", "--stretch", "0.8:1"] + sweep)
    #expect(
      try swept["points"]
        == answer(["noise-sweep", "model.safetensors", "ends.csv"] + sweep)["points"])
    // Windows of 64 in 240 samples of each.
    #expect(swept["windows"] == 48)

    // What training saw, and what lay behind it.
    func warning(_ stretch: String) throws -> String? {
      try answer(["evaluate", "bearing.csv", "--quiet", "--stretch", stretch])["warnings"]?
        .arrayValue?.first?.stringValue
    }
    #expect(try warning("0:0.5")?.hasPrefix("TRAINING DATA: ") == true)
    #expect(try warning("0.9:1")?.hasPrefix("SAME RECORDINGS: ") == true)
    for wrong in ["0.5", "0.5:0.5", "1:0", "-0.1:1", "0:1.1", "a:b", "0:1:2", ""] {
      let outcome = try Faultdx.run(["evaluate", "bearing.csv", "--stretch=\(wrong)"], in: folder)
      #expect(outcome.status == 64 && outcome.errors.contains("--stretch"), "\(outcome.errors)")
    }
  }

  @Test func `without the baselines of its training a model stands alone, and it is said`() throws {
    let folder = try Workshop.open().copies("bearing.csv", "model.safetensors")
    let outcome = try Faultdx.run(["evaluate", "bearing.csv"], in: folder)
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("no model.run/baselines.json: the network stands alone"))
    #expect(outcome.output.contains("\nnetwork ") && !outcome.output.contains("discriminant"))
    let document = try JSON(
      parsing: Faultdx.run(["evaluate", "bearing.csv", "--format", "json", "--quiet"], in: folder)
        .output)
    #expect(document["baselines"] == nil && document["comparison"] == nil)
  }

  @Test func `baselines of another model are not shown, and damaged ones are refused`() throws {
    let folder = try Workshop.open().copies(
      "bearing.csv", "model.safetensors", "model.run/baselines.json")
    let text = try folder.text("model.run/baselines.json")
    let sha = try #require(try JSON(parsing: text)["model"]?.stringValue)
    try folder.write(
      text.replacing(sha, with: String(sha.reversed())), to: "model.run/baselines.json")
    let other = try Faultdx.run(["evaluate", "bearing.csv"], in: folder)
    #expect(other.status == 0)
    #expect(other.errors.contains("was left by the training of another model"))
    #expect(!other.output.contains("discriminant"))
    for damage in [
      String(text.dropLast(text.count / 2)), "{}",
      text.replacing("\"bands\":32", with: "\"bands\":31"),
      text.replacing("\"frequencies\":[", with: "\"frequencies\":[0.1,"),
    ] {
      try folder.write(damage, to: "model.run/baselines.json")
      let outcome = try Faultdx.run(["evaluate", "bearing.csv"], in: folder)
      #expect(outcome.status == 65, "\(outcome.errors)")
      #expect(outcome.errors.contains("model.run/baselines.json: "))
    }
  }

  @Test func `labels that the model does not know are refused by name`() throws {
    let folder = try Workshop.open().copies("bearing.csv", "model.safetensors")
    try folder.write(
      folder.text("bearing.csv").replacing("ball", with: "cage"), to: "strange.csv")
    let outcome = try Faultdx.run(["evaluate", "strange.csv"], in: folder)
    #expect(outcome.status == 65)
    #expect(
      outcome.errors.contains(
        "is labelled \"cage\", which is not a class of the model (ball, inner_race, normal, outer_race)"
      ))
    #expect(outcome.output.isEmpty)
  }

  @Test func `a figure is not given where a recording could not be read`() throws {
    let folder = try Workshop.open().copies("bearing.csv", "model.safetensors")
    try folder.write("a,label\nx,y\n", to: "bad.csv")
    let outcome = try Faultdx.run(["evaluate", "bearing.csv", "bad.csv"], in: folder)
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("bad.csv:2:1"))
    #expect(outcome.output.isEmpty)
  }
}
