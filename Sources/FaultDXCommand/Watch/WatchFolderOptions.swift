import ArgumentParser

/// How a folder is watched.
struct WatchFolderOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: "Append the lines to this file, each once whatever happens. (default: standard output)",
    completion: .file(extensions: ["ndjson"]))
  var output: String?

  @Option(
    help:
      "Remember in this file what was reported, so that --output may be rotated, or standard output continued.",
    completion: .file())
  var state: String?

  @Flag(help: "Report what is there and has stopped growing, then end.")
  var once = false

  @Option(
    help: ArgumentHelp("Seconds from one look at the folder to the next.", valueName: "seconds"))
  var interval = Self.usualInterval

  @Option(
    help: ArgumentHelp(
      "Seconds for which a file must not have changed in size and date.", valueName: "seconds"))
  var settle = Self.usualSettle

  @Option(
    name: .customLong("pattern"),
    help: ArgumentHelp(
      "Only files with such a name, as the shell has them; repeat for several. (default: what recordings are called)",
      valueName: "*.wav"))
  var patterns: [String] = []

  private static let usualInterval = 1.0
  private static let usualSettle = 2.0

  /// Whether nobody asked for anything.
  var isUsual: Bool {
    output == nil && state == nil && !once && interval == Self.usualInterval
      && settle == Self.usualSettle && patterns.isEmpty
  }

  func validate() throws {
    if !(interval > 0 && interval <= 86_400) {
      throw ValidationError("--interval must be above 0 and at most 86400, got \(interval)")
    }
    if !(settle >= 0 && settle <= 86_400) {
      throw ValidationError("--settle must be between 0 and 86400, got \(settle)")
    }
    if patterns.contains(where: { $0.isEmpty || $0.contains("/") }) {
      throw ValidationError("--pattern is of names such as *.wav, without folders")
    }
    if let output, output == state {
      throw ValidationError("--output and --state must be two files, got \(output) twice")
    }
  }
}
