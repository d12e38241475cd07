public import FaultDXSignal

/// Why a window cannot be explained.
public enum ExplanationError: Error, Equatable, CustomStringConvertible {
  /// The recording cannot be diagnosed.
  case diagnosis(DiagnosisError)
  /// The model knows no such class.
  case noSuchClass(String, labels: [String])
  /// The recording has fewer windows; numbers count from 0.
  case noSuchWindow(recording: String, number: Int, count: Int)
  /// No window begins at or before that place and ends behind it, in seconds or the unit of another axis.
  case outside(recording: String, place: Double, end: Double)
  /// The recording says no rate, so that a place in seconds means nothing.
  case noRate(recording: String)
  /// The window's samples cannot be believed.
  case invalidWindow(recording: String, number: Int, defect: WindowDefect)

  /// One sentence with what was found and what was expected.
  public var description: String {
    switch self {
    case .diagnosis(let error): error.description
    case .noSuchClass(let label, let labels):
      "the model knows no class \"\(label)\", only \(labels.joined(separator: ", "))"
    case .noSuchWindow(let recording, let number, let count):
      "\(recording): there is no window \(Self.ordinal(number)), only \(count) "
        + (count == 1 ? "window" : "windows")
    case .outside(let recording, let place, let end):
      "\(recording): no window lies at \(place), they lie from 0 to \(end)"
    case .noRate(let recording):
      "\(recording): says no sampling rate, so a place in seconds means nothing; name a window by its number"
    case .invalidWindow(let recording, let number, let defect):
      "\(recording): window \(Self.ordinal(number)) is invalid input: \(defect)"
    }
  }

  /// People count from 1.
  private static func ordinal(_ number: Int) -> Int { number == .max ? number : number + 1 }
}
