import FaultDXSignal
import FaultDXSimulation
import FaultDXTestSupport
import Foundation
import Testing

/// A table of PSpice Monte-Carlo transients: time, then 100 runs.
private struct Table {
  let times: [Double]
  let rows: [[Double]]

  init(_ name: String) throws {
    let path = "\(Repository.sharedDatasets)/sallenkey/\(name).txt"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline).dropFirst()
    let numbers = lines.map { $0.split(separator: " ").compactMap { Double($0) } }
    times = numbers.map { $0[0] }
    rows = numbers.map { Array($0.dropFirst()) }
  }

  /// The median run at each instant of a grid.
  func median(on grid: UniformGrid) -> [Double] {
    let medians = rows.map { row in Float(row.sorted()[row.count / 2]) }
    return grid.interpolate(medians, at: times).map(Double.init)
  }
}

private let isAbsent = !FileManager.default.fileExists(
  atPath: "\(Repository.sharedDatasets)/sallenkey/f0.txt")

@Test(.enabled(if: !isAbsent, "the PSpice transients are not on this machine"))
func `each PSpice file is nearest to the class that it is`() throws {
  let order = [
    CircuitFault.none, .above("R2"), .below("R2"), .above("R3"), .below("R3"), .above("C1"),
    .below("C1"), .above("C2"), .below("C2"),
  ]
  var configuration = CircuitSimulation.Configuration()
  configuration.resistorTolerance = 0
  configuration.capacitorTolerance = 0
  configuration.samples = 240
  configuration.duration = 120e-6
  let simulation = CircuitSimulation(of: .sallenKey, configuration: configuration)
  let responses = try order.map { try simulation.response(of: simulation.board($0, run: 1)) }
  for (index, fault) in order.enumerated() {
    let table = try Table("f\(index)")
    let grid = UniformGrid(start: 0, sampleRate: simulation.sampleRate, frames: 240)
    let median = table.median(on: grid)
    let errors = responses.map { response in
      (zip(response, median).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 240).squareRoot()
    }
    #expect(errors[index] < 0.045, "f\(index) is \(fault.label) with an RMSE of \(errors[index]) V")
    #expect(errors.indices.allSatisfy { $0 == index || errors[$0] > 1.5 * errors[index] })
  }
}
