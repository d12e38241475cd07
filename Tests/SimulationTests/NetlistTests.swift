import FaultDXSignal
import Testing

@testable import FaultDXSimulation

private func netlist(_ text: String) throws -> Netlist {
  try Netlist(parsing: Array(text.utf8), file: "a.cir")
}

private func failure(_ text: String) -> String? {
  do throws(NetlistError) {
    _ = try Netlist(parsing: Array(text.utf8), file: "a.cir")
    return nil
  } catch {
    return "\(error)"
  }
}

@Test func `a netlist has its elements, its source and what is recorded`() throws {
  let found = try netlist(
    """
    A title, R1 in it
    * a comment
    Vin IN gnd DC 1 AC 1 0
    + PULSE(0 5 1u
    + 1u 10u, 20u)    ; a waveform on three lines
    R1 in a 4.7kOhm   $ and a comment
    C1 a 0 10n
    L1 a Out 2.2mH

    I1 0 out SIN(0 1m 1k)
    E1 e 0 a 0 -2.5
    E2 f 0 OPAMP a f
    X1 a g g opamp
    x2 a h h OPAMP gbw=10meg rout = 50
    .options reltol=1e-6
    .subckt opamp p n o
    Q1 this is not read
    .ends
    .tran 0.5u 128u
    .print tran v(Out) i(Vin) v(a)
    .end
    R1 behind the end
    """)
  #expect(found.circuit.title == "A title, R1 in it")
  #expect(found.duration == 128e-6 && found.samples == 256 && found.outputs == ["out", "a"])
  #expect(found.circuit.nodes == ["in", "a", "out", "e", "f", "g", "h"])
  #expect(
    found.circuit.elements == [
      Circuit.Element(
        "Vin", ["in", "0"],
        .voltageSource(
          .pulse(Waveform.Pulse(high: 5, delay: 1e-6, rise: 1e-6, fall: 10e-6, width: 20e-6)))),
      Circuit.Element("R1", ["in", "a"], .resistor(4700)),
      Circuit.Element("C1", ["a", "0"], .capacitor(10e-9)),
      Circuit.Element("L1", ["a", "out"], .inductor(2.2e-3)),
      Circuit.Element(
        "I1", ["0", "out"],
        .currentSource(.sine(offset: 0, amplitude: 1e-3, frequency: 1000))),
      Circuit.Element("E1", ["e", "0", "a", "0"], .gain(-2.5)),
      Circuit.Element("E2", ["a", "f", "f"], .amplifier(.ideal)),
      Circuit.Element("X1", ["a", "g", "g"], .amplifier(.ideal)),
      Circuit.Element(
        "x2", ["a", "h", "h"],
        .amplifier(.onePole(gain: 2e5, bandwidth: 10e6, resistance: 50))),
    ])
}

@Test(arguments: [
  ("1k", 1e3), ("4.7K", 4700), ("1meg", 1e6), ("2MEGohm", 2e6), ("3m", 3e-3), ("3M", 3e-3),
  ("10n", 1e-8), ("2.2uF", 2.2e-6), ("5pF", 5e-12), ("1F", 1e-15), ("1e-9", 1e-9), ("1e3k", 1e6),
  ("-.5", -0.5), ("1.", 1), ("1e", 1), ("3mil", 76.2e-6), ("7t", 7e12), ("7g", 7e9), ("2µ", 2e-6),
  ("10Hz", 10), ("1a", 1e-18), ("+5", 5),
])
func `numbers are SPICE's`(word: String, value: Double) throws {
  let found = try #require(SpiceNumber.value(of: word))
  #expect(abs(found - value) <= value.magnitude * 1e-15)
}

@Test(arguments: [
  "", "k", ".", "-", "1..2", "1k5", "0x10", "1e999", "nan", "inf", "1 2", "1,5", "1=", "e5",
])
func `what is no number is none`(word: String) {
  #expect(SpiceNumber.value(of: word) == nil)
}

