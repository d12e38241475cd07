import ArgumentParser
import FaultDX

/// How the windows of sensors become events.
struct StreamOptions: ParsableArguments {
  @Flag(help: "Also a line for every window.")
  var windows = false

  @Option(
    name: .customLong("normal"),
    help: ArgumentHelp(
      "The class that is no fault. (default: normal, healthy or the like)", valueName: "label"))
  var normalLabel: String?

  @Option(
    help: ArgumentHelp(
      "Frames from one window to the next at the model's rate. (default: the model's)",
      valueName: "frames"))
  var hop: Int?

  @Option(help: "Windows that make a fault the verdict …")
  var votes = Self.usual.votes

  @Option(help: "… and the class without a fault,")
  var clearingVotes = Self.usual.clearingVotes

  @Option(help: "of so many last ones.")
  var memory = Self.usual.memory

  @Option(help: "The probability from which a window votes, 0 to 1.")
  var voteConfidence = Self.usual.confidence

  @Option(
    help: ArgumentHelp("Seconds that a new verdict must last.", valueName: "seconds"))
  var minimumDuration = Self.usual.minimumDuration

  private static let usual = VerdictSmoothing()

  /// The smoothing that is asked for; what makes no sense in it a stream refuses.
  var smoothing: VerdictSmoothing {
    VerdictSmoothing(
      votes: votes, clearingVotes: clearingVotes, of: memory, confidence: voteConfidence,
      holdingConfidence: min(voteConfidence, Self.usual.holdingConfidence),
      minimumDuration: minimumDuration)
  }

  /// Whether nobody asked for anything.
  var isUsual: Bool {
    !windows && normalLabel == nil && hop == nil && smoothing == Self.usual
  }
}
