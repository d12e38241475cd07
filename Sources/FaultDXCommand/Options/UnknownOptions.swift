import ArgumentParser
import FaultDX

/// When a recording is like nothing that the model was trained on.
struct UnknownOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The share of known recordings that may be called unknown, 0 to 1.", valueName: "share"))
  var unknownRate = KnownSpectra.defaultRate

  @Flag(name: .customLong("no-unknown"), help: "Call no recording unknown.")
  var isOff = false

  func validate() throws {
    guard unknownRate > 0, unknownRate < 1 else {
      throw ValidationError("--unknown-rate must be between 0 and 1, got \(unknownRate)")
    }
  }

  /// What a diagnoser is told.
  var rate: Double? { isOff ? nil : unknownRate }
}
