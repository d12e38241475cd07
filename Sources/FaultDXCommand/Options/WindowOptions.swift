import ArgumentParser

/// How windows are cut for training.
struct WindowOptions: ParsableArguments {
  @Option(help: "Samples in a window. (default: from rate and length of the recordings)")
  var window: Int?

  @Option(help: "Samples from one training window to the next. (default: from the data)")
  var hop: Int?

  func validate() throws {
    let lengths = WorkingFormat.shortestUsable...(1 << 24)
    if let window, !lengths.contains(window) {
      throw ValidationError(
        "--window must be \(lengths.lowerBound) to \(lengths.upperBound) samples, got \(window)")
    }
    if let hop, !(1...(1 << 24)).contains(hop) {
      throw ValidationError("--hop must be 1 to \(1 << 24) samples, got \(hop)")
    }
  }
}
