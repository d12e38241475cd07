import ArgumentParser
import FaultDXIO
import FaultDXSignal
import FaultDXSimulation
import FaultDXStorage

/// `faultdx simulate circuit`: responses of analog circuits.
struct SimulateCircuit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "circuit",
    abstract: "Simulate the response of analog circuits with faulty components.",
    discussion: """
      Exact solutions of the linear circuit, one Monte-Carlo draw of all components a run; the run is the group. \
      sallen-key: band-pass, 9 classes (sallen-key-2000: with the values of an older paper, 8 classes, since R2- oscillates); biquad: four-op-amp high-pass, 13 classes, of which two pairs \
      cannot be told apart (C2 and R4 enter as a product; see faultdx ambiguity).

      EXAMPLES:
        faultdx simulate circuit --output sallen-key.csv
        faultdx simulate circuit biquad --runs 200 --deviation 0.25 --output biquad.csv
        faultdx simulate circuit --netlist filter.cir --output-node out --faults R1,C2,C1:open --tolerance 1%
      """)

  @OptionGroup(title: "Circuit") var circuit: CircuitOptions

  @Option(
    name: .shortAndLong, help: "The CSV file to write. (default: CIRCUIT.csv)", completion: .file())
  var output: String?

  @Option(help: "Monte-Carlo runs in each class.")
  var runs = 100

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if !(1...100_000).contains(runs) {
      throw ValidationError("--runs must be between 1 and 100000, got \(runs)")
    }
  }

  func run() throws {
    let target = try circuit.target()
    let configuration = try circuit.configuration(of: target, seed: common.seed)
    let recordings: [Recording]
    do {
      recordings = try CircuitDataset.recordings(
        of: target, runs: runs, configuration: configuration)
    } catch {
      throw CommandFailure("\(target.name): \(error)")
    }
    let path = output ?? Self.fileName(of: target.name)
    let peak = recordings.flatMap(\.samples).reduce(0) { max($0, abs($1)) }
    try DurableFile.write(
      CSVWriter.wide(recordings, decimals: Self.decimals(peak: peak)), to: path)
    common.note(
      """
      \(path): \(recordings.count) responses of node \(target.output), \(runs) of each of \
      \(target.faults.count) classes; noise \(Format.significant(configuration.noise)) V
      """)
  }

  /// `filters/rc.cir` becomes `rc.csv`.
  private static func fileName(of circuit: String) -> String {
    let name = circuit.split(separator: "/").last.map(String.init) ?? circuit
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name + ".csv" }
    return name[..<dot] + ".csv"
  }

  /// Four digits behind the point for volts, more for less: a ten-thousandth of the largest decimal.
  private static func decimals(peak: Float) -> Int {
    var decimals = 4
    var unit: Float = 1
    while peak > 0, peak < unit, decimals < 15 {
      decimals += 1
      unit /= 10
    }
    return decimals
  }
}
