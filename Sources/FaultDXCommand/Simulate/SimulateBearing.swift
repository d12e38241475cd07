import ArgumentParser
import FaultDXIO
import FaultDXSignal
import FaultDXSimulation
import FaultDXStorage

/// `faultdx simulate bearing`: vibration of rolling bearings.
struct SimulateBearing: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bearing",
    abstract: "Simulate the vibration of rolling bearings.",
    discussion: """
      Impacts as a random walk with slip, decaying resonances, load-zone and cage modulation, shaft \
      tones and noise (Randall and Antoni, MSSP 25, 2011). Classes: \
      \(BearingFault.allCases.map(\.rawValue).joined(separator: ", ")); every unit is a recording of its own.

      EXAMPLES:
        faultdx simulate bearing --output bearing.csv --signal signal.wav
        faultdx simulate bearing --snr 0 --units 20 --seconds 2 --output noisy.csv
      """)

  @Option(name: .shortAndLong, help: "The CSV file to write.", completion: .file())
  var output = "bearing.csv"

  @Option(
    help: "Also write a recording of an inner-race fault, from a further unit, as WAV.",
    completion: .file())
  var signal: String?

  @Option(
    help: """
      Also write when each defect is struck, as CSV: the recording, the time in seconds after its start, the relative \
      force.
      """, completion: .file())
  var impacts: String?

  @Option(help: "Units (physical bearings) in each class.")
  var units: Int?

  @Option(help: "Seconds in each recording.")
  var seconds: Double?

  @Option(help: "Sampling rate in Hz.")
  var rate: Double?

  @Option(help: "Signal-to-noise ratio in dB.")
  var snr: Double?

  @Option(
    name: .customLong("speed"), help: "Shaft speed in rpm; repeat for several, taken in turn.")
  var speeds: [Double] = []

  @Flag(
    help: """
      Damaged bearings alone, labelled with how far the damage has gone (impacts over noise in dB, -10 to 15) in place of \
      the class: for train --target regression.
      """)
  var graded = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if impacts != nil, graded {
      throw ValidationError("--impacts is for recordings of classes, not for --graded ones")
    }
    if let units, !(1...10_000).contains(units) {
      throw ValidationError("--units must be between 1 and 10000, got \(units)")
    }
    if let seconds, !(seconds > 0 && seconds <= 300) {
      throw ValidationError("--seconds must be above 0 and at most 300, got \(seconds)")
    }
    if let rate, !(rate >= 1000 && rate <= 1e6 && rate == rate.rounded()) {
      throw ValidationError("--rate must be whole Hz between 1000 and 1000000, got \(rate)")
    }
    if let snr, !(abs(snr) <= 100) {
      throw ValidationError("--snr must be between -100 and 100 dB, got \(snr)")
    }
    for speed in speeds where !(speed > 0 && speed <= 100_000) {
      throw ValidationError("--speed must be above 0 and at most 100000 rpm, got \(speed)")
    }
  }

  func run() throws {
    var configuration = BearingDataset.Configuration()
    configuration.seed = common.seed
    if let units { configuration.unitsPerClass = units }
    if let seconds { configuration.simulation.seconds = seconds }
    if let rate { configuration.simulation.sampleRate = rate }
    if let snr { configuration.simulation.signalToNoise = snr }
    if !speeds.isEmpty { configuration.speeds = speeds }
    let dataset = BearingDataset(configuration: configuration)
    let recordings = graded ? dataset.gradedRecordings() : dataset.recordings()
    try DurableFile.write(CSVWriter.long(recordings), to: output)
    common.note(
      "\(output): \(recordings.count) recordings "
        + (graded
          ? "labelled with decibels of impacts over noise"
          : "of \(configuration.faults.count) classes"))
    if let impacts {
      var text = "recording,time_s,force\n"
      for (recording, strikes) in zip(recordings, dataset.impacts()) {
        for strike in strikes { text += "\(recording.name),\(strike.time),\(strike.force)\n" }
      }
      try DurableFile.write(Array(text.utf8), to: impacts)
      common.note("\(impacts): when their defects are struck")
    }
    if let signal {
      let recording = dataset.demonstration()
      try DurableFile.write(WAVWriter.bytes(of: recording), to: signal)
      common.note("\(signal): \(recording.label ?? ""), a unit that is not in \(output)")
    }
  }
}
