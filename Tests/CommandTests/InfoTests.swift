import FaultDXStorage
import Foundation
import Testing

struct InfoTests {
  @Test func `a recording's figures`() throws {
    let folder = try Workshop.open().folder
    let text = try Faultdx.run(["info", "signal.wav"], in: folder)
    #expect(text.status == 0 && text.errors.isEmpty)
    for word in ["6000 Hz", "30000 samples, 5.000 s", "RMS", "peak", "crest", "kurtosis"] {
      #expect(text.output.contains(word), "\(word)")
    }
    let document = try JSON(
      parsing: Faultdx.run(["info", "signal.wav", "--format", "json"], in: folder).output)
    #expect(document["schema"] == "faultdx.info/1")
    let recording = try #require(document["recordings"]?.arrayValue?[0])
    #expect(recording["sampleRate"]?.doubleValue == 6000)
    #expect(recording["frames"]?.intValue == 30_000)
    let channel = try #require(recording["channels"]?.arrayValue?[0])
    let (rms, peak) = (channel["rms"]?.doubleValue ?? 0, channel["peak"]?.doubleValue ?? 0)
    #expect(rms > 0 && peak > rms)
    #expect(abs((channel["crestFactor"]?.doubleValue ?? 0) - peak / rms) < 1e-9)
  }

  @Test func `everything in a model's metadata`() throws {
    let folder = try Workshop.open().folder
    let text = try Faultdx.run(["info", "model.safetensors"], in: folder).output
    for word in ["ball, inner_race, normal, outer_race", "6000 Hz", "128 samples", "standard"] {
      #expect(text.contains(word), "\(word)")
    }
    let document = try JSON(
      parsing: Faultdx.run(["info", "model.safetensors", "--format", "json"], in: folder).output)
    let container = try SafeTensors(
      parsing: [UInt8](folder.bytes("model.safetensors")), file: "model")
    for key in ["network", "training", "evaluation", "normalization"] {
      #expect(
        document[key]?.serialized() == container.metadata["faultdx.\(key)"], "\(key)")
    }
    #expect(document["windowLength"]?.intValue == 128)
    let parameters = container.entries.filter { !$0.name.contains(".running_") }
      .reduce(0) { $0 + $1.values.count }
    #expect(document["parameters"]?.intValue == parameters)
  }

  @Test func `simulations repeat by seed and say what they made`() throws {
    let folder = try Folder()
    func simulate(_ seed: Int, _ name: String) throws -> Faultdx.Outcome {
      try Faultdx.run(
        [
          "simulate", "bearing", "--units", "1", "--seconds", "0.1", "--seed", "\(seed)",
          "--output", name,
        ], in: folder)
    }
    let first = try simulate(1, "a.csv")
    #expect(first.errors == "a.csv: 4 recordings of 4 classes\n")
    #expect(first.output.isEmpty)
    #expect(try simulate(1, "b.csv").status == 0)
    #expect(try simulate(2, "c.csv").status == 0)
    #expect(try folder.bytes("a.csv") == folder.bytes("b.csv"))
    #expect(try folder.bytes("a.csv") != folder.bytes("c.csv"))
    for circuit in ["sallen-key", "biquad"] {
      let outcome = try Faultdx.run(
        ["simulate", "circuit", circuit, "--runs", "2", "--quiet"], in: folder)
      #expect(outcome.status == 0 && outcome.errors.isEmpty)
      let info = try Faultdx.run(["info", "\(circuit).csv", "--format", "json"], in: folder)
      let recordings = try JSON(parsing: info.output)["recordings"]?.arrayValue ?? []
      #expect(recordings.count == 2 * (circuit == "biquad" ? 13 : 9))
      #expect(recordings.allSatisfy { $0["frames"]?.intValue == 256 })
    }
  }

  @Test func `quiet says nothing but results`() throws {
    let folder = try Workshop.open().folder
    for arguments in [
      ["info", "signal.wav"], ["info", "bearing.csv"], ["info", "model.safetensors"],
      ["classify", "bearing.csv"], ["evaluate", "bearing.csv"],
    ] {
      let outcome = try Faultdx.run(arguments + ["--quiet"], in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.errors.isEmpty, "\(outcome.errors)")
      #expect(!outcome.output.isEmpty)
    }
    let verbose = try Faultdx.run(["classify", "bearing.csv", "--verbose"], in: folder)
    #expect(verbose.errors.contains("6000 Hz from the comment on line 1"))
  }
}
