import FaultDXStorage
import Foundation
import Testing

struct ExplainTests {
  private func explain(_ arguments: String..., in folder: Folder? = nil) throws -> Faultdx.Outcome {
    try Faultdx.run(["explain"] + arguments, in: folder ?? Workshop.open().folder)
  }

  @Test func `JSON has every curve with a value for each sample, the same ones every time`() throws
  {
    let outcome = try explain("signal.wav", "--window", "4", "--trials", "3", "--format", "json")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    let document = try JSON(parsing: outcome.output)
    #expect(document["schema"] == "faultdx.explanation/1")
    #expect(document["window"] == 4)
    #expect(document["frames"] == [384, 512])
    #expect(document["samples"]?.arrayValue?.count == 128)
    #expect(document["class"] == document["verdict"])
    let parts = try #require(document["parts"]?.arrayValue)
    #expect(parts.count == 1)
    let part = parts[0]
    #expect(part["axis"]?["kind"] == "samples")
    #expect(part["axis"]?["unit"] == "s")
    #expect(part["members"] == [1])
    let curves = try #require(part["curves"]?.arrayValue)
    #expect(
      curves.map { $0["kind"]?.stringValue } == [
        "attention", "attention-swing", "class-activation", "contribution",
      ])
    #expect(curves.allSatisfy { $0["values"]?.arrayValue?.count == 128 })
    let weights = (curves[0]["values"]?.arrayValue ?? []).compactMap(\.doubleValue)
    #expect(weights.allSatisfy { (0...1).contains($0) })
    let trials = try #require(part["faithfulness"]?.arrayValue)
    #expect(trials.count == 4 && trials.allSatisfy { $0["windows"] == 3 })
    for game in ["deletion", "insertion"] {
      let comparison = try #require(trials[0][game])
      // With three windows there are eight ways to turn signs.
      let p = try #require(comparison["p"]?.doubleValue)
      #expect(p * 8 == (p * 8).rounded())
      // Four curves were tried.
      let corrected = try #require(comparison["correctedP"]?.doubleValue)
      #expect(corrected >= p && corrected <= min(1, 4 * p))
    }
    #expect(part["eventOverlap"] == .null)
    let others = try #require(part["untrained"]?.arrayValue)
    #expect(others.count == 4)
    for other in others {
      #expect(other["networks"] == 4 && other["windows"] == 3)
      #expect((0...1).contains(try #require(other["correlation"]?.doubleValue)))
      #expect(["same", "partly", "different"].contains(other["verdict"]?.stringValue))
    }
    let again = try explain("signal.wav", "--window", "4", "--trials", "3", "--format", "json")
    #expect(again.output == outcome.output)
  }

  @Test func `the text has a strip for each curve and what trying it came to`() throws {
    let outcome = try explain("signal.wav", "--at", "2.5", "--class", "ball", "--trials", "3")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("signal.wav, window 118, 2.496 to 2.517 s: "))
    #expect(outcome.output.contains("spatial attention of block 1"))
    #expect(outcome.output.contains("does it matter?"))
    #expect(outcome.output.contains("p corrected for 4 curves"))
    #expect(outcome.output.contains("would a network that learnt nothing show it?"))
    let bars = outcome.output.split(separator: "\n").filter { $0.contains("▁") && $0.contains("█") }
    #expect(bars.count == 3)
    let alone = try explain("signal.wav", "--trials", "0")
    #expect(alone.status == 0 && !alone.output.contains("does it matter?"))
  }

  @Test func `known impacts are held against the curves`() throws {
    let folder = try Workshop.open().copies("model.safetensors")
    let simulation = try Faultdx.run(
      [
        "simulate", "bearing", "--units", "1", "--seconds", "0.1", "--rate", "6000", "--seed", "9",
        "--impacts", "impacts.csv",
      ], in: folder)
    #expect(simulation.status == 0)
    let impacts = try folder.text("impacts.csv")
    #expect(impacts.hasPrefix("recording,time_s,force\n2,"))
    let outcome = try explain(
      "bearing.csv", "--recording", "3", "--events", "impacts.csv", "--trials", "2", "--format",
      "json", in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let document = try JSON(parsing: outcome.output)
    #expect(document["recording"] == "3")
    let overlaps = try #require(document["parts"]?.arrayValue?[0]["eventOverlap"]?.arrayValue)
    #expect(overlaps.count == 4)
    for overlap in overlaps {
      let chance = try #require(overlap["chance"]?.doubleValue)
      // An outer race is struck every 9.3 ms; 2 ms of each count.
      #expect(abs(chance - 0.21) < 0.06)
      #expect((0...1).contains(try #require(overlap["attended"]?.doubleValue)))
      #expect((0...1).contains(try #require(overlap["untrained"]?["attended"]?.doubleValue)))
    }

    try folder.write("recording,when\n3,0.1\n", to: "odd.csv")
    let odd = try explain("bearing.csv", "--recording", "3", "--events", "odd.csv", in: folder)
    #expect(odd.status == 65 && odd.errors.contains("odd.csv:1: expected a column time_s"))
    try folder.write("recording,time_s\n3,soon\n", to: "odd.csv")
    let words = try explain("bearing.csv", "--recording", "3", "--events", "odd.csv", in: folder)
    #expect(words.status == 65 && words.errors.contains("odd.csv:2: expected a number"))
  }

  @Test func `what cannot be explained is one sentence and an exit code`() throws {
    let cases: [([String], Int32, String)] = [
      (["signal.wav", "--window", "3", "--at", "1"], 64, "exclude each other"),
      (["signal.wav", "--window", "0"], 64, "counts from 1"),
      (["signal.wav", "--at", "nan"], 64, "--at must be"),
      (["signal.wav", "--trials", "-1"], 64, "--trials"),
      (["bearing.csv"], 64, "16 recordings where explain wants one"),
      (["bearing.csv", "--recording", "99"], 65, "no recording \"99\""),
      (["signal.wav", "--class", "cage"], 65, "knows no class \"cage\""),
      (["signal.wav", "--window", "9999"], 65, "there is no window 9999, only 234 windows"),
      (["signal.wav", "--at", "77"], 65, "no window lies at 77.0"),
      (["signal.wav", "--events", "none.csv"], 66, "none.csv"),
      (["none.wav"], 66, "none.wav"),
    ]
    for (arguments, status, sentence) in cases {
      let outcome = try Faultdx.run(["explain"] + arguments, in: Workshop.open().folder)
      #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
      #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
      #expect(outcome.output.isEmpty)
    }
  }
}
