import FaultDXStorage
import Foundation
import Testing

/// Models of several networks, from the command line.
struct MemberTests {
  private let recipe = ["--window", "128", "--hop", "128"]

  @Test func `a model of several networks is trained, killed, resumed, asked and measured`() throws
  {
    let folder = try Workshop.open().copies("bearing.csv", "signal.wav")
    let train =
      [
        "train", "bearing.csv", "--input", "spectrum", "--networks", "2", "--hardening", "-o",
        "several.safetensors", "--epochs", "2",
      ] + recipe
    let one = try Faultdx.run(train + ["--threads", "1"], in: folder)
    #expect(one.status == 0, "\(one.errors)")
    for sentence in [
      "network 1 of 5: spectrum", "network 2 of 5: spectrum, linear",
      "network 5 of 5: spectrum, under noise",
    ] {
      #expect(one.errors.contains(sentence), "\(sentence)")
    }
    let bytes = try folder.bytes("several.safetensors")
    try FileManager.default.removeItem(atPath: folder.path("several.safetensors"))
    let running = try Faultdx.start(train + ["--threads", "2"], in: folder)
    #expect(running.waits(for: "network 3 of 5"))
    running.send(SIGKILL)
    #expect(try running.finish().status == 128 + SIGKILL)
    let resumed = try Faultdx.run(train + ["--resume"], in: folder)
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(try folder.bytes("several.safetensors") == bytes)

    let verdict = try Faultdx.run(
      ["classify", "signal.wav", "-m", "several.safetensors"], in: folder)
    #expect(verdict.status == 0, "\(verdict.errors)")
    let measured = try Faultdx.run(
      ["evaluate", "bearing.csv", "-m", "several.safetensors", "--format", "json"], in: folder)
    #expect(measured.status == 0, "\(measured.errors)")
    let info = try Faultdx.run(["info", "several.safetensors", "--format", "json"], in: folder)
    let members = try #require(try JSON(parsing: info.output)["members"]?.arrayValue)
    #expect(
      members.compactMap { $0["input"]?.stringValue }
        == [String](repeating: "spectrum", count: 5))
    #expect(members.compactMap { $0["hardened"]?.boolValue } == [false, false, false, true, true])
    let refused = try Faultdx.run(
      ["classify", "signal.wav", "-m", "several.safetensors", "--precision", "int8"], in: folder)
    #expect(refused.status != 0 && refused.output.isEmpty)
  }

  @Test func `left alone, train says what it tried and what it took`() throws {
    let folder = try Workshop.open().copies("bearing.csv")
    let outcome = try Faultdx.run(["train", "bearing.csv", "--epochs", "2"] + recipe, in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("On training groups, held out in turn 3 times: "))
    let container = try SafeTensors(
      parsing: [UInt8](folder.bytes("model.safetensors")), file: "model")
    let training = try JSON(parsing: container.metadata["faultdx.training"] ?? "")
    let candidates = try #require(training["choice"]?["candidates"]?.arrayValue)
    #expect(
      candidates.compactMap { $0["input"]?.stringValue } == ["spectrum", "waveform, standard"])
    // What the model file keeps is what was said.
    for candidate in candidates {
      let name = try #require(candidate["input"]?.stringValue)
      let accuracy = try #require(candidate["accuracy"]?.doubleValue)
      #expect(outcome.errors.contains("\(name) \(String(format: "%.1f", 100 * accuracy)) %"))
    }
  }

  @Test func `with a budget variants are tried too`() throws {
    let folder = try Workshop.open().copies("bearing.csv")
    func train(_ budget: String) throws -> Faultdx.Outcome {
      try Faultdx.run(
        ["train", "bearing.csv", "--epochs", "1", "--networks", "1", "--budget", budget] + recipe,
        in: folder)
    }
    let long = try train("1h")
    #expect(long.status == 0, "\(long.errors)")
    #expect(long.errors.contains("spectrum, 32 bands ") && long.errors.contains("twice as wide "))
    let short = try train("0.001s")
    #expect(short.errors.contains("not tried, for want of time"), "\(short.errors)")
    for wrong in ["5", "0s", "-1m", "m"] {
      #expect(try train(wrong).status == 64, "\(wrong)")
    }
  }

  @Test func `lines want bearing and speed, and have them from a manifest`() throws {
    let folder = try Folder()
    let simulation = try Faultdx.run(
      [
        "simulate", "bearing", "--units", "2", "--seconds", "0.5", "--rate", "6000", "--output",
        "bearing.csv", "--signal", "signal.wav",
      ], in: folder)
    #expect(simulation.status == 0, "\(simulation.errors)")
    let train =
      ["train", "bearing.csv", "--input", "lines", "--networks", "1", "--epochs", "2"] + recipe
    let bare = try Faultdx.run(train, in: folder)
    #expect(bare.status == 65 && bare.errors.contains("wants the bearing"), "\(bare.errors)")
    let known = try Faultdx.run(train + ["--bearing", "6205"], in: folder)
    #expect(known.status == 0, "\(known.errors)")
    let silent = try Faultdx.run(["classify", "signal.wav"], in: folder)
    #expect(
      silent.status == 65 && silent.errors.contains("does not say its shaft speed"),
      "\(silent.errors)")
    let told = try Faultdx.run(["classify", "signal.wav", "--speed", "1797"], in: folder)
    #expect(told.status == 0, "\(told.errors)")
    #expect(try Faultdx.run(train + ["--bearing", "1"], in: folder).status == 64)
    #expect(try Faultdx.run(train + ["--networks", "0"], in: folder).status == 64)
  }
}
