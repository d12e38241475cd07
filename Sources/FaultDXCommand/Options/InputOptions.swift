public import ArgumentParser
import FaultDXIO

/// How recordings are read, for every command that reads them.
struct InputOptions: ParsableArguments {
  @Option(
    help: "Sampling rate in Hz, whatever the files say; a manifest's own rates are kept.")
  var rate: Double?

  @Option(help: "Shaft speed in revolutions per minute of recordings that do not say theirs.")
  var speed: Double?

  @Option(
    name: .customLong("channel"),
    help: "The channel to use, by name or by number from 1; repeat for several.")
  var channels: [String] = []

  @Option(help: "The column with the class.")
  var labelColumn: String?

  @Option(help: "The column that says which recording a row belongs to.")
  var recordingColumn: String?

  @Option(help: "The column with the physical unit (bearing, board), which a split keeps together.")
  var groupColumn: String?

  @Option(help: "The column with the time.")
  var timeColumn: String?

  @Option(
    name: .customLong("column"),
    help: "A column of a table that is a signal, by name or number from 1; repeat for several.")
  var columns: [String] = []

  @Option(help: "What the rows of a table are.")
  var layout: TableLayout = .automatic

  @Option(help: "The character between the fields of a table, or \"tab\". (default: found)")
  var delimiter: String?

  @Option(help: "Whether tables begin with a row of names.")
  var header: TableHeader = .automatic

  @Flag(help: "Numbers are written with a decimal comma. (default: found)")
  var decimalComma = false

  @Option(help: "What is done with missing values.")
  var missing: ReadingOptions.MissingValues = .error

  @Flag(help: "Interpolate tables with non-uniform time steps onto one uniform grid.")
  var resampleNonUniform = false

  @Option(help: "The rate of that grid in Hz. (default: --rate, the model's, or found)")
  var gridRate: Double?

  @Flag(help: "Each signal column is a recording of its own, not a channel. (default: found)")
  var columnsAreRecordings = false

  @Flag(help: "The names of files say the class even where nothing else tells that they do.")
  var labelsFromNames = false

  @Option(help: "The MATLAB variable or NumPy array, by name, path (a.b.c) or suffix.")
  var variable: String?

  @Option(
    help: ArgumentHelp(
      "What the axes of a NumPy array are, first to last: recording, time and channel. (default: found)",
      valueName: "a,b,…"))
  var axes: String?

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Use only the rows of a manifest where a column has a value; repeat for several.",
      valueName: "column=value"))
  var conditions: [String] = []

  @Option(
    help: "The folder that the paths of a manifest are relative to. (default: the manifest's)")
  var root: String?

  func validate() throws {
    if let rate, !ReadingOptions.plausibleRates.contains(rate) {
      throw ValidationError("--rate must be from 1e-6 to 1e12 Hz, got \(rate)")
    }
    if let speed, !(speed > 0 && speed < 1e9) {
      throw ValidationError("--speed must be above 0 and below 1e9 rpm, got \(speed)")
    }
    if let gridRate, !ReadingOptions.plausibleRates.contains(gridRate) {
      throw ValidationError("--grid-rate must be from 1e-6 to 1e12 Hz, got \(gridRate)")
    }
    if gridRate != nil, !resampleNonUniform {
      throw ValidationError("--grid-rate goes with --resample-non-uniform alone")
    }
    if let delimiter, delimiterCharacter == nil {
      throw ValidationError(
        "--delimiter must be one ASCII character or \"tab\", got \"\(delimiter)\"")
    }
    if let axes, axisList?.contains(.time) != true {
      throw ValidationError(
        "--axes wants recording, time and channel, each at most once and time once, got \"\(axes)\""
      )
    }
    try Self.validate(conditions: conditions, option: "--where")
  }

  private var axisList: [ReadingOptions.Axis]? {
    let names = (axes ?? "").split(separator: ",", omittingEmptySubsequences: false)
    let list = names.compactMap { ReadingOptions.Axis(rawValue: String($0)) }
    return list.count == names.count && Set(list).count == list.count ? list : nil
  }

  private var delimiterCharacter: Character? {
    if delimiter == "tab" { return "\t" }
    guard let delimiter, delimiter.utf8.count == 1 else { return nil }
    return delimiter.first
  }

  /// The options as the reader takes them.
  ///
  /// - Parameter namesAreLabels: whether the names of files and folders may say the class; they say
  ///   nothing about recordings that are to be diagnosed.
  /// - Parameter modelRate: the rate of the model that the recordings are for, which is that of a grid
  ///   too.
  func readingOptions(
    namesAreLabels: Bool, modelRate: Double? = nil, threads: Int
  ) -> ReadingOptions {
    var options = ReadingOptions()
    options.threads = threads
    // Of an interpolated table, the rate that is wished for is that of the grid.
    if resampleNonUniform {
      options.gridRate = gridRate ?? rate ?? modelRate
    } else {
      options.rate = rate
    }
    options.speed = speed
    options.channels = channels
    options.columns = columns
    options.labelColumn = labelColumn
    options.recordingColumn = recordingColumn
    options.groupColumn = groupColumn
    options.timeColumn = timeColumn
    options.layout = layout.readingLayout
    options.delimiter = delimiterCharacter
    options.header = header.readingHeader
    options.decimalComma = decimalComma ? true : nil
    options.missing = missing
    options.resampleNonUniform = resampleNonUniform
    options.columnsAreRecordings = columnsAreRecordings ? true : nil
    options.variable = variable
    options.axes = axisList ?? []
    options.root = root
    options.nameLabels = !namesAreLabels ? .none : labelsFromNames ? .fileNames : .automatic
    options.conditions = Self.conditions(conditions)
    return options
  }

  /// `column=value` pairs that `validate` has passed.
  static func conditions(_ texts: [String]) -> [ReadingOptions.Condition] {
    texts.map { text in
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return ReadingOptions.Condition(column: String(parts[0]), value: String(parts.last ?? ""))
    }
  }

  /// Checks `column=value` pairs of an option.
  static func validate(conditions: [String], option: String) throws {
    for condition in conditions where !condition.contains("=") {
      throw ValidationError("\(option) wants column=value, got \"\(condition)\"")
    }
  }
}

/// `ReadingOptions.Layout` as the command line spells it.
enum TableLayout: String, ExpressibleByArgument, CaseIterable {
  case automatic, long, wide, manifest

  var readingLayout: ReadingOptions.Layout {
    switch self {
    case .automatic: .automatic
    case .long: .long
    case .wide: .wide
    case .manifest: .manifest
    }
  }
}

/// `ReadingOptions.Header` as the command line spells it.
enum TableHeader: String, ExpressibleByArgument, CaseIterable {
  case automatic, present, absent

  var readingHeader: ReadingOptions.Header {
    switch self {
    case .automatic: .automatic
    case .present: .present
    case .absent: .absent
    }
  }
}

extension ReadingOptions.MissingValues: ExpressibleByArgument {}
