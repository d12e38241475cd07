import Foundation
import Testing

struct ExitCodeTests {
  @Test(arguments: [
    "bogus", "train", "classify", "evaluate", "info", "train bearing.csv --epochs 0",
    "train bearing.csv --epochs many", "train bearing.csv --no-such-option",
    "train bearing.csv --attention everything", "train bearing.csv --widths 4,x",
    "train bearing.csv --spatial-kernel 4", "train bearing.csv --attention-block 9",
    "train bearing.csv --window 0", "train bearing.csv --dropout 1",
    "train bearing.csv --test-where load=3", "train bearing.csv --schedule step",
    "classify signal.wav --format xml", "classify signal.wav --threads 0",
    "classify signal.wav --seed -1", "classify signal.wav --quiet --verbose",
    "classify signal.wav --rate -5", "classify signal.wav --where load",
    "evaluate signal.wav --format csv", "simulate", "simulate bearing --units 0",
    "simulate bearing --seconds nan", "simulate circuit toaster",
    "simulate circuit --deviation 2",
  ])
  func `64 for what cannot be meant`(line: String) throws {
    let folder = try Workshop.open().copies("bearing.csv", "signal.wav", "model.safetensors")
    let before = try folder.contents()
    let outcome = try Faultdx.run(line.split(separator: " ").map(String.init), in: folder)
    // `faultdx simulate` alone asks what to simulate: help, not a mistake.
    #expect(outcome.status == (line == "simulate" ? 0 : 64), "\(outcome.errors)")
    #expect(outcome.errors.isEmpty == (line == "simulate"))
    #expect(try folder.contents().filter { !$0.hasPrefix("model.run") } == before)
  }

  @Test(arguments: [
    ("info bad.csv", "bad.csv:3:2: expected a number, found \"n/a\""),
    ("train bad.csv", "bad.csv:3:2: expected a number, found \"n/a\""),
    ("classify bad.csv", "bad.csv:3:2: expected a number, found \"n/a\""),
    ("evaluate bad.csv", "bad.csv:3:2: expected a number, found \"n/a\""),
    ("train signal.wav", "has no class"),
    ("train one.csv", "nothing to tell apart"),
    ("evaluate signal.wav", "has no label"),
    ("info broken.wav", "broken.wav"),
    ("info broken.safetensors", "broken.safetensors"),
    ("info image.png", "image.png"),
    ("classify signal.wav --model broken.safetensors", "broken.safetensors"),
    ("classify signal.wav --model signal.wav", "signal.wav"),
    ("classify signal.wav --model model.run/checkpoint.safetensors", "faultdx.schema"),
    ("classify short.csv --rate 6000", "too short: 5 samples"),
    ("classify dead.csv --rate 6000", "constant"),
  ])
  func `65 for bad data, with one sentence that says where`(
    line: String, message: String
  ) throws {
    let folder = try Workshop.open().copies(
      "bearing.csv", "signal.wav", "model.safetensors", "model.run/checkpoint.safetensors")
    try folder.write("a,b,label\n1,2,x\n3,n/a,x\n", to: "bad.csv")
    try folder.write("a,label\n1,x\n3,x\n5,x\n", to: "one.csv")
    try folder.write("v\n1\n2\n3\n2\n1\n", to: "short.csv")
    try folder.write("v\n" + String(repeating: "0.5\n", count: 400), to: "dead.csv")
    try folder.write(folder.bytes("signal.wav").prefix(30), to: "broken.wav")
    try folder.write(folder.bytes("model.safetensors").dropLast(), to: "broken.safetensors")
    try folder.write(Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0]), to: "image.png")
    let outcome = try Faultdx.run(line.split(separator: " ").map(String.init), in: folder)
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("faultdx: error: "))
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
  }

  @Test func `errors in a table have the form file, line, column, expected, found`() throws {
    let folder = try Folder()
    let rows = (1...30).map { "\($0),0.5,\($0 == 16 ? "n/a" : "1.5"),\($0 > 15 ? "a" : "b")" }
    try folder.write((["t,x,y,fault"] + rows).joined(separator: "\n"), to: "bearing.csv")
    let outcome = try Faultdx.run(["train", "bearing.csv"], in: folder)
    #expect(
      outcome.errors == "faultdx: error: bearing.csv:17:3: expected a number, found \"n/a\"\n")
    #expect(outcome.status == 65)
    #expect(try folder.contents() == ["bearing.csv"])
  }

  @Test(arguments: [
    "train missing.csv", "train bearing.csv --test missing", "classify missing.wav",
    "classify signal.wav --model missing.safetensors", "evaluate missing", "info missing.wav",
    "info missing.safetensors",
  ])
  func `66 for an input that is not there`(line: String) throws {
    let folder = try Workshop.open().copies("bearing.csv", "signal.wav", "model.safetensors")
    let outcome = try Faultdx.run(line.split(separator: " ").map(String.init), in: folder)
    #expect(outcome.status == 66)
    #expect(outcome.errors.contains(/faultdx: error: missing[.a-z]*: no such file\n/))
    #expect(outcome.output.isEmpty)
  }

  @Test func `66 without a model, and how to get one`() throws {
    let folder = try Workshop.open().copies("signal.wav")
    let outcome = try Faultdx.run(["classify", "signal.wav"], in: folder)
    #expect(outcome.status == 66)
    #expect(outcome.errors.contains("model.safetensors: no such model"))
    #expect(outcome.errors.contains("faultdx train"))
  }

  @Test(arguments: ["nowhere/x", "/proc/x", "taken"])
  func `73 for an output that cannot be created, before any work`(output: String) throws {
    let folder = try Workshop.open().copies("bearing.csv")
    try folder.write("kept", to: "taken/kept")
    let before = try folder.contents()
    for arguments in [
      Workshop.arguments + ["--output", output], ["simulate", "bearing", "--output", output],
      ["simulate", "circuit", "--runs", "1", "--output", output],
    ] {
      let outcome = try Faultdx.run(arguments, in: folder)
      #expect(outcome.status == 73)
      #expect(outcome.errors.contains("\(output): cannot be created: "), "\(outcome.errors)")
      #expect(!outcome.errors.contains("epoch 1/"))
      #expect(try folder.contents() == before)
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func `74 for a full disk`() throws {
    let folder = try Workshop.open().folder
    for arguments in [
      ["info", "signal.wav"], ["classify", "signal.wav"],
      ["classify", "signal.wav", "--format", "csv"], ["evaluate", "bearing.csv"],
    ] {
      let outcome = try Faultdx.run(arguments, in: folder, to: "/dev/full")
      #expect(outcome.status == 74)
      #expect(outcome.errors.contains("cannot write to standard output"))
    }
    let file = try Faultdx.run(["simulate", "circuit", "--output", "/dev/full"], in: folder)
    #expect(file.status == 74)
    #expect(file.errors.contains("/dev/full: writing failed: "))
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
  func `130 and 143 for a signal while waiting for input`(signal: Int32, status: Int32) throws {
    let folder = try Workshop.open().copies("model.safetensors")
    mkfifo(folder.path("pipe"), 0o600)
    let running = try Faultdx.start(["classify", "pipe"], in: folder)
    var pipe: Int32 = -1
    while pipe < 0, running.isRunning {
      // Succeeds as soon as the command reads.
      pipe = open(folder.path("pipe"), O_WRONLY | O_NONBLOCK)
    }
    defer { close(pipe) }
    running.send(signal)
    #expect(try running.finish().status == status)
  }
}
