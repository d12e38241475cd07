import ArgumentParser
import FaultDXEvaluation

/// How recordings are split, for every command that splits them.
struct SplitOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What is kept whole: group, recording, time, random-windows (which leaks), or the column that says "
        + "train, validation or test of each recording. (default: the strongest that the data allow)",
      valueName: "kind"))
  var split: String?

  @Option(
    help: ArgumentHelp(
      "Test on the recordings with one value of a column (load, speed, fault_size, …), train on the others.",
      valueName: "column[=value]"))
  var leaveOut: String?

  func validate() throws {
    if split?.isEmpty == true || leaveOut?.isEmpty == true || leaveOut?.hasPrefix("=") == true {
      throw ValidationError("--split and --leave-out want a name")
    }
    if split != nil, leaveOut != nil {
      throw ValidationError("--split and --leave-out exclude each other")
    }
  }

  /// What was asked for.
  var chosen: SplitProtocol {
    if let leaveOut {
      let parts = leaveOut.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return .leaveOut(column: String(parts[0]), value: parts.count > 1 ? String(parts[1]) : nil)
    }
    return switch split {
    case nil: .drawn(nil)
    case "group"?, "groups"?: .drawn(.groups)
    case "recording"?, "recordings"?: .drawn(.recordings)
    case "time"?: .drawn(.time)
    case "random-windows"?: .drawn(.windows)
    case let column?: .published(column: column)
    }
  }

  /// Refuses what leaks by design, unless that is wanted.
  func check(allowLeak: Bool) throws {
    if case .drawn(.windows) = chosen, !allowLeak {
      throw ValidationError(
        "--split random-windows puts neighbouring windows of one recording into training and test, so the "
          + "figure leaks; say --allow-leak to measure it all the same")
    }
  }
}

/// How an experiment separates training from test.
enum SplitProtocol: Equatable {
  /// Drawn at random; `nil` keeps whole what is strongest.
  case drawn(Split.Basis?)
  /// As a column says.
  case published(column: String)
  /// The recordings with one value of a column are the test.
  case leaveOut(column: String, value: String?)

  /// Whether it says by itself what is tested.
  var hasOwnTest: Bool {
    switch self {
    case .drawn(let basis): basis == .windows
    case .published, .leaveOut: true
    }
  }
}
