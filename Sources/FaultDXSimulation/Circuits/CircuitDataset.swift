public import FaultDXSignal

/// Boards of every class: the data sets that `faultdx simulate circuit` writes.
public enum CircuitDataset {
  /// So many boards of each class of a circuit, class after class.
  public static func recordings(
    of target: CircuitUnderTest, runs: Int = 100,
    configuration: CircuitSimulation.Configuration = CircuitSimulation.Configuration()
  ) -> [Recording] {
    let simulation = CircuitSimulation(of: target, configuration: configuration)
    return target.faults.flatMap { fault in
      (0..<max(runs, 0)).map { simulation.recording(fault, run: $0 + 1) }
    }
  }

  /// The Sallen-Key band-pass filter, 9 classes; by default what is in `datasets/sallen-key.csv`.
  public static func sallenKey(
    runs: Int = 100,
    configuration: CircuitSimulation.Configuration = CircuitSimulation.Configuration()
  ) -> [Recording] {
    recordings(of: .sallenKey, runs: runs, configuration: configuration)
  }

  /// The biquad high-pass filter: 13 classes.
  public static func biquad(
    runs: Int = 100,
    configuration: CircuitSimulation.Configuration = CircuitSimulation.Configuration()
  ) -> [Recording] {
    recordings(of: .biquad, runs: runs, configuration: configuration)
  }
}
