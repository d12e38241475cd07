import FaultDXStorage
import Foundation
import Testing

struct ReportTests {
  @Test func `the page of a run is what train wrote, and is written again byte for byte`() throws {
    let workshop = try Workshop.open()
    let folder = try workshop.copies("model.safetensors")
    for name in Workshop.runFiles { try folder.copy("model.run/\(name)", from: workshop.folder) }
    let written = try folder.bytes("model.run/report.html")
    for run in ["model.safetensors", "model.run", "model.run/"] {
      let outcome = try Faultdx.run(["report", run, "--output", "page.html"], in: folder)
      #expect(outcome.status == 0 && outcome.output == "page.html\n", "\(outcome.errors)")
      #expect(try folder.bytes("page.html") == written, "\(run)")
    }
    #expect(written.count < 2_000_000)
    let text = String(decoding: written, as: UTF8.self)
    for heading in [
      "What this means", "Beside simple classifiers", "What is taken for what",
      "Windows, right and wrong", "How sure it may be", "Audit of the data",
      "What it was tested on", "Training", "To repeat it",
    ] { #expect(text.contains("<h2>\(heading)</h2>"), "\(heading)") }
    #expect(text.contains("faultdx train bearing.csv --window 128"))
    #expect(text.contains("Does it matter what it looked at?") && text.contains("(Holm)"))
  }

  @Test func `figures are files, and their numbers a document`() throws {
    let workshop = try Workshop.open()
    let outcome = try Faultdx.run(
      ["report", "model.run", "--figures", "figures", "--format", "json"], in: workshop.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let figures = try JSON(parsing: outcome.output)
    #expect(figures["schema"] == "faultdx.figures/1")
    let names = figures["figures"]?.objectValue?.keys ?? []
    #expect(
      Set(["accuracy-windows", "confusion-windows", "classes", "window-1", "loss"])
        .isSubset(of: names))
    let matrix = figures["figures"]?["confusion-windows"]?["rows"]?.arrayValue
    let metrics = try JSON(parsing: workshop.folder.text("model.run/metrics.json"))
    #expect(matrix?.count == metrics["labels"]?.arrayValue?.count)
    #expect(matrix?[1][2] == metrics["windows"]?["confusion"]?[1]?[1])
    for name in names {
      #expect(try workshop.folder.text("figures/\(name).svg").hasPrefix("<?xml"), "\(name)")
    }
  }

  @Test func `a model without its run folder says what it knows`() throws {
    let folder = try Workshop.open().copies("model.safetensors")
    let outcome = try Faultdx.run(
      ["report", "model.safetensors", "--output", "page.html"], in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let text = try folder.text("page.html")
    #expect(text.contains("Nothing is left of the run but the model file"))
    #expect(text.contains("windows right") && text.contains("model SHA-256"))
  }

  @Test func `figures of another model are not passed off as this one's`() throws {
    let workshop = try Workshop.open()
    let folder = try workshop.copies("bearing.csv")
    let other = try Faultdx.run(
      Workshop.arguments + ["--seed", "7", "--epochs", "1"], in: folder)
    #expect(other.status == 0, "\(other.errors)")
    try folder.copy("model.safetensors", from: workshop.folder)
    let outcome = try Faultdx.run(["report", "model.run", "--output", "page.html"], in: folder)
    #expect(outcome.status == 0)
    #expect(try folder.text("page.html").contains("of another model than the file"))
  }

  @Test func `a sweep is shown, and refused where it is none`() throws {
    let workshop = try Workshop.open()
    let folder = try workshop.copies("model.safetensors", "bearing.csv")
    let sweep = try Faultdx.run(
      [
        "noise-sweep", "model.safetensors", "bearing.csv", "--noise", "white", "--snr", "0,10",
        "--output", "sweep.json", "--quiet",
      ], in: folder)
    #expect(sweep.status == 0, "\(sweep.errors)")
    let command = ["report", "model.safetensors", "--output", "page.html", "--noise-sweep"]
    #expect(try Faultdx.run(command + ["sweep.json"], in: folder).status == 0)
    #expect(try folder.text("page.html").contains("white noise, by window"))
    try folder.write("{}", to: "none.json")
    #expect(try Faultdx.run(command + ["none.json"], in: folder).status == 65)
    #expect(try Faultdx.run(command + ["missing.json"], in: folder).status == 66)
  }

  @Test func `what is no run is said with its exit code`() throws {
    let folder = try Folder()
    #expect(try Faultdx.run(["report", "missing.safetensors"], in: folder).status == 66)
    try folder.write("{\"schema\": \"x\"}", to: "odd.run/metrics.json")
    let outcome = try Faultdx.run(["report", "odd.run"], in: folder)
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("odd.run/metrics.json: is no document"), "\(outcome.errors)")
  }
}
