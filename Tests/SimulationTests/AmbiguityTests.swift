import FaultDXEvaluation
import FaultDXSignal
import FaultDXSimulation
import Foundation
import Testing

private func simulation(
  _ target: CircuitUnderTest, samples: Int = 64, noise: Double = 0.005
) -> CircuitSimulation {
  var configuration = CircuitSimulation.Configuration()
  configuration.samples = samples
  configuration.noise = noise
  return CircuitSimulation(of: target, configuration: configuration)
}

private func named(_ groups: AmbiguityGroups) -> [[String]] {
  groups.ambiguous.map { $0.map { groups.labels[$0] } }
}

@Test func `the biquad yields its groups from the netlist alone`() throws {
  let ambiguity = try CircuitAmbiguity(of: simulation(.biquad))
  #expect(named(ambiguity.classes) == [["C2+", "R4+"], ["C2-", "R4-"]])
  #expect(named(ambiguity.components).contains(["R4", "R5", "R6", "C2"]))
  #expect(ambiguity.classPairs.prefix(2).allSatisfy { abs($0.accuracy - 0.5) < 1e-3 })
  #expect(abs(ambiguity.bound - 11.0 / 13) < 0.02)
}

@Test func `the Sallen-Key band-pass has no ambiguous classes`() throws {
  let ambiguity = try CircuitAmbiguity(of: simulation(.sallenKey))
  #expect(named(ambiguity.classes).isEmpty)
  // Only the ratio of R4 and R5 counts.
  #expect(named(ambiguity.components) == [["R4", "R5"]])
  #expect(ambiguity.bound > 0.99)
}

@Test func `noise that drowns the response makes one group of everything`() throws {
  let ambiguity = try CircuitAmbiguity(of: simulation(.sallenKey, noise: 1000))
  #expect(ambiguity.classes.groups.count == 1 && ambiguity.components.groups.count == 1)
  #expect(ambiguity.classPairs.allSatisfy { $0.accuracy < 0.55 })
}

@Test func `the best test of two Gaussians is within the bound`() throws {
  // One component, one sample that matters: y = 5 V · tanh-free divider, so both classes are scalar Gaussians.
  let netlist = try Netlist(
    parsing: Array("divider\nV1 in 0 STEP(0 1)\nR1 in out 1k\nR2 out 0 1k\n.tran 1m 2m".utf8),
    file: "a.cir")
  let target = try CircuitUnderTest(
    name: "divider", circuit: netlist.circuit, output: "out",
    faults: [.none, .deviating("R1", by: 0.1)], duration: 2e-3)
  var configuration = CircuitSimulation.Configuration()
  configuration.samples = 2
  configuration.noise = 0.02
  configuration.distribution = .gaussian
  let simulation = CircuitSimulation(of: target, configuration: configuration)
  let ambiguity = try CircuitAmbiguity(of: simulation)
  let ceiling = try CircuitCeiling(of: simulation, groups: ambiguity.classes, boards: 4000)
  let bound = try #require(ambiguity.classPairs.first).accuracy
  #expect(bound < 0.95 && bound > 0.6)
  #expect(ceiling.accuracy.lower < bound, "\(ceiling.accuracy) exceeds \(bound)")
  // The bound of Kailath is no wide one: within a tenth here.
  #expect(ceiling.accuracy.value > bound - 0.1, "\(ceiling.accuracy) of \(bound)")
}

@Test func `the ceiling of the biquad is that of a coin for its two pairs`() throws {
  let simulation = simulation(.biquad)
  let ambiguity = try CircuitAmbiguity(of: simulation)
  let ceiling = try CircuitCeiling(of: simulation, groups: ambiguity.classes, boards: 150)
  #expect(abs(ceiling.accuracy.value - 0.84) < 0.04, "\(ceiling.accuracy)")
  #expect(ceiling.mergedAccuracy.value > 0.95, "\(ceiling.mergedAccuracy)")
  #expect(ceiling.mergedOutcomes.classCount == 11 && ceiling.outcomes.total == 13 * 150)
}

@Test func `a board without feedback is said to be unstable`() throws {
  let netlist = try Netlist(
    parsing: Array(
      """
      positive feedback
      V1 in 0 STEP(0 1)
      R1 in a 1k
      R2 a out 1k
      C1 a 0 1n
      E1 out 0 a 0 3
      .tran 1u 200u
      """.utf8), file: "a.cir")
  let target = try CircuitUnderTest(
    name: "a.cir", circuit: netlist.circuit, output: "out", duration: 200e-6)
  #expect(throws: CircuitError.self) { try CircuitAmbiguity(of: simulation(target)) }
  #expect(throws: CircuitError.self) { try CircuitDataset.recordings(of: target, runs: 1) }
}

@Test(arguments: [
  ("R2", ["R2+", "R2-"]), ("R2+", ["R2+"]), ("C1-", ["C1-"]), ("R2+25%", ["R2+25%"]),
  ("R2-12.5%", ["R2-12.5%"]), ("R2:open", ["R2:open"]), ("c1:SHORT", ["c1:short"]),
  ("normal", ["normal"]),
])
func `faults are named as on the command line`(word: String, labels: [String]) {
  #expect(CircuitFault.faults(named: word)?.map(\.label) == labels)
}

@Test(arguments: ["", "+", "R2+x%", "R2-100%", "R2%", "R2:", ":open", "R2:loose", "R2+25"])
func `what names no fault is refused`(word: String) {
  #expect(CircuitFault.faults(named: word) == nil)
}

@Test func `open and shorted components stand as resistors`() throws {
  let simulation = CircuitSimulation(
    of: try CircuitUnderTest(
      name: "x", circuit: CircuitUnderTest.sallenKey.circuit, output: "out",
      faults: [.none, .open("R2"), .short("c1")], duration: 128e-6))
  let open = simulation.board(.open("R2"), run: 1)
  #expect(open.elements.first { $0.name == "R2" }?.kind == .resistor(100e6))
  let short = simulation.nominal(.short("c1"))
  #expect(short.elements.first { $0.name == "C1" }?.kind == .resistor(0.01))
  #expect(throws: CircuitError.self) {
    try CircuitUnderTest(
      name: "x", circuit: CircuitUnderTest.sallenKey.circuit, output: "out",
      faults: [.open("R77")], duration: 1)
  }
}
