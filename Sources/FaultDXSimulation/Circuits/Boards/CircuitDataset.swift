public import FaultDXSignal

/// Boards of every class: the data sets that `faultdx simulate circuit` writes.
public enum CircuitDataset {
  /// So many boards of each class of a circuit, class after class.
  ///
  /// - Throws: where a circuit has no single solution, or a board is unstable.
  public static func recordings(
    of target: CircuitUnderTest, runs: Int = 100,
    configuration: CircuitSimulation.Configuration = CircuitSimulation.Configuration()
  ) throws(CircuitError) -> [Recording] {
    let simulation = CircuitSimulation(of: target, configuration: configuration)
    var recordings: [Recording] = []
    for fault in target.faults {
      for run in 0..<max(runs, 0) {
        recordings.append(try simulation.recording(fault, run: run + 1))
      }
    }
    return recordings
  }
}
