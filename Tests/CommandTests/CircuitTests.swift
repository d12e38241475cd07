import Foundation
import Testing

private let filter = """
  RLC low-pass
  Vin in 0 PULSE(0 5 1u 1u 10u 10u)
  R1 in a 100
  L1 a out 100u
  C1 out 0 10n
  .tran 1u 64u
  .save v(out)
  .end

  """

struct CircuitTests {
  @Test func `a netlist becomes recordings that train reads without further flags`() throws {
    let folder = try Folder()
    try folder.write(Data(filter.utf8), to: "filter.cir")
    let arguments = [
      "simulate", "circuit", "--netlist", "filter.cir", "--faults", "C1,L1:open", "--runs", "6",
      "--tolerance", "R=1%,C=5%", "--seed", "3",
    ]
    let first = try Faultdx.run(arguments, in: folder)
    #expect(first.status == 0 && first.errors.contains("24 responses of node out"), "\(first)")
    let text = try folder.text("filter.csv")
    #expect(text.hasPrefix("# sample_rate: 1000000\nlabel,group,s0,"))
    #expect(text.contains("\nL1:open,L1:open/6,"))
    #expect(try Faultdx.run(arguments, in: folder).status == 0)
    #expect(try folder.text("filter.csv") == text, "the same seed gives other bytes")
    let trained = try Faultdx.run(
      ["train", "filter.csv", "--epochs", "1", "--quiet"], in: folder)
    #expect(trained.status == 0, "\(trained.errors)")
  }

  @Test func `the ambiguity of the biquad is in text and JSON`() throws {
    let folder = try Folder()
    let arguments = ["ambiguity", "biquad", "--samples", "64"]
    let text = try Faultdx.run(arguments + ["--runs", "0"], in: folder)
    #expect(text.status == 0 && text.output.contains("  {C2+, R4+}\n  {C2-, R4-}\n"), "\(text)")
    #expect(text.output.contains("C2+ or R4+: no test is right in more than 50.0 %"))
    let json = try Faultdx.run(arguments + ["--runs", "100", "--format", "json"], in: folder)
    #expect(json.output.contains("\"schema\": \"faultdx.ambiguity/1\""))
    #expect(json.output.contains("\"merged\""))
  }

  @Test(arguments: [
    (["--netlist", "none.cir"], 66, "none.cir: no such file"),
    (["--netlist", "bad.cir"], 65, "bad.cir:2: expected a resistance above 0 Ω, found \"-1\""),
    (["--netlist", "filter.cir", "--output-node", "x"], 65, "there is no node \"x\" to record"),
    (["--netlist", "filter.cir", "--faults", "R9"], 65, "there is no resistor, capacitor or"),
    (["--netlist", "filter.cir", "--faults", "R1+25"], 64, "--faults takes"),
    (["--netlist", "filter.cir", "--tolerance", "60%"], 64, "--tolerance takes"),
    (["--excitation", "PULSE(0 1"], 64, "expected a closing parenthesis"),
    (["biquad", "--netlist", "filter.cir"], 64, "exclude each other"),
  ])
  func `what cannot be simulated is refused with the reason`(
    arguments: [String], status: Int32, message: String
  ) throws {
    let folder = try Folder()
    try folder.write(Data(filter.utf8), to: "filter.cir")
    try folder.write(Data("bad\nR1 a 0 -1\n".utf8), to: "bad.cir")
    let outcome = try Faultdx.run(["simulate", "circuit"] + arguments, in: folder)
    #expect(outcome.status == status, "\(outcome)")
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }
}
