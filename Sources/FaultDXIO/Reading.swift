public import FaultDXSignal

/// What was read from the inputs.
public struct Reading: Sendable {
  /// One input among several that could not be read.
  public struct Failure: Sendable, Equatable {
    /// The file, as the user or the manifest named it.
    public var file: String
    /// Why it could not be read.
    public var error: ReadingError

    /// Creates a failure.
    public init(file: String, error: ReadingError) {
      self.file = file
      self.error = error
    }
  }

  /// The recordings, in the order of the inputs, of the rows of a manifest and of the names in folders.
  public var recordings: [Recording] = []
  /// What was assumed or found on the way, as sentences.
  public var notes: [String] = []
  /// Those of the notes that say what the user may not expect: what a file says against what was asked
  /// for, what of it was left out.
  public var warnings: [String] = []
  /// What could not be read while other inputs could.
  public var failures: [Failure] = []

  /// The rates of the grids that tables with non-uniform times were interpolated onto.
  var gridRates: Set<Double> = []

  /// Creates a reading of nothing.
  public init() {}

  mutating func warn(_ text: String) {
    notes.append(text)
    warnings.append(text)
  }
}
