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
    /// The tolerance of inductors, as a fraction.
    public var inductorTolerance = 0.10
    /// By which fraction a faulty component is off; its own tolerance comes on top.
    public var faultDeviation = 0.5
    /// Samples in a recording.
    public var samples = 256
    /// The length of a recording in seconds; the circuit's own where it is `nil`.
    public var duration: Double?
    /// The root mean square of the noise of the measurement, in V.
    public var noise = 0.005
    /// Decides everything that is random.
    public var seed: UInt64 = 1

    /// R 5 %, C and L 10 % evenly, faults of 50 %, 256 samples, 5 mV of noise.
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
    let tolerances = [
      configuration.resistorTolerance, configuration.capacitorTolerance,
      configuration.inductorTolerance,
    ]
    guard configuration.samples > 0, configuration.duration ?? 1 > 0,
      (0..<1).contains(configuration.faultDeviation),
      tolerances.allSatisfy((0..<0.5).contains)
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
  ///
  /// - Throws: where the circuit has no single solution.
  public func response(of circuit: Circuit) throws(CircuitError) -> [Double] {
    try circuit.transient(
      output: target.output, sampleRate: sampleRate, samples: configuration.samples)
  }

  /// The circuit of a class with nominal values.
  public func nominal(_ fault: CircuitFault) -> Circuit {
    fault.applied(to: target.circuit, deviation: configuration.faultDeviation)
  }

  /// How far a component's value may lie from its nominal one, as a fraction; 0 for what has none.
  public func tolerance(of element: Circuit.Element) -> Double {
    switch element.kind {
    case .resistor: configuration.resistorTolerance
    case .capacitor: configuration.capacitorTolerance
    case .inductor: configuration.inductorTolerance
    case .voltageSource, .currentSource, .gain, .amplifier: 0
    }
  }

  /// The circuit of one board.
  ///
  /// Every class draws its own boards: runs that share draws from class to class, as those of some
  /// SPICE tools do, are far easier to tell apart than boards are.
  public func board(_ fault: CircuitFault, run: Int) -> Circuit {
    var random = generator(fault, run: run, substream: 0)
    var circuit = target.circuit
    for (index, element) in target.circuit.elements.enumerated() where element.value != nil {
      let tolerance = tolerance(of: element)
      let deviation =
        switch configuration.distribution {
        case .uniform: tolerance * (2 * random.uniform() - 1)
        // Beyond six standard deviations no board leaves the factory.
        case .gaussian: tolerance / 3 * min(max(random.normal(), -6), 6)
        }
      circuit.elements[index] = element.scaled(by: 1 + deviation)
    }
    return fault.applied(to: circuit, deviation: configuration.faultDeviation)
  }

  /// One board's recording in V; its group is the board.
  ///
  /// - Throws: where the circuit has no single solution, or its response grows beyond a million volts.
  public func recording(_ fault: CircuitFault, run: Int) throws(CircuitError) -> Recording {
    var random = generator(fault, run: run, substream: 1)
    let name = "\(fault.label)/\(run)"
    let response = try response(of: board(fault, run: run))
    let peak = response.reduce(0) { $1.isNaN || $0.isNaN ? .nan : max($0, abs($1)) }
    guard peak < 1e6 else { throw .unstable(board: name, peak: peak) }
    let samples = response.map { Float($0 + configuration.noise * random.normal()) }
    return Recording(
      file: "", name: name, samples: samples, channelNames: ["voltage"], sampleRate: sampleRate,
      label: fault.label, group: name)
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
