public import FaultDXSignal

/// Why a recording cannot be diagnosed.
public enum DiagnosisError: Error, Equatable, CustomStringConvertible {
  /// The recording is shorter than one window; both in frames at the model's rate.
  case tooShort(recording: String, frames: Int, window: Int)
  /// The recording has another number of channels than the model was trained on.
  case channelCount(recording: String, found: [String], expected: [String])
  /// What was given as a window is not as long as one of the model; in samples of all channels.
  case windowSize(found: Int, expected: Int)
  /// No window holds samples that could be believed; the first defect stands for them.
  case invalidInput(recording: String, defect: WindowDefect)
  /// The network's answer for the window at `start` is NaN or infinite: no answer at all.
  case notFinite(recording: String, start: Int)
  /// The recording's rate cannot be brought to the model's.
  case sampleRate(recording: String, found: Double, expected: Double, reason: String)
  /// The recording cannot be conditioned as the model's training data were.
  case conditioning(ConditioningError)
  /// The recording does not say what the model's networks must know, in words.
  case missing(recording: String, what: String)

  /// One sentence with what was found and what was expected.
  public var description: String {
    switch self {
    case .tooShort(let recording, let frames, let window):
      "\(recording): too short: \(frames) samples where the model needs a window of \(window)"
    case .windowSize(let found, let expected):
      "a window of \(found) samples, expected \(expected)"
    case .channelCount(let recording, let found, let expected):
      "\(recording): has \(Self.channels(found)) where the model expects \(Self.channels(expected)); "
        + "choose with --channel NAME or --channel NUMBER"
    case .invalidInput(let recording, let defect):
      "\(recording): invalid input: \(defect)"
    case .notFinite(let recording, let start):
      "\(recording): the network's answer for the window at sample \(start) is not a number: the model "
        + "is damaged, or the samples are far from those it was trained on"
    case .conditioning(let error): error.description
    case .missing(let recording, let what):
      "\(recording): does not say \(what), which the model must know"
    case .sampleRate(let recording, let found, let expected, let reason):
      "\(recording): cannot be brought from \(found) Hz to \(expected) Hz: \(reason)"
    }
  }

  private static func channels(_ names: [String]) -> String {
    "\(names.count) \(names.count == 1 ? "channel" : "channels") (\(names.joined(separator: ", ")))"
  }
}
