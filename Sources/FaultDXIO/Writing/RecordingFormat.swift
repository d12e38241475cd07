/// The forms that recordings are written in.
public enum RecordingFormat: String, Sendable, CaseIterable {
  /// Comma-separated text: a row is an instant, or a recording where all have one channel and one length
  /// and that is asked for.
  case csv
  /// RIFF WAVE with 32-bit floats: the samples as they are, whatever their unit.
  case wav
  /// One NumPy array of 32-bit floats.
  case npy
  /// NumPy arrays in an archive: the samples, and what is known about each recording.
  case npz
}

/// Why recordings cannot be written.
public enum WritingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The recordings do not go into one file of the form.
  case unsuitable(String)
  /// The form cannot hold all that is known: what would be lost.
  case loss(RecordingFormat, [String])

  /// One sentence.
  public var description: String {
    switch self {
    case .unsuitable(let message): message
    case .loss(let format, let what):
      "a \(format.rawValue) file cannot keep \(what.joined(separator: ", nor "))"
    }
  }
}
