import ArgumentParser

/// `faultdx simulate`: recordings with known faults.
struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make recordings of bearings and circuits with known faults.",
    subcommands: [SimulateBearing.self, SimulateCircuit.self])
}
