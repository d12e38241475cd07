import ArgumentParser
import FaultDXEvaluation
import FaultDXSimulation
import FaultDXStorage

/// `faultdx ambiguity`: which faults of a circuit cannot be told apart, before anything is measured.
struct Ambiguity: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find the faults of a circuit that nothing at its output can tell apart.",
    discussion: """
      From the netlist: components whose sensitivities of the response are alike, classes of which no test could be right \
      in more than 60 % of cases, and how good any classifier can be on boards with these tolerances, with these classes \
      apart and as one.

      EXAMPLES:
        faultdx ambiguity biquad
        faultdx ambiguity --netlist filter.cir --output-node out --tolerance R=1%,C=5%
        faultdx ambiguity sallen-key --noise 0.05 --format json
      """)

  @OptionGroup(title: "Circuit") var circuit: CircuitOptions

  @Option(
    help: """
      Simulated boards of each class that the ceiling is fitted on, and as many that it is measured on; 0 leaves it out.
      """)
  var runs = 1000

  @Option(help: "How to write.")
  var format: OutputFormat = .text

  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    guard runs == 0 || (CircuitCeiling.fewestBoards...20_000).contains(runs) else {
      throw ValidationError(
        "--runs must be 0, or from \(CircuitCeiling.fewestBoards) to 20000, got \(runs)")
    }
  }

  func run() throws {
    let target = try circuit.target()
    let configuration = try circuit.configuration(of: target, seed: common.seed)
    let simulation = CircuitSimulation(of: target, configuration: configuration)
    let report: AmbiguityReport
    do {
      let ambiguity = try CircuitAmbiguity(of: simulation)
      report = AmbiguityReport(
        simulation: simulation, ambiguity: ambiguity,
        ceiling: runs == 0
          ? nil : try CircuitCeiling(of: simulation, groups: ambiguity.classes, boards: runs))
    } catch {
      throw CommandFailure("\(target.name): \(error)")
    }
    try Console.output(
      format == .text ? report.text : JSON.object(report.json).serialized(pretty: true) + "\n")
  }
}
