import ArgumentParser
import FaultDXSimulation
import FaultDXStorage

/// Which circuit, with what wrong, measured how.
struct CircuitOptions: ParsableArguments {
  /// The circuits of the literature.
  enum Circuit: String, ExpressibleByArgument, CaseIterable {
    case sallenKey = "sallen-key"
    case sallenKey2000 = "sallen-key-2000"
    case biquad

    var target: CircuitUnderTest {
      switch self {
      case .sallenKey: .sallenKey
      case .sallenKey2000: .sallenKey2000
      case .biquad: .biquad
      }
    }
  }

  /// Tolerances by the names of the command line.
  enum Distribution: String, ExpressibleByArgument, CaseIterable {
    case gaussian, uniform
  }

  @Argument(help: "A circuit of the literature. (default: sallen-key)")
  var circuit: Circuit?

  @Option(
    help: "A circuit of your own: a SPICE netlist of R, C, L, V, I, E and operational amplifiers.",
    completion: .file())
  var netlist: String?

  @Option(help: "The node whose voltage is recorded. (default: that of .save, or out)")
  var outputNode: String?

  @Option(
    help: """
      What may fail, as a list: R2 (too large and too small), R2+, R2-, R2+25%, R2:open, R2:short. \
      (default: every component, too large and too small)
      """)
  var faults: String?

  @Option(
    help: """
      What the source does instead of what the netlist says: "PULSE(0 5 1u 1u 10u 10u)", \
      "STEP(0 5)", "SWEEP(1 100 10k 20m)", SIN, PWL.
      """)
  var excitation: String?

  @Option(help: "The source that is excited, where there are several.")
  var source: String?

  @Option(help: "How long a response is, such as 128u. (default: that of .tran)")
  var duration: String?

  @Option(help: "Samples in each response. (default: those of .tran, or 256)")
  var samples: Int?

  @Option(help: "How far a faulty component is off, as a share of its value.")
  var deviation = 0.5

  @Option(
    help: "Tolerances: 5% of all, or R=5%,C=10%,L=10%. (default: R 5 %, C and L 10 %)")
  var tolerance: String?

  @Option(help: "How tolerances are spread; gaussian: three standard deviations.")
  var distribution: Distribution = .uniform

  @Option(
    help: """
      Standard deviation of the noise on the response, in volts. (default: 0.005; of a netlist a \
      thousandth of the healthy response's peak)
      """)
  var noise: Double?

  func validate() throws {
    if circuit != nil && netlist != nil {
      throw ValidationError("a circuit of the literature and --netlist exclude each other")
    }
    if let samples, !(2...1_000_000).contains(samples) {
      throw ValidationError("--samples must be between 2 and 1000000, got \(samples)")
    }
    if !(deviation > 0 && deviation < 1) {
      throw ValidationError("--deviation must be above 0 and below 1, got \(deviation)")
    }
    if let noise, !(noise >= 0 && noise <= 1000) {
      throw ValidationError("--noise must be from 0 to 1000 V, got \(noise)")
    }
    if source != nil && excitation == nil {
      throw ValidationError("--source says what --excitation drives; name an excitation as well")
    }
    _ = try seconds
    _ = try waveform
    _ = try classes
    _ = try tolerances
  }

  /// The circuit, what fails in it and what is recorded.
  func target() throws -> CircuitUnderTest {
    var target = try netlist.map(target(of:)) ?? (circuit ?? .sallenKey).target
    if let outputNode { target.output = outputNode.lowercased() }
    if let seconds = try seconds { target.duration = seconds }
    if let waveform = try waveform {
      target.circuit = target.circuit.driving(try excitedSource(of: target.circuit), with: waveform)
    }
    do {
      // Everything once more, with what the options changed.
      return try CircuitUnderTest(
        name: target.name, circuit: target.circuit, output: target.output,
        faults: try classes ?? target.faults, duration: target.duration)
    } catch {
      throw CommandFailure("\(target.name): \(error)")
    }
  }

  /// How its boards are made.
  func configuration(
    of target: CircuitUnderTest, seed: UInt64
  ) throws -> CircuitSimulation.Configuration {
    var configuration = CircuitSimulation.Configuration()
    configuration.seed = seed
    configuration.faultDeviation = deviation
    configuration.distribution = distribution == .gaussian ? .gaussian : .uniform
    if let tolerances = try tolerances {
      configuration.resistorTolerance = tolerances.resistor
      configuration.capacitorTolerance = tolerances.capacitor
      configuration.inductorTolerance = tolerances.inductor
    }
    if let samples = try samples ?? netlist.flatMap({ try read($0).samples }) {
      configuration.samples = samples
    }
    if let noise {
      configuration.noise = noise
    } else if netlist != nil {
      let simulation = CircuitSimulation(of: target, configuration: configuration)
      do {
        let response = try simulation.response(of: target.circuit)
        configuration.noise = (response.map(abs).max() ?? 0) / 1000
      } catch {
        throw CommandFailure("\(target.name): \(error)")
      }
    }
    return configuration
  }

  private func read(_ path: String) throws -> Netlist {
    try Netlist(parsing: DurableFile.read(path), file: path)
  }

  private func target(of path: String) throws -> CircuitUnderTest {
    let netlist = try read(path)
    let circuit = netlist.circuit
    guard try seconds ?? netlist.duration != nil else {
      throw CommandFailure(
        "\(path): does not say how long to record; add .tran STEP STOP, or name --duration")
    }
    let output = outputNode ?? netlist.outputs.first ?? "out"
    guard circuit.nodes.contains(output.lowercased()) else {
      throw CommandFailure(
        """
        \(path): there is no node "\(output)" to record; name --output-node, one of \
        \(circuit.nodes.joined(separator: ", "))
        """)
    }
    if excitation == nil, !circuit.sources.contains(where: \.changes) {
      throw CommandFailure(
        "\(path): no source changes over time; name an --excitation, such as \"STEP(0 5)\"")
    }
    do {
      return try CircuitUnderTest(
        name: path, circuit: circuit, output: output, duration: netlist.duration ?? 1)
    } catch {
      throw CommandFailure("\(path): \(error)")
    }
  }

  private func excitedSource(of circuit: FaultDXSimulation.Circuit) throws -> String {
    let names = circuit.sources.map(\.name)
    if let source {
      guard let name = names.first(where: { $0.lowercased() == source.lowercased() }) else {
        throw CommandFailure(
          "there is no source \"\(source)\"; expected one of \(names.joined(separator: ", "))")
      }
      return name
    }
    let changing = circuit.sources.filter(\.changes)
    if let only = names.count == 1 ? names.first : changing.count == 1 ? changing[0].name : nil {
      return only
    }
    throw CommandFailure(
      names.isEmpty
        ? "the circuit has no source that could be excited"
        : "several sources could be excited; name --source, one of \(names.joined(separator: ", "))"
    )
  }
}

extension Circuit.Element {
  /// Whether it is a source that is not constant.
  fileprivate var changes: Bool {
    switch kind {
    case .voltageSource(let waveform), .currentSource(let waveform): !waveform.isConstant
    default: false
    }
  }
}
