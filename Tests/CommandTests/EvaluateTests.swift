import FaultDXStorage
import Foundation
import Testing

struct EvaluateTests {
  @Test func `JSON has the members that are promised`() throws {
    let folder = try Workshop.open().folder
    let outcome = try Faultdx.run(["evaluate", "bearing.csv", "--format", "json"], in: folder)
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    let document = try JSON(parsing: outcome.output)
    #expect(
      document.objectValue?.keys == [
        "schema", "labels", "windows", "recordings", "ambiguity", "baselines", "comparison",
        "predictions", "certainty", "model",
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
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.output.hasPrefix("By window (144)"))
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
    #expect(document["windows"] == metrics["windows"])
    #expect(document["recordings"] == metrics["recordings"])
    #expect(document["baselines"] == metrics["baselines"])
    #expect(document["comparison"] == metrics["comparison"])
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
