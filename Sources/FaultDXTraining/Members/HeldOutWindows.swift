/// What networks said of windows of a training recording, or of a stretch of it, that was held out from their training.
public struct HeldOutWindows: Sendable, Equatable {
  /// The recording's class.
  public let label: Int
  /// The physical unit, or the recording where that is not known.
  public let unit: String
  /// The logarithms of the mean probabilities of each window, windows that do not overlap.
  public let logits: [[Float]]
}
