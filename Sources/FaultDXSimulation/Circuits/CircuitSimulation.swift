public import FaultDXSignal

/// Monte-Carlo runs of a circuit: boards whose components differ within their tolerances, healthy
/// or with one fault, answering one pulse.
public struct CircuitSimulation: Sendable {
  /// What is the same for every board.
  public struct Configuration: Sendable, Equatable {
    /// How values are distributed within their tolerance.
    public enum Distribution: String, Sendable, CaseIterable {
      /// Evenly.
      case uniform
      /// Normally, the tolerance being three standard deviations.
      case gaussian
    }

    /// How values are distributed within their tolerance.
    public var distribution = Distribution.uniform
    /// The tolerance of resistors, as a fraction.
    public var resistorTolerance = 0.05
    /// The tolerance of capacitors, as a fraction.
    public var capacitorTolerance = 0.10
    /// By which fraction a faulty component is off; its own tolerance comes on top.
    public var faultDeviation = 0.5
    /// Samples in a recording.
    public var samples = 256
    /// The length of a recording in seconds; the circuit's own where it is `nil`.
    public var duration: Double?
    /// The excitation.
    public var source = PiecewiseLinear.pulse()
    /// The root mean square of the noise of the measurement, in V.
    public var noise = 0.005
    /// Decides everything that is random.
    public var seed: UInt64 = 1

    /// R 5 %, C 10 % evenly, faults of 50 %, 256 samples, a pulse of 5 V, 5 mV of noise.
    public init() {}
  }

  /// The circuit.
  public let target: CircuitUnderTest
  /// What is the same for every board.
  public let configuration: Configuration

  /// A simulation of that circuit.
  ///
  /// - Precondition: there is a sample, the duration is positive, and no value can become zero or
  ///   less.
  public init(of target: CircuitUnderTest, configuration: Configuration = Configuration()) {
    let widest = max(configuration.resistorTolerance, configuration.capacitorTolerance)
    guard configuration.samples > 0, configuration.duration ?? 1 > 0,
      (0..<1).contains(configuration.faultDeviation), (0..<0.5).contains(widest),
      min(configuration.resistorTolerance, configuration.capacitorTolerance) >= 0
    else {
      fatalError("a circuit simulation needs samples, a duration, and tolerances below 50 %")
    }
    self.target = target
    self.configuration = configuration
  }

  /// Samples per second, in Hz.
  public var sampleRate: Double {
    Double(configuration.samples) / (configuration.duration ?? target.duration)
  }

  /// The voltage at the output of a circuit, sampled without noise.
  public func response(of circuit: LinearCircuit) -> [Double] {
    circuit.stateSpace.response(
      to: configuration.source, sampleRate: sampleRate, samples: configuration.samples)
  }

  /// The circuit of one board.
  ///
  /// Every class draws its own boards: runs that share draws from class to class, as those of some
  /// SPICE tools do, are far easier to tell apart than boards are.
  public func board(_ fault: CircuitFault, run: Int) -> LinearCircuit {
    var random = generator(fault, run: run, substream: 0)
    var circuit = target.circuit
    for index in circuit.components.indices {
      let tolerance =
        circuit.components[index].kind == .resistor
        ? configuration.resistorTolerance : configuration.capacitorTolerance
      switch configuration.distribution {
      case .uniform:
        circuit.components[index].value *= 1 + tolerance * (2 * random.uniform() - 1)
      case .gaussian:
        // Beyond six standard deviations no board leaves the factory.
        let draw = min(max(random.normal(), -6), 6)
        circuit.components[index].value *= 1 + tolerance / 3 * draw
      }
    }
    guard let change = fault.change(deviation: configuration.faultDeviation) else { return circuit }
    return circuit.scaling(change.component, by: change.factor)
  }

  /// One board's recording in V; its group is the board.
  public func recording(_ fault: CircuitFault, run: Int) -> Recording {
    var random = generator(fault, run: run, substream: 1)
    let samples = response(of: board(fault, run: run)).map {
      Float($0 + configuration.noise * random.normal())
    }
    let board = "\(fault.label)/\(run)"
    return Recording(
      file: "", name: board, samples: samples, channelNames: ["voltage"], sampleRate: sampleRate,
      label: fault.label, group: board)
  }

  private func generator(
    _ fault: CircuitFault, run: Int, substream: UInt64
  ) -> CounterGenerator {
    guard let order = target.faults.firstIndex(of: fault) else {
      fatalError("\(fault.label) is no fault of \(target.name)")
    }
    return CounterGenerator(
      seed: configuration.seed, stream: UInt64(order) << 32 | UInt64(run), substream: substream)
  }
}
