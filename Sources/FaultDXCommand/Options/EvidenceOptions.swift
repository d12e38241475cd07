public import ArgumentParser
public import FaultDX
import FaultDXIO

/// What the physics of a bearing is checked with.
struct EvidenceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The bearing of recordings that do not say theirs: a number such as 6205 (\"faultdx bearings\" lists them), or balls=9,ball=7.94,pitch=39.04[,angle=0].",
      valueName: "bearing"))
  var bearing: String?

  @Option(
    help: ArgumentHelp(
      "The channel with pulses of the shaft, by name or number from 1.", valueName: "channel"))
  var tachometer: String?

  @Option(help: ArgumentHelp("Pulses in a revolution.", valueName: "pulses"))
  var pulsesPerRevolution = 1

  @Option(
    help: ArgumentHelp(
      "What is demodulated: whole, kurtogram (its most impulsive band), or LOW-HIGH in Hz.",
      valueName: "band"))
  var band = "whole"

  @Flag(name: .customLong("no-whitening"), help: "Do not whiten the spectrum first.")
  var isUnwhitened = false

  @Option(
    help: "A recording of the machine when it was sound, to compare the figures with.",
    completion: .file())
  var baseline: String?

  @Flag(name: .customLong("no-speed-estimate"), help: "Do not guess a speed that nobody says.")
  var guessesNothing = false

  @Option(
    help: ArgumentHelp(
      "The samples are velocity in mm/s of a machine above 300 kW (large) or of 15 to 300 kW (medium): show its zone of ISO 20816.",
      valueName: "machine"))
  var velocityOf: VibrationSeverity.Machine?

  func validate() throws {
    if let bearing {
      do throws(BearingNameError) {
        _ = try NamedBearing(bearing)
      } catch {
        throw ValidationError("--bearing \(error); \"faultdx bearings\" lists the catalogue")
      }
    }
    if !(1...65_536).contains(pulsesPerRevolution) {
      throw ValidationError(
        "--pulses-per-revolution must be between 1 and 65536, got \(pulsesPerRevolution)")
    }
    if parsedBand == nil {
      throw ValidationError(
        "--band must be whole, kurtogram, or LOW-HIGH in Hz such as 2000-4000, got \"\(band)\"")
    }
  }

  private var parsedBand: Examination.Band? {
    switch band {
    case "whole": return .whole
    case "kurtogram": return .kurtogram
    default:
      let edges = band.split(separator: "-", omittingEmptySubsequences: false).map { Double($0) }
      guard edges.count == 2, let low = edges[0], let high = edges[1], low >= 0, low < high,
        high.isFinite
      else { return nil }
      return .given(low...high)
    }
  }

  /// The examination of a recording: of its own bearing, where it says one.
  func examination(of recording: Recording) -> Examination {
    var examination = Examination()
    examination.bearing =
      recording.attributes["bearing_number"].flatMap { try? NamedBearing($0) }
      ?? bearing.flatMap { try? NamedBearing($0) }
    examination.tachometer = tachometer.map {
      .init(channel: $0, pulsesPerRevolution: pulsesPerRevolution)
    }
    examination.band = parsedBand ?? .whole
    if isUnwhitened { examination.whitening = nil }
    examination.estimatesSpeed = !guessesNothing
    examination.machine = velocityOf
    examination.channel = tachometerChannel(of: recording) == 0 && recording.channels > 1 ? 1 : 0
    return examination
  }

  /// The recording as a model hears it.
  func withoutTachometer(_ recording: Recording) -> Recording {
    guard let channel = tachometerChannel(of: recording), recording.channels > 1 else {
      return recording
    }
    var heard = recording
    let kept = recording.channelNames.indices.filter { $0 != channel }
    heard.channelNames = kept.map { recording.channelNames[$0] }
    heard.samples = (0..<recording.frames).flatMap { frame in
      kept.map { recording.samples[frame * recording.channels + $0] }
    }
    return heard
  }

  private func tachometerChannel(of recording: Recording) -> Int? {
    tachometer.flatMap { name in
      recording.channelNames.firstIndex(of: name)
        ?? Int(name).flatMap { recording.channelNames.indices.contains($0 - 1) ? $0 - 1 : nil }
    }
  }

  /// The recording to compare with.
  func readBaseline(_ input: InputOptions, _ common: CommonOptions) throws -> Recording? {
    guard let baseline else { return nil }
    let reading = try RecordingReader.read(
      inputs: [baseline],
      options: input.readingOptions(
        namesAreLabels: false, threads: common.parallelism.threadCount))
    if let failure = reading.failures.first { throw failure.error }
    guard reading.recordings.count == 1, let recording = reading.recordings.first else {
      throw CommandFailure(
        "\(baseline): holds \(reading.recordings.count) recordings; a baseline is one")
    }
    return recording
  }
}

extension VibrationSeverity.Machine: ExpressibleByArgument {}