@Test(arguments: [
  ("", "a.cir: expected a netlist, found nothing"),
  ("title", "a.cir: expected elements below the title, found none"),
  ("t\n.end\nR1 a 0 1k", "a.cir: expected elements below the title, found none"),
  (
    "R1 a 0 1k\nR2 a 0 1k",
    "a.cir:1: expected a title, which is what SPICE takes the first line for, found \"R1 a 0 1k\""
  ),
  ("t\nR1 a 0 -1k", "a.cir:2: expected a resistance above 0 Ω, found \"-1k\""),
  ("t\nR1 a 0 0", "a.cir:2: expected a resistance above 0 Ω, found \"0\""),
  ("t\n\nC1 a 0", "a.cir:3: expected a capacitance above 0 F, found the end of the line"),
  ("t\nL1 a", "a.cir:2: expected a node, found the end of the line"),
  ("t\nR1 a 0 1k 2", "a.cir:2: expected the end of the line, found \"2\""),
  ("t\nR1 a 0 {r}", "a.cir:2: expected a resistance above 0 Ω, found \"{r}\""),
  ("t\nR1 a 0 1k\nr1 b 0 1k", "a.cir:3: expected a name that no element has yet, found \"r1\""),
  (
    "t\nD1 a 0 diode",
    """
    a.cir:2: expected an element R, C, L, V, I, E or X (operational amplifier), or a command, found "D1"
    """
  ),
  (
    "t\nX1 a b c lm741",
    """
    a.cir:2: expected opamp behind in+, in- and out; other subcircuits are not read, found "lm741"
    """
  ),
  ("t\nX1 a b c opamp gbw=0", "a.cir:2: expected a gain-bandwidth product above 0 Hz, found \"0\""),
  ("t\nX1 a b c opamp vos=1", "a.cir:2: expected gbw=, gain= or rout=, found \"vos\""),
  (
    "t\nE1 a b opamp c d",
    "a.cir:2: expected an amplifier whose second node is ground (0), found \"b\""
  ),
  (
    "t\nV1 a 0 EXP(0 1)",
    "a.cir:2: expected a waveform: PULSE, PWL, SIN, STEP or SWEEP, found \"EXP\""
  ),
  (
    "t\nV1 a 0 PWL(1 2 0 3)",
    """
    a.cir:2: expected PWL(time value time value …) with times that do not decrease, found "pwl 1.0 2.0 0.0 3.0"
    """
  ),
  (
    "t\nV1 a 0\n+ PULSE(1)",
    """
    a.cir:3: expected PULSE(low high delay rise fall width period), times of 0 or more, found "pulse 1.0"
    """
  ),
  ("+ R1 a 0 1k", "a.cir: expected elements below the title, found none"),
  ("t\n+ R1 a 0 1k", "a.cir:2: expected a statement that + can continue, found \"+\""),
  (
    "t\nR1 a 0 1k\n.param r=1",
    "a.cir:3: expected .tran, .save, .options, .subckt opamp, .control or .end, found \".param\""
  ),
  ("t\nR1 a 0 1k\n.control\nrun", "a.cir:3: expected .endc, found \"the end of the file\""),
  (
    "t\nR1 a 0 1k\n.tran 1u",
    "a.cir:3: expected how long to record, above the step, found the end of the line"
  ),
  (
    "t\nV1 a 0 PULSE(0 1\nR1 a 0 1k",
    "a.cir:2: expected a closing parenthesis, found the end of the line"
  ),
  ("t\nV1 a 0 PULSE 0 1)\nR1 a 0 1k", "a.cir:2: expected no parenthesis, found \")\""),
  ("t\nR1 a 0 1\u{1B}k", "a.cir:2: expected a resistance above 0 Ω, found \"1\\u{1b}k\""),
])
func `a wrong netlist is said to be wrong where it is`(text: String, message: String) {
  #expect(failure(text) == message)
}

@Test func `a waveform is read from the command line`() throws {
  #expect(try Waveform(parsing: "STEP(0 5)", file: "x") == .step(to: 5))
  #expect(
    try Waveform(parsing: "sweep(1 100 10k 20m)", file: "x")
      == .sweep(amplitude: 1, from: 100, to: 10e3, duration: 20e-3))
  #expect(throws: NetlistError.self) { try Waveform(parsing: "STEP(0 5) 7 x", file: "x") }
  #expect(throws: NetlistError.self) { try Waveform(parsing: "", file: "x") }
}

@Test func `the circuits of the literature are what their papers say`() {
  let values = CircuitUnderTest.sallenKey.circuit.components.compactMap(\.value)
  #expect(values == [1e3, 3e3, 2e3, 4e3, 4e3, 5e-9, 5e-9])
  #expect(CircuitUnderTest.sallenKey2000.circuit.components[0].value == 5.18e3)
  #expect(CircuitUnderTest.biquad.circuit.components.count == 12)
  #expect(CircuitUnderTest.biquad.faults.count == 13 && CircuitUnderTest.biquad.duration == 512e-6)
}

private let sample = """
  fuzzed
  Vin in 0 PULSE(0 5 1u 1u 10u 10u)
  R1 in a 4.7k
  C1 a 0 10n
  L1 a out 1m
  R2 out 0 1k
  X1 b b2 b2 opamp gbw=1meg
  E1 b 0 a 0 2
  I1 b2 0 SIN(0 1m 10k)
  .tran 1u 20u
  .save v(out)
  .end
  """

/// Reads and, where that works, simulates: a result or a typed error, never a trap.
private func survives(_ bytes: [UInt8], simulating: Bool = true) throws {
  do {
    let netlist = try Netlist(parsing: bytes, file: "fuzzed")
    guard simulating else { return }
    let output = netlist.outputs.first ?? "out"
    let samples = try netlist.circuit.transient(
      output: output, sampleRate: 20 / min(netlist.duration ?? 20e-6, 1e-3), samples: 20)
    #expect(samples.count == 20)
  } catch let error as NetlistError {
    #expect(!"\(error)".isEmpty)
  } catch let error as CircuitError {
    #expect(!"\(error)".isEmpty)
  }
}

@Test func `every truncation of a netlist is read or refused`() throws {
  let bytes = Array(sample.utf8)
  for length in 0...bytes.count { try survives(Array(bytes.prefix(length))) }
}

@Test func `ten thousand changed bytes are read or refused`() throws {
  var random = CounterGenerator(seed: 11)
  for round in 0..<10_000 {
    var bytes = Array(sample.utf8)
    for _ in 0...Int(random.uniform() * 3) {
      let position = Int(random.uniform() * Double(bytes.count))
      bytes[position] = UInt8(random.uniform() * 256)
    }
    // Matrices are slow without optimisation, and reading is what bytes can harm.
    try survives(bytes, simulating: round.isMultiple(of: 20))
  }
}
