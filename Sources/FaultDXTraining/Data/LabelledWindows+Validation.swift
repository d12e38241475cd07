import FaultDXSignal

/// Windows that cannot be learnt from: which recording, what was found, what was expected.
public enum LabelledWindowsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A window must have at least one frame.
  case windowLength(Int)
  /// A recording has another sampling rate than the first.
  case sampleRate(recording: String, found: Double?, expected: Double?)
  /// A recording has another number of channels than the first.
  case channels(recording: String, found: Int, expected: Int)
  /// A normalisation was fitted on another number of channels.
  case normalization(channels: Int, expected: Int)
  /// A recording has no label, or one that is no class.
  case unknownLabel(recording: String, label: String?)
  /// A window's label is not the index of a class.
  case label(window: Int, found: Int, classes: Int)
  /// A window names a recording that there is not.
  case recording(window: Int, found: Int, count: Int)
  /// A window or the range it may move in leaves the recording.
  case range(recording: String, start: Int, length: Int, range: Range<Int>, frames: Int)

  /// One sentence.
  public var description: String {
    switch self {
    case .windowLength(let length): "a window of \(length) frames, expected at least 1"
    case .sampleRate(let recording, let found, let expected):
      "\(recording): sampled at \(Self.name(found)), expected \(Self.name(expected)) as the others"
    case .channels(let recording, let found, let expected):
      "\(recording): has \(found) channels, expected \(expected) as the others"
    case .normalization(let channels, let expected):
      "the normalization was fitted on \(channels) channels, expected \(expected)"
    case .unknownLabel(let recording, nil): "\(recording): has no label"
    case .unknownLabel(let recording, let label?):
      "\(recording): has the label \"\(label)\", which is not one of the classes"
    case .label(let window, let found, let classes):
      "window \(window) has the label \(found), expected 0 to \(classes - 1)"
    case .recording(let window, let found, let count):
      "window \(window) is of recording \(found), expected 0 to \(count - 1)"
    case .range(let recording, let start, let length, let range, let frames):
      "\(recording): a window from frame \(start) of \(length) frames within \(range), "
        + "expected it inside the \(frames) frames"
    }
  }

  private static func name(_ rate: Double?) -> String {
    rate.map { "\($0) Hz" } ?? "an unknown rate"
  }
}

extension LabelledWindows {
  func check() throws(LabelledWindowsError) {
    if windowLength < 1 { throw .windowLength(windowLength) }
    for recording in recordings {
      if recording.sampleRate != sampleRate {
        throw .sampleRate(
          recording: recording.identity, found: recording.sampleRate, expected: sampleRate)
      }
      if recording.channels != channels {
        throw .channels(
          recording: recording.identity, found: recording.channels, expected: channels)
      }
    }
    if let fitted = normalization.channels, fitted != channels, !recordings.isEmpty {
      throw .normalization(channels: fitted, expected: channels)
    }
    for (index, window) in windows.enumerated() {
      guard recordings.indices.contains(window.recording) else {
        throw .recording(window: index, found: window.recording, count: recordings.count)
      }
      guard labels.indices.contains(window.label) else {
        throw .label(window: index, found: window.label, classes: labels.count)
      }
      let recording = recordings[window.recording]
      guard window.range.lowerBound >= 0, window.range.upperBound <= recording.frames,
        window.start >= window.range.lowerBound,
        window.start <= window.range.upperBound - windowLength
      else {
        throw .range(
          recording: recording.identity, start: window.start, length: windowLength,
          range: window.range, frames: recording.frames)
      }
    }
  }
}
