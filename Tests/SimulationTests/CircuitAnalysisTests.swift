import FaultDXSignal
import FaultDXSimulation
import FaultDXTestSupport
import Foundation
import Testing

private func circuit(_ body: String) throws -> Circuit {
  try Netlist(parsing: Array(("title\n" + body).utf8), file: "a.cir").circuit
}

/// The samples of node `out`.
private func response(_ body: String, rate: Double, samples: Int = 200) throws -> [Double] {
  try circuit(body).transient(output: "out", sampleRate: rate, samples: samples)
}

private func largestError(_ found: [Double], _ expected: [Double]) -> Double {
  guard found.count == expected.count else { return .infinity }
  let peak = expected.map(abs).max() ?? 0
  return (zip(found, expected).map { abs($0 - $1) }.max() ?? 0) / peak
}

private func times(_ rate: Double, _ samples: Int = 200) -> [Double] {
  (0..<samples).map { Double($0) / rate }
}

@Test func `a first-order circuit answers a ramp as the textbook says`() throws {
  let found = try response(
    "R in out 1k\nC out 0 1u\nV in 0 PWL(0 0 1 1000)", rate: 1000, samples: 10)
  let expected = (0..<10).map { index in Double(index) - 1 + exp(-Double(index)) }
  #expect(largestError(found, expected) < 1e-12)
}

@Test func `a jump charges a capacitor as the textbook says`() throws {
  let found = try response("R1 in out 1k\nC1 out 0 1u\nV1 in 0 STEP(0 5)", rate: 50e3)
  #expect(largestError(found, times(50e3).map { 5 * (1 - exp(-$0 / 1e-3)) }) < 1e-12)
  // The output of a high-pass filter jumps with it.
  let high = try response("C1 in out 1u\nR1 out 0 1k\nV1 in 0 STEP(0 5)", rate: 50e3)
  #expect(largestError(high, times(50e3).map { 5 * exp(-$0 / 1e-3) }) < 1e-12)
}

@Test func `a resonant circuit rings as the textbook says`() throws {
  // alpha = R / 2L = 5e3, omega0 = 1 / sqrt(LC) = 1e5
  let found = try response(
    "R1 in a 10\nL1 a out 1m\nC1 out 0 100n\nV1 in 0 STEP(0 1)", rate: 1e6, samples: 400)
  let (alpha, damped) = (5e3, (1e10 - 25e6).squareRoot())
  let expected = times(1e6, 400).map { t in
    1 - exp(-alpha * t) * (cos(damped * t) + alpha / damped * sin(damped * t))
  }
  #expect(largestError(found, expected) < 1e-11)
}

@Test func `an integrator integrates, from rest`() throws {
  let found = try response(
    "R1 in n 10k\nC1 n out 10n\nX1 0 n out opamp\nV1 in 0 STEP(0 2)", rate: 100e3)
  #expect(largestError(found, times(100e3).map { -2 * $0 / 1e-4 }) < 1e-12)
}

@Test func `a differentiator differentiates`() throws {
  let found = try response(
    "C1 in n 10n\nR1 n out 10k\nX1 0 n out opamp\nV1 in 0 PWL(0 0 1m 5 2m 5 3m 0)", rate: 100e3,
    samples: 400)
  let expected = times(100e3, 400).map { t in t < 1e-3 ? -0.5 : t < 2e-3 ? 0.0 : t < 3e-3 ? 0.5 : 0
  }
  // At the corners themselves there is no slope to compare.
  let inner = (0..<400).filter { $0 % 100 != 0 }
  #expect(largestError(inner.map { found[$0] }, inner.map { expected[$0] }) < 1e-9)
}

@Test func `capacitors in a loop share their charge`() throws {
  // A capacitive divider: 1n over (1n + 3n), with nothing that could tell them apart over time.
  let found = try response(
    "C1 in out 1n\nC2 out 0 2n\nC3 out 0 1n\nR1 in 0 1k\nV1 in 0 STEP(0 4)", rate: 1e6)
  #expect(largestError(found, times(1e6).map { _ in 1 }) < 1e-12)
}

@Test func `inductors in series are one`() throws {
  let one = try response(
    "R1 in out 100\nL1 out a 2m\nL2 a 0 3m\nV1 in 0 STEP(0 1)", rate: 1e6)
  #expect(largestError(one, times(1e6).map { exp(-100 / 5e-3 * $0) }) < 1e-11)
}

