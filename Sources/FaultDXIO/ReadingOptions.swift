/// How inputs are read; what is left alone is found from the data and told in the notes.
public struct ReadingOptions: Sendable, Equatable {
  /// What the rows of a table are.
  public enum Layout: Sendable, Equatable {
    /// Found from the table.
    case automatic
    /// A row is one instant; the numeric columns are channels.
    case long
    /// A row is one window or series; the numeric columns are its samples.
    case wide
    /// A row names a file and says what is known about it.
    case manifest
  }

  /// Whether the first row of a table names its columns.
  public enum Header: Sendable, Equatable {
    /// Found from the table.
    case automatic
    /// It does.
    case present
    /// It does not; columns are then named by number, counting from 1.
    case absent
  }

  /// What is done with values that are missing (empty, `NaN`, `NA`, `null`, `-`, `inf` and the like).
  public enum MissingValues: String, Sendable, Equatable, CaseIterable {
    /// A missing value is an error that names its line and column.
    case error
    /// The straight line between the neighbours; at the ends the nearest value.
    case interpolate
    /// The row is left out.
    case drop
    /// Zero.
    case zero
  }

  /// What lies along an axis of an array.
  public enum Axis: String, Sendable, Equatable, CaseIterable {
    /// Each index is a recording of its own.
    case recording
    /// Each index is an instant.
    case time
    /// Each index is a channel.
    case channel
  }

  /// Where labels come from when neither a manifest nor the file itself has them.
  public enum NameLabels: Sendable, Equatable {
    /// From class folders; from file names where several files have at least two different ones.
    case automatic
    /// From class folders, else always from file names.
    case fileNames
    /// Nowhere.
    case none
  }

  /// A condition on a column of a manifest (or on what is known about a recording).
  public struct Condition: Sendable, Equatable {
    /// The column's name, compared without regard to case.
    public var column: String
    /// The value wanted; numbers are compared as numbers.
    public var value: String

    /// Creates a condition.
    public init(column: String, value: String) {
      self.column = column
      self.value = value
    }
  }

  /// The sampling rate in Hz of everything that is read; wins over files, comments and time columns.
  public var rate: Double?
  /// The shaft speed in revolutions per minute of recordings that do not say theirs.
  public var speed: Double?
  /// What the rows of tables are.
  public var layout: Layout = .automatic
  /// Whether tables begin with a header.
  public var header: Header = .automatic
  /// The byte between fields; `nil` where it is to be found.
  public var delimiter: Character?
  /// Whether numbers have a decimal comma (never with commas between fields), or `nil` to find out.
  public var decimalComma: Bool?
  /// What is done with missing values.
  public var missing: MissingValues = .error
  /// The column (of a table or a manifest) that holds the label.
  public var labelColumn: String?
  /// The column that tells recordings apart.
  public var recordingColumn: String?
  /// The column that names the physical unit.
  public var groupColumn: String?
  /// The column that holds the time.
  public var timeColumn: String?
  /// The columns of a table that are signals, by name or by number counting from 1; empty for all.
  public var columns: [String] = []
  /// Whether each signal column is a recording of its own (Monte-Carlo runs) and not a channel of one;
  /// `nil` where the names are to tell: `V(OUT)@1`, `V(OUT)@2`, … are runs.
  public var columnsAreRecordings: Bool?
  /// The channels to keep, by name or by number counting from 1; empty for all.
  public var channels: [String] = []
  /// Whether a table whose time steps differ is interpolated onto a uniform grid instead of refused.
  public var resampleNonUniform = false
  /// The rate in Hz of that grid; `nil` for as many instants as the table has rows.
  public var gridRate: Double?
  /// The variable of a MATLAB file, by name, nested path (`a.b.c`) or suffix (`_DE_time`).
  public var variable: String?
  /// What the axes of an array (NumPy) are, first to last; empty to find out.
  public var axes: [Axis] = []
  /// The folder that the paths of a manifest are relative to; `nil` for the manifest's own.
  public var root: String?
  /// Which rows of a manifest (or which recordings) are read: all conditions on different columns must
  /// hold, and of those on one column, one.
  public var conditions: [Condition] = []
  /// Where labels come from when nothing else says.
  public var nameLabels: NameLabels = .automatic
  /// How many threads may parse one long table; what is read does not depend on it.
  public var threads = 1
  /// How many samples one file may hold, over all channels; a small compressed file may unfold to any
  /// size.
  public var maximumSamples = 1 << 29

  /// The sampling rates in Hz that a recording may have, from a year's drift to a light wave's: outside
  /// of them a rate is a slip, and its arithmetic runs out of numbers.
  package static let plausibleRates: ClosedRange<Double> = 1e-6...1e12

  /// How many bytes a compressed file may unfold to.
  var maximumBytes: Int {
    let (bytes, overflow) = maximumSamples.multipliedReportingOverflow(by: 8)
    return overflow ? .max : bytes
  }

  /// Who said `rate`, for notes.
  var rateOrigin: String { rateIsManifests ? "as the manifest says" : "as given" }

  /// Whether `rate` is of a manifest's row.
  var rateIsManifests = false

  /// Options that leave everything to be found.
  public init() {}

  /// Conditions as pairs: `options.where = [("load", "0")]`.
  public var `where`: [(column: String, value: String)] {
    get { conditions.map { ($0.column, $0.value) } }
    set { conditions = newValue.map { Condition(column: $0.column, value: $0.value) } }
  }
}
