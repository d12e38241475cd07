import FaultDXStorage
import Foundation
import Testing

struct CompareTests {
  @Test func `runs stand side by side with what differs and a test`() throws {
    let workshop = try Workshop.open()
    let folder = try workshop.copies("bearing.csv", "model.safetensors")
    for name in Workshop.runFiles { try folder.copy("model.run/\(name)", from: workshop.folder) }
    let other = try Faultdx.run(
      Workshop.arguments + ["--epochs", "1", "--attention", "none", "--output", "one.safetensors"],
      in: folder)
    #expect(other.status == 0, "\(other.errors)")
    let command = ["compare", "model.run", "one.run"]
    let outcome = try Faultdx.run(
      command + ["--format", "json", "--output", "compare.html", "--figures", "figures"], in: folder
    )
    #expect(outcome.status == 0, "\(outcome.errors)")
    let document = try JSON(parsing: outcome.output)
    #expect(document["schema"] == "faultdx.comparison/1")
    let differences = document["runs"]?[1]?["differences"]?.arrayValue?.compactMap(\.stringValue)
    #expect(differences?.contains { $0.contains("kind \"none\"") } == true, "\(differences ?? [])")
    #expect(differences?.contains { $0.hasPrefix("epochs 1") } == true)
    let metrics = try ["model.run", "one.run"].map {
      try JSON(parsing: folder.text("\($0)/metrics.json"))["windows"]?["accuracy"]?.doubleValue ?? 9
    }
    let figures = document["figures"]?["rows"]
    #expect(
      figures?[0]?[1]?.doubleValue == metrics[0] && figures?[1]?[1]?.doubleValue == metrics[1])
    let points = document["tests"]?["rows"]?[0]?[1]?.stringValue.flatMap { Double($0) }
    #expect(abs((points ?? 99) - 100 * (metrics[1] - metrics[0])) < 0.051)
    #expect(try folder.text("compare.html").contains("<h2>Tests</h2>"))
    #expect(try folder.contents().contains("figures/loss.svg"))

    let text = try Faultdx.run(command, in: folder)
    #expect(text.output.contains("one.safetensors differs by:"))
    #expect(text.output.contains("windows right"))
  }

  @Test func `the same data under another path are the same recordings`() throws {
    let folder = try Workshop.open().copies("bearing.csv", "model.safetensors")
    try folder.write(try folder.text("bearing.csv"), to: "elsewhere.csv")
    for (data, output) in [("bearing.csv", "one.json"), ("elsewhere.csv", "two.json")] {
      let evaluated = try Faultdx.run(
        ["evaluate", data, "--format", "json", "--quiet"], in: folder)
      #expect(evaluated.status == 0, "\(evaluated.errors)")
      try folder.write(evaluated.output, to: "\(output.prefix(3)).run/metrics.json")
    }
    let outcome = try Faultdx.run(
      ["compare", "one.run", "two.run", "--format", "json"], in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let text = try Faultdx.run(["compare", "one.run", "two.run"], in: folder)
    #expect(text.output.contains("16 recordings lie under another path"), "\(text.output)")
    #expect(!text.output.contains("different recordings"))
  }

  @Test func `what cannot be compared is said`() throws {
    let folder = try Workshop.open().folder
    #expect(try Faultdx.run(["compare", "model.run"], in: folder).status == 64)
    let missing = try Faultdx.run(["compare", "model.run", "none.run"], in: folder)
    #expect(missing.status == 66, "\(missing.errors)")
  }

  @Test func `evaluate writes the page that was asked for`() throws {
    let workshop = try Workshop.open()
    let folder = try workshop.copies("bearing.csv", "model.safetensors")
    let outcome = try Faultdx.run(
      ["evaluate", "bearing.csv", "--report", "test.html", "--figures", "figures", "--quiet"],
      in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let page = try folder.text("test.html")
    #expect(page.contains("TRAINING DATA") && page.contains("faultdx evaluate bearing.csv"))
    // The model of the workshop has CBAM over waveforms.
    #expect(page.contains("Grad-CAM") && page.contains("attention"))
    let names = try folder.contents()
    #expect(
      names.contains("figures/window-1.svg") && names.contains("figures/confusion-windows.svg"))
    #expect(!names.contains { $0.hasPrefix("model.run") })
  }

  @Test func `known impacts are held against attention on the page of a test`() throws {
    let folder = try Workshop.open().copies("model.safetensors")
    let simulation = try Faultdx.run(
      [
        "simulate", "bearing", "--units", "1", "--seconds", "0.1", "--rate", "6000", "--seed", "9",
        "--impacts", "impacts.csv",
      ], in: folder)
    #expect(simulation.status == 0)
    let outcome = try Faultdx.run(
      [
        "evaluate", "bearing.csv", "--events", "impacts.csv", "--report", "test.html", "--quiet",
      ], in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let page = try folder.text("test.html")
    // Three of four bearings are damaged.
    #expect(page.contains("of 3 groups") && page.contains("Attended samples near impacts: "))
    #expect(page.contains("The ticks above the signal are known events."))
    let idle = try Faultdx.run(["evaluate", "bearing.csv", "--events", "impacts.csv"], in: folder)
    #expect(idle.status == 64 && idle.errors.contains("--report"), "\(idle.errors)")
  }
}
