public import FaultDXSignal

/// Why a recording cannot be examined as asked.
public enum ExaminationError: Error, Equatable, CustomStringConvertible {
  /// There is no such channel.
  case noChannel(recording: String, channel: String, names: [String])
  /// A band that is not between 0 Hz and half the rate, or whose edges are in the wrong order.
  case band(recording: String, low: Double, high: Double, nyquist: Double)
  /// A band, or a bearing, for samples whose rate is not known.
  case unknownRate(recording: String)
  /// A tachometer channel that shows less than two pulses.
  case tooFewPulses(recording: String, channel: String, found: Int)
  /// Pulses that are missing, or are none.
  case irregularPulses(recording: String, channel: String, frame: Int)
  /// A shaft's angle that cannot be followed.
  case tracking(ConditioningError)
  /// A speed that is no positive number.
  case speed(Double)
  /// A bearing that cannot be: more balls than have room, a ball larger than its circle.
  case geometry

  /// One sentence with what was found and what was expected.
  public var description: String {
    switch self {
    case .noChannel(let recording, let channel, let names):
      "\(recording): has no channel \"\(channel)\"; it has \(names.joined(separator: ", "))"
    case .band(let recording, let low, let high, let nyquist):
      "\(recording): the band \(low) to \(high) Hz is not within 0 and \(nyquist) Hz, half the sampling rate"
    case .unknownRate(let recording):
      "\(recording): the sampling rate is not known; give it with --rate"
    case .tooFewPulses(let recording, let channel, let found):
      "\(recording): the tachometer channel \"\(channel)\" shows \(found) pulses, where a speed needs two at least"
    case .irregularPulses(let recording, let channel, let frame):
      "\(recording): the tachometer channel \"\(channel)\" has a pulse too many or too few at sample \(frame)"
    case .tracking(let error): "\(error)"
    case .speed(let found):
      "a shaft's speed is a positive number of revolutions per minute, found \(found)"
    case .geometry:
      "no bearing has these measures: expected two balls or more that have room on their circle, and a contact angle "
        + "from 0 to below 90 degrees"
    }
  }
}
