import FaultDXSignal
import FaultDXSimulation
import FaultDXTestSupport
import Foundation
import Testing

private let circuits: [CircuitUnderTest] = [.sallenKey, .sallenKey2000, .biquad]

/// One transient of `Tests/Fixtures/simulation/generate.py`.
private struct Transient: Decodable {
  let circuit: String
  let label: String
  let samples: [Double]
}

/// The largest difference of two signals over the largest value of the second.
private func largestError(_ found: [Double], _ expected: [Double]) -> Double {
  guard found.count == expected.count else { return .infinity }
  let peak = expected.map { abs($0) }.max() ?? 0
  return (zip(found, expected).map { abs($0 - $1) }.max() ?? 0) / peak
}

private func simulation(_ target: CircuitUnderTest, samples: Int) -> CircuitSimulation {
  var configuration = CircuitSimulation.Configuration()
  configuration.samples = samples
  configuration.resistorTolerance = 0
  configuration.capacitorTolerance = 0
  return CircuitSimulation(of: target, configuration: configuration)
}

@Test(arguments: circuits)
func `every class answers the pulse as in the committed ngspice transients`(
  target: CircuitUnderTest
) throws {
  let url = URL(fileURLWithPath: Repository.fixture("simulation/ngspice.json"))
  let transients = try JSONDecoder().decode([Transient].self, from: Data(contentsOf: url))
    .filter { $0.circuit == target.name }
  let simulation = simulation(target, samples: 128)
  // Also of what is no class because boards may oscillate.
  let faults = CircuitFault.soft(Array(Set(target.faults.compactMap(\.component))))
  #expect(Set(transients.map(\.label)) == Set(faults.map(\.label)))
  for transient in transients {
    let fault = try #require(faults.first { $0.label == transient.label })
    let found = try simulation.response(of: simulation.nominal(fault))
    let error = largestError(found, transient.samples)
    #expect(error < 0.0002, "\(target.name) \(fault.label): \(error) of the peak")
  }
}

@Test(.enabled(if: ngspice != nil, "ngspice is not installed"), arguments: circuits)
func `boards with tolerances, healthy and of every fault, answer as ngspice says`(
  target: CircuitUnderTest
) throws {
  let simulation = CircuitSimulation(of: target)
  for (run, fault) in target.faults.enumerated() {
    let board = simulation.board(fault, run: run)
    let expected = try Ngspice.transient(
      board, output: "out", sampleRate: simulation.sampleRate,
      samples: simulation.configuration.samples)
    let error = largestError(try simulation.response(of: board), expected)
    #expect(error < 0.001, "\(target.name) \(fault.label): \(error) of the peak")
  }
}

@Test func `the number of samples does not change the solution`() throws {
  for target in circuits {
    let coarse = simulation(target, samples: 16)
    let fine = simulation(target, samples: 1600)
    let every = stride(from: 0, to: 1600, by: 100)
    let samples = try fine.response(of: target.circuit)
    #expect(
      largestError(try coarse.response(of: target.circuit), every.map { samples[$0] }) < 1e-9)
  }
}

@Test func `the biquad cannot tell C2 from R4`() throws {
  let simulation = simulation(.biquad, samples: 256)
  func response(_ fault: CircuitFault) throws -> [Double] {
    try simulation.response(of: simulation.nominal(fault))
  }
  #expect(try largestError(response(.above("C2")), response(.above("R4"))) < 1e-9)
  #expect(try largestError(response(.below("C2")), response(.below("R4"))) < 1e-9)
  #expect(try largestError(response(.above("C2")), response(.above("C1"))) > 0.05)
}

@Test func `boards differ from run to run and from class to class, and not from time to time`()
  throws
{
  let simulation = CircuitSimulation(of: .sallenKey)
  #expect(simulation.board(.none, run: 1) == simulation.board(.none, run: 1))
  #expect(simulation.board(.none, run: 1) != simulation.board(.none, run: 2))
  func r1(_ fault: CircuitFault) -> Double? {
    simulation.board(fault, run: 1).components[0].value
  }
  #expect(r1(.none) != r1(.above("R2")), "classes share their draws")
  #expect(try simulation.recording(.none, run: 3) == simulation.recording(.none, run: 3))
}

@Test(arguments: CircuitSimulation.Configuration.Distribution.allCases)
func `values are spread as the tolerance says`(
  distribution: CircuitSimulation.Configuration.Distribution
) throws {
  var configuration = CircuitSimulation.Configuration()
  configuration.distribution = distribution
  let simulation = CircuitSimulation(of: .sallenKey, configuration: configuration)
  let nominal = CircuitUnderTest.sallenKey.circuit.components
  var squares = [Double](repeating: 0, count: nominal.count)
  let runs = 400
  for run in 0..<runs {
    for (index, component) in simulation.board(.below("C2"), run: run).components.enumerated() {
      let factor = component.name == "C2" ? 0.5 : 1
      let value = try #require(component.value)
      let deviation = value / (try #require(nominal[index].value) * factor) - 1
      squares[index] += deviation * deviation / Double(runs)
    }
  }
  for (index, component) in nominal.enumerated() {
    let tolerance = component.name.hasPrefix("R") ? 0.05 : 0.1
    let expected = distribution == .uniform ? tolerance / 3.0.squareRoot() : tolerance / 3
    #expect(abs(squares[index].squareRoot() / expected - 1) < 0.12, "\(component.name)")
  }
}

@Test func `a data set has every class and names every board`() throws {
  let recordings = try CircuitDataset.recordings(of: .biquad, runs: 2)
  #expect(recordings.count == 26)
  #expect(Set(recordings.compactMap(\.group)).count == 26)
  #expect(recordings[2].label == "C1+" && recordings[2].group == "C1+/1")
  #expect(recordings.allSatisfy { $0.frames == 256 && $0.sampleRate == 500_000 })
  #expect(try CircuitDataset.recordings(of: .sallenKey, runs: 1).count == 9)
  #expect(try CircuitDataset.recordings(of: .sallenKey2000, runs: 100).count == 800)
}