@Test func `a current source charges a capacitor`() throws {
  let found = try response("I1 0 out STEP(0 1m)\nC1 out 0 1u", rate: 1e3)
  #expect(largestError(found, times(1e3).map { 1000 * $0 }) < 1e-12)
}

@Test func `a circuit begins at its operating point`() throws {
  let found = try response(
    "R1 in out 1k\nC1 out 0 1u\nR2 out 0 1k\nV1 in 0 PWL(0 4 1m 4 1.1m 0)", rate: 10e3)
  #expect(found.prefix(11).allSatisfy { abs($0 - 2) < 1e-12 } && abs(found[199]) < 1e-9)
}

@Test func `a sine settles to what the transfer function says`() throws {
  let body = "R1 in out 1k\nC1 out 0 100n\nV1 in 0 SIN(0 3 2k)"
  let found = try response(body, rate: 200e3, samples: 4000).suffix(100)
  let phasor = try circuit(body).frequencyResponse(
    output: "out", source: "V1", frequencies: [2000])[0]
  let expected = times(200e3, 4000).suffix(100).map { t in
    3 * (phasor.real * sin(2 * .pi * 2000 * t) + phasor.imaginary * cos(2 * .pi * 2000 * t))
  }
  #expect(largestError(Array(found), expected) < 1e-7)
  #expect(abs(phasor.magnitude - 1 / (1 + pow(2 * .pi * 0.2, 2)).squareRoot()) < 1e-12)
}

@Test func `a sweep is the sine that it says`() throws {
  let found = try response("V1 out 0 SWEEP(2 1k 5k 10m)\nR1 out 0 1k", rate: 100e3, samples: 1100)
  let expected = times(100e3, 1100).map { t in
    t < 10e-3 ? 2 * sin(2 * .pi * (1000 * t + 400e3 * t * t / 2)) : 0
  }
  let inner = (0..<1100).filter { $0 != 1000 }
  #expect(largestError(inner.map { found[$0] }, inner.map { expected[$0] }) < 1e-12)
}

@Test func `a pulse comes again after its period`() throws {
  let found = try response(
    "V1 out 0 PULSE(1 3 1m 1m 1m 2m 10m)\nR1 out 0 1k", rate: 1e3, samples: 25)
  let period: [Double] = [1, 1, 3, 3, 3, 1, 1, 1, 1, 1]
  #expect(found == period + period + period.prefix(5))
}

@Test(arguments: [
  ("R1 in out 1k\nR2 a b 1k\nV1 in 0 STEP(0 1)", "nodes a, b can have any voltage"),
  ("R1 in out 1k\nV1 in out STEP(0 1)", "nodes in, out can have any voltage"),
  ("I1 0 out STEP(0 1)\nL1 out a 1m", "nodes out, a can have any voltage"),
  ("R1 in n 1k\nR2 out 0 1k\nX1 0 n out opamp\nV1 in 0 STEP(0 1)", "out can have any voltage"),
  ("R1 out 0 1k\nV1 out 0 STEP(0 1)\nV2 out 0 1", "elements V1, V2 can carry any current"),
  ("R1 out 0 1k\nV1 out 0 STEP(0 1)\nE1 out 0 out 0 1", "can carry any current"),
  (
    "C1 in a 1n\nR1 a b 1k\nX1 0 a b opamp\nC2 b c 1n\nR2 c out 1k\nX2 0 c out opamp\nV1 in 0 PWL(0 0 1 1)",
    "the circuit differentiates V1 twice"
  ),
  ("V1 out 0 PULSE(0 1 0 1n 1n 1n 4n)\nR1 out 0 1k", "V1 changes too often"),
])
func `a circuit without a single solution names what is wrong`(
  body: String, message: String
) throws {
  let circuit = try circuit(body)
  do throws(CircuitError) {
    _ = try circuit.transient(output: "out", sampleRate: 1, samples: 100)
    Issue.record("there is no error")
  } catch {
    #expect("\(error)".contains(message), "\(error)")
  }
}

