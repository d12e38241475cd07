import ArgumentParser
import FaultDXIO
import FaultDXSimulation
import FaultDXStorage

/// `faultdx simulate circuit`: pulse responses of analog filters.
struct SimulateCircuit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "circuit",
    abstract: "Simulate the pulse response of analog circuits with faulty components.",
    discussion: """
      Exact solutions of the linear circuit, one Monte-Carlo draw of all components a run. \
      sallen-key: band-pass, 9 classes (sallen-key-2000: with the values of an older paper); biquad: four-op-amp high-pass, 13 classes, of which two pairs \
      cannot be told apart (C2 and R4 enter as a product).

      EXAMPLES:
        faultdx simulate circuit --output sallen-key.csv
        faultdx simulate circuit biquad --runs 200 --deviation 0.25 --output biquad.csv
      """)

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

  @Argument(help: "The circuit.")
  var circuit: Circuit = .sallenKey

  @Option(
    name: .shortAndLong, help: "The CSV file to write. (default: CIRCUIT.csv)", completion: .file())
  var output: String?

  @Option(help: "Monte-Carlo runs in each class.")
  var runs = 100

  @Option(help: "Samples in each response.")
  var samples = 256

  @Option(help: "How far a faulty component is off, as a share of its value.")
  var deviation = 0.5

  @Option(help: "How tolerances are spread.")
  var distribution: Distribution = .uniform

  @Option(help: "Standard deviation of the noise on the response, in volts.")
  var noise = 0.005

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if !(1...100_000).contains(runs) {
      throw ValidationError("--runs must be between 1 and 100000, got \(runs)")
    }
    if !(2...1_000_000).contains(samples) {
      throw ValidationError("--samples must be between 2 and 1000000, got \(samples)")
    }
    if !(deviation > 0 && deviation < 1) {
      throw ValidationError("--deviation must be above 0 and below 1, got \(deviation)")
    }
    if !(noise >= 0 && noise <= 1000) {
      throw ValidationError("--noise must be from 0 to 1000 V, got \(noise)")
    }
  }

  func run() throws {
    var configuration = CircuitSimulation.Configuration()
    configuration.seed = common.seed
    configuration.samples = samples
    configuration.faultDeviation = deviation
    configuration.noise = noise
    configuration.distribution = distribution == .gaussian ? .gaussian : .uniform
    let recordings = CircuitDataset.recordings(
      of: circuit.target, runs: runs, configuration: configuration)
    let path = output ?? "\(circuit.rawValue).csv"
    try DurableFile.write(CSVWriter.wide(recordings), to: path)
    common.note("\(path): \(recordings.count) responses, \(runs) of each class")
  }
}
