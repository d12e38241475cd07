import FaultDXStorage
import Foundation
import Testing

/// Runs that are killed, interrupted and refused.
struct ResumeTests {
  private func startsTraining(_ folder: Folder, _ more: [String] = []) throws -> Faultdx.Running {
    try Faultdx.start(Workshop.arguments + more, in: folder)
  }

  private func expectSameEnd(_ folder: Folder, _ workshop: Workshop) throws {
    #expect(try folder.bytes("model.safetensors") == workshop.modelBytes)
    #expect(
      try folder.contents() == ["bearing.csv", "model.run"]
        + Workshop.runFiles.map { "model.run/\($0)" } + ["model.safetensors"])
    for name in Workshop.runFiles
    // The page says with which arguments a run was made.
    where !["arguments.json", "checkpoint.safetensors", "report.html"].contains(name) {
      #expect(
        try folder.bytes("model.run/\(name)") == workshop.folder.bytes("model.run/\(name)"),
        "\(name)")
    }
  }

  /// What is said before the process is killed, and how many microseconds later: before the first
  /// epoch, between epochs, within them, while a checkpoint is written.
  @Test(
    arguments: [
      ("At most", 0), ("epoch  1/", 0), ("epoch  2/", 3000), ("epoch  5/", 9000),
      ("epoch  9/", 500), ("epoch 14/", 15_000),
    ] as [(String, UInt32)])
  func `a run that was killed and resumed ends with the same bytes`(
    said: String, delay: UInt32
  ) throws {
    let workshop = try Workshop.open()
    let folder = try workshop.copies("bearing.csv")
    let running = try startsTraining(folder)
    #expect(running.waits(for: said))
    usleep(delay)
    running.send(SIGKILL)
    #expect(try running.finish().status == 128 + SIGKILL)
    #expect(try !folder.contents().contains("model.safetensors"))
    let resumed = try Faultdx.run(Workshop.arguments + ["--resume"], in: folder)
    #expect(resumed.status == 0, "\(resumed.errors)")
    try expectSameEnd(folder, workshop)
  }

  @Test func `a run that was killed again and again, on other threads each time, too`() throws {
    let workshop = try Workshop.open()
    let folder = try workshop.copies("bearing.csv")
    for (threads, said) in [("1", "epoch  2/"), ("2", "epoch  6/"), ("3", "epoch 11/")] {
      let running = try startsTraining(folder, ["--resume", "--threads", threads])
      #expect(running.waits(for: said))
      running.send(SIGKILL)
      #expect(try running.finish().status == 128 + SIGKILL)
    }
    let resumed = try Faultdx.run(Workshop.arguments + ["--resume"], in: folder)
    #expect(resumed.status == 0)
    #expect(resumed.errors.contains("going on behind epoch"))
    try expectSameEnd(folder, workshop)
    let again = try Faultdx.run(Workshop.arguments + ["--resume"], in: folder)
    #expect(again.status == 0)
    #expect(again.errors.contains("going on behind epoch \(Workshop.epochs)"))
    try expectSameEnd(folder, workshop)
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
  func `an interruption leaves a checkpoint to go on from`(signal: Int32, status: Int32) throws {
    let workshop = try Workshop.open()
    let folder = try workshop.copies("bearing.csv")
    let running = try startsTraining(folder)
    #expect(running.waits(for: "epoch  3/"))
    running.send(signal)
    let outcome = try running.finish()
    #expect(outcome.status == status)
    #expect(outcome.output.isEmpty)
    #expect(
      outcome.errors.contains(
        /interrupted; "model.run\/checkpoint.safetensors" holds \d+ epochs, .*--resume/))
    #expect(try !folder.contents().contains("model.safetensors"))
    let checkpoint = try SafeTensors(
      parsing: [UInt8](folder.bytes("model.run/checkpoint.safetensors")), file: "checkpoint")
    let state = try JSON(parsing: checkpoint.metadata["faultdx.checkpoint"] ?? "")
    #expect((state["history"]?.arrayValue?.count ?? 0) >= 3)
    #expect(try Faultdx.run(Workshop.arguments + ["--resume"], in: folder).status == 0)
    try expectSameEnd(folder, workshop)
  }

  @Test func `an interruption before the first epoch's end says that nothing is kept`() throws {
    let folder = try Workshop.open().copies("bearing.csv")
    // Windows enough for an epoch to take a while, and a checkpoint of an earlier run lying about.
    try folder.copy("model.run/checkpoint.safetensors", from: Workshop.open().folder)
    let running = try Faultdx.start(
      ["train", "bearing.csv", "--window", "128", "--hop", "1", "--widths", "32,64,64"], in: folder)
    #expect(running.waits(for: "At most"))
    while running.isRunning, try folder.contents().contains("model.run/checkpoint.safetensors") {
      usleep(1000)
    }
    usleep(20_000)
    running.send(SIGINT)
    let outcome = try running.finish()
    #expect(outcome.status == 130)
    // A signal that comes before the first batch ends the process without a word.
    #expect(
      !outcome.errors.contains("interrupted") || outcome.errors.contains("nothing is kept")
        || outcome.errors.contains(/holds \d+ epoch/), "\(outcome.errors)")
    #expect(
      try folder.contents().contains("model.run/checkpoint.safetensors")
        == outcome.errors.contains("holds"))
  }

  @Test(arguments: [
    ["--seed", "3"], ["--learning-rate", "0.1"], ["--epochs", "25"], ["--widths", "4,4"],
    ["--hop", "32"], ["--attention", "none"], ["--normalization", "minmax"],
  ])
  func `other options than the checkpoint's are refused and change nothing`(
    options: [String]
  ) throws {
    let workshop = try Workshop.open()
    let folder = try workshop.copies("bearing.csv", "model.safetensors")
    for name in Workshop.runFiles { try folder.copy("model.run/\(name)", from: workshop.folder) }
    let before = try folder.contents().filter { $0.contains(".") && $0 != "model.run" }
      .map { try folder.bytes($0) }
    let outcome = try Faultdx.run(Workshop.arguments + options + ["--resume"], in: folder)
    #expect(outcome.status == 65)
    #expect(
      outcome.errors.contains("faultdx: error: model.run/checkpoint.safetensors "),
      "\(outcome.errors)")
    #expect(
      try folder.contents().filter { $0.contains(".") && $0 != "model.run" }
        .map { try folder.bytes($0) } == before)
  }

  @Test func `other data than the checkpoint's are refused`() throws {
    let workshop = try Workshop.open()
    let folder = try workshop.copies("bearing.csv", "model.run/checkpoint.safetensors")
    var lines = try folder.text("bearing.csv").split(separator: "\n")
    let comma = try #require(lines[200].lastIndex(of: ","))
    lines[200] = lines[200][...comma] + "1.25"
    try folder.write(lines.joined(separator: "\n"), to: "bearing.csv")
    let outcome = try Faultdx.run(Workshop.arguments + ["--resume"], in: folder)
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("other windows"), "\(outcome.errors)")
  }

  @Test func `a damaged checkpoint is refused, none means from the start`() throws {
    let workshop = try Workshop.open()
    let folder = try workshop.copies("bearing.csv", "model.run/checkpoint.safetensors")
    try folder.write(
      folder.bytes("model.run/checkpoint.safetensors").dropLast(9),
      to: "model.run/checkpoint.safetensors")
    let damaged = try Faultdx.run(Workshop.arguments + ["--resume"], in: folder)
    #expect(damaged.status == 65)
    #expect(damaged.errors.contains("model.run/checkpoint.safetensors"))
    try FileManager.default.removeItem(atPath: folder.path("model.run"))
    let fresh = try Faultdx.run(Workshop.arguments + ["--resume"], in: folder)
    #expect(fresh.status == 0)
    #expect(fresh.errors.contains("no checkpoint, beginning from the start"))
    #expect(try folder.bytes("model.safetensors") == workshop.modelBytes)
  }

  @Test func `what a killed writer left is cleared away`() throws {
    let workshop = try Workshop.open()
    let folder = try workshop.copies("bearing.csv")
    try folder.write("half", to: "model.run/.faultdx-1a2b3c.tmp")
    try folder.write("mine", to: "model.run/notes.txt")
    #expect(try Faultdx.run(Workshop.arguments, in: folder).status == 0)
    let found = try folder.contents()
    #expect(!found.contains("model.run/.faultdx-1a2b3c.tmp"))
    #expect(found.contains("model.run/notes.txt"))
  }
}
