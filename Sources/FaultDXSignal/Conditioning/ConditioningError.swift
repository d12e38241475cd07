/// Why signals cannot be conditioned.
public enum ConditioningError: Error, Equatable, CustomStringConvertible {
  /// A text that describes no step.
  case syntax(text: String, reason: String)
  /// A step whose numbers make no sense, or that cannot stand where it stands.
  case invalidStep(step: String, reason: String)
  /// The recording does not say its sampling rate, and a step needs it.
  case unknownRate(recording: String, step: String)
  /// A filter cannot be made for the recording's rate, or applied to so few samples.
  case filter(recording: String, step: String, FilterError)
  /// The recording says no shaft speed, or one that is none.
  case unknownSpeed(recording: String, found: Double?)
  /// Fewer than two pulses in the tachometer's channel.
  case tooFewPulses(recording: String, channel: String, found: Int)
  /// Two pulses at a distance, in frames, that the one before does not let expect.
  case irregularPulses(
    recording: String, channel: String, frame: Int, distance: Double, expected: Double)
  /// The recording has no channel of that name or number.
  case noChannel(recording: String, channel: String, names: [String])
  /// The tachometer is the only channel.
  case onlyTachometer(recording: String)
  /// The recording cannot be brought to another rate.
  case resampling(recording: String, ResamplingError)
  /// A step wants samples in time and finds them along something else.
  case axis(recording: String, step: String, found: SignalAxis)

  /// One sentence.
  public var description: String {
    switch self {
    case .syntax(let text, let reason): "\"\(text)\" is no conditioning step: \(reason)"
    case .invalidStep(let step, let reason): "\(step): \(reason)"
    case .unknownRate(let recording, let step):
      "\(recording): has no sampling rate, which \(step) needs; give it with --rate"
    case .filter(let recording, let step, let error): "\(recording): \(step): \(error)"
    case .unknownSpeed(let recording, nil):
      "\(recording): has no shaft speed, which order tracking needs; give it with --speed, in a column "
        + "speed_rpm, or name a tachometer channel (order-track:64:tacho=2)"
    case .unknownSpeed(let recording, let found?):
      "\(recording): has a shaft speed of \(found.plainText) rpm, where order tracking needs a positive one"
    case .tooFewPulses(let recording, let channel, let found):
      "\(recording): \(found) \(found == 1 ? "pulse" : "pulses") in the tachometer channel \(channel), expected "
        + "at least 2"
    case .irregularPulses(let recording, let channel, let frame, let distance, let expected):
      "\(recording): the pulse of the tachometer channel \(channel) at frame \(frame) comes after "
        + "\(Self.rounded(distance)) frames where the one before came after \(Self.rounded(expected)): a pulse is "
        + "missing, or one is none"
    case .noChannel(let recording, let channel, let names):
      "\(recording): has no channel \(channel), expected one of \(names.joined(separator: ", ")) or a number "
        + "from 1 to \(names.count)"
    case .onlyTachometer(let recording):
      "\(recording): has no channel but the tachometer's"
    case .resampling(let recording, let error): "\(recording): \(error)"
    case .axis(let recording, let step, let found):
      "\(recording): \(step) wants samples in time, found them by \(found.rawValue)"
    }
  }

  private static func rounded(_ frames: Double) -> String {
    ((frames * 10).rounded() / 10).plainText
  }
}