@Test func `a node that does not exist is named with those that do`() throws {
  let circuit = try circuit("R1 in out 1k\nV1 in 0 STEP(0 1)")
  #expect(throws: CircuitError.unknownNode("x", known: ["in", "out"])) {
    try circuit.transient(output: "x", sampleRate: 1, samples: 1)
  }
  #expect(try circuit.transient(output: "0", sampleRate: 1, samples: 2) == [0, 0])
}

private let followers = """
  V1 in 0 PULSE(0 1 1u 0.1u 0.1u 20u)
  R1 in a 1k
  C1 a b 2n
  R2 a out 3k
  C2 a 0 2n
  R3 b 0 2k
  R4 fb 0 4k
  R5 out fb 4k
  RL out 0 2k
  """

@Test(
  .enabled(if: ngspice != nil, "ngspice is not installed"),
  arguments: [
    "X1 b fb out opamp gbw=1meg", "X1 b fb out opamp gbw=3meg gain=1e4 rout=200",
    "X1 b fb out opamp gbw=300k",
  ])
func `an amplifier with one pole does what ngspice says`(amplifier: String) throws {
  let circuit = try circuit(followers + "\n" + amplifier)
  let expected = try Ngspice.transient(circuit, output: "out", sampleRate: 5e6, samples: 300)
  let found = try circuit.transient(output: "out", sampleRate: 5e6, samples: 300)
  #expect(largestError(found, expected) < 0.001)
  let sweep = try Ngspice.sweep(circuit, output: "out", from: 100, to: 1e7)
  let response = try circuit.frequencyResponse(
    output: "out", source: "V1", frequencies: sweep.map(\.frequency))
  #expect(sweep.count > 40)
  for (ours, theirs) in zip(response, sweep) {
    let difference = hypot(ours.real - theirs.real, ours.imaginary - theirs.imaginary)
    #expect(difference < 1e-4, "\(ours.frequency) Hz")
  }
}

/// A ladder of random series and shunt elements between a source and a load.
private func ladder(_ seed: UInt64) -> String {
  var random = CounterGenerator(seed: seed)
  func value(_ low: Double) -> Double { low * pow(100, random.uniform()) }
  var lines = ["V1 n0 0 PULSE(0 1 2u 1u 3u 15u)"]
  let sections = 2 + Int(random.uniform() * 4)
  for section in 0..<sections {
    let (from, to) = ("n\(section)", section + 1 == sections ? "out" : "n\(section + 1)")
    lines.append("R\(section) \(from) \(to) \(value(100))")
    switch Int(random.uniform() * 3) {
    case 0: lines.append("C\(section) \(to) 0 \(value(1e-10))")
    case 1: lines.append("L\(section) \(to) 0 \(value(1e-4))")
    default: lines.append("C\(section) \(from) \(to) \(value(1e-10))")
    }
  }
  return (lines + ["RL out 0 \(value(100))"]).joined(separator: "\n")
}

@Test(
  .enabled(if: ngspice != nil, "ngspice is not installed"), arguments: 1...12 as ClosedRange<UInt64>
)
func `random ladders of R, C and L do what ngspice says`(seed: UInt64) throws {
  let circuit = try circuit(ladder(seed))
  let expected = try Ngspice.transient(circuit, output: "out", sampleRate: 4e6, samples: 200)
  let found = try circuit.transient(output: "out", sampleRate: 4e6, samples: 200)
  #expect(largestError(found, expected) < 0.002, "\(ladder(seed))")
}

/// One case of `Tests/Fixtures/simulation/networks.py`.
private struct Network: Decodable {
  let netlist: String
  let samples: [Double]
}

@Test func `ladders and amplifiers with one pole answer as in the committed ngspice transients`()
  throws
{
  let url = URL(fileURLWithPath: Repository.fixture("simulation/networks.json"))
  let networks = try JSONDecoder().decode([Network].self, from: Data(contentsOf: url))
  #expect(networks.count == 13)
  for network in networks {
    let netlist = try Netlist(parsing: Array(network.netlist.utf8), file: "case")
    let found = try netlist.circuit.transient(output: "out", sampleRate: 2e6, samples: 60)
    // ngspice follows a source that rises within a tenth of a sample by steps of 10 ns.
    let error = largestError(found, network.samples)
    #expect(error < 0.002, "\(error) of the peak: \(network.netlist)")
  }
}
