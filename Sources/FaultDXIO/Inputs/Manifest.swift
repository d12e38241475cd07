import FaultDXSignal

/// A table whose rows name files and say what is known about them.
struct Manifest {
  struct Row {
    let line: Int
    let path: String
    let label: String?
    let rate: Double?
    let group: String?
    let speed: Double?
    let load: String?
    let channel: String?
    let variable: String?
    /// Every column by its name, for conditions.
    let all: [String: String]
    /// The columns that have no place of their own in a recording.
    let others: [String: String]

    /// Writes what the row says into a recording; what it leaves open stays.
    func describe(_ recording: inout Recording) {
      recording.group = group ?? recording.group
      recording.speed = speed ?? recording.speed
      recording.load = load ?? recording.load
      recording.attributes.merge(others) { _, new in new }
    }
  }

  static let fileNames = ["file", "path", "filename", "file_name"]
  private static let labelNames = ["label", "class", "fault", "condition", "y"]
  private static let rateNames = ["rate", "sample_rate", "sampling_rate", "fs"]
  private static let groupNames = ["group", "bearing", "unit", "board"]
  private static let speedNames = ["speed_rpm", "rpm", "speed"]
  private static let loadNames = ["load", "load_hp"]

  let file: String
  let rows: [Row]
  let labelColumn: String?

  /// The manifest, where the table is one: it has a column of file names and they look like files, not
  /// like the names of recordings that stand on every row of a table of samples.
  static func ifManifest(
    _ source: ByteSource, folder: String, options: ReadingOptions
  ) throws(ReadingError) -> Manifest? {
    if options.layout == .long || options.layout == .wide { return nil }
    // The buffer reads on as far as it must; a second source would lose a pipe.
    let peek = try TextBuffer(source, blockSize: source.blockSize(atMost: 1 << 16))
    var plain = ReadingOptions()
    plain.delimiter = options.delimiter
    let outline: TableOutline
    do throws(ReadingError) {
      outline = try TableSniffer(options: plain).outline(of: peek)
    } catch {
      if options.layout == .manifest { throw error }
      return nil
    }
    if options.layout != .manifest, !looksLikeManifest(outline, folder: options.root ?? folder) {
      return nil
    }
    return try Manifest(
      TextTable(source.rewound(), options: options), folder: folder, options: options)
  }

  private static func looksLikeManifest(_ outline: TableOutline, folder: String) -> Bool {
    guard let header = outline.header else { return false }
    let names = header.map { ColumnRole.split($0).name }
    guard let column = names.firstIndex(where: fileNames.contains) else { return false }
    let files = outline.rows.prefix(2).compactMap { column < $0.count ? $0[column] : nil }
    guard let first = files.first, !first.isEmpty else { return false }
    guard
      FileSystem.looksLikeRecording(first)
        || FileSystem.kind(FileSystem.join(folder, first)) == .file
    else { return false }
    return files.count < 2 || files[0] != files[1] || names.contains("channel")
      || names.contains("variable")
  }

  init(_ table: TextTable, folder: String, options: ReadingOptions) throws(ReadingError) {
    file = table.file
    let names = table.header.map { ColumnRole.split($0).name }
    func index(_ known: [String]) -> Int? {
      for name in known { if let index = names.firstIndex(of: name) { return index } }
      return nil
    }
    guard let fileColumn = index(Self.fileNames) else {
      throw .contents(
        file: table.file,
        message: "expected a column \"file\" in the manifest, found "
          + table.header.map { "\"\($0)\"" }.joined(separator: ", "))
    }
    var label = index(Self.labelNames)
    if let wanted = options.labelColumn {
      label = table.header.firstIndex { $0.lowercased() == wanted.lowercased() }
      if label == nil {
        throw .options(
          "\(table.file): there is no column \"\(wanted)\"; the columns are "
            + table.header.map { "\"\($0)\"" }.joined(separator: ", "))
      }
    }
    labelColumn = label.map { table.header[$0] }
    let columns = Columns(
      file: fileColumn, label: label, rate: index(Self.rateNames),
      group: options.groupColumn.flatMap { wanted in
        table.header.firstIndex { $0.lowercased() == wanted.lowercased() }
      } ?? index(Self.groupNames),
      speed: index(Self.speedNames), load: index(Self.loadNames), channel: index(["channel"]),
      variable: index(["variable"]))
    var rows: [Row] = []
    rows.reserveCapacity(table.rows.count)
    for row in table.rows {
      rows.append(
        try Self.row(row, of: table, columns, root: options.root ?? folder))
    }
    guard !rows.isEmpty else {
      throw .contents(file: table.file, message: "expected files in the manifest, found none")
    }
    self.rows = rows
  }

  private struct Columns {
    let file: Int
    let label, rate, group, speed, load, channel, variable: Int?
  }

  private static func row(
    _ row: TextTable.Row, of table: TextTable, _ columns: Columns, root: String
  ) throws(ReadingError) -> Row {
    guard row.fields.count == table.header.count else {
      throw .line(
        file: table.file, line: row.line,
        message: "expected \(table.header.count) fields, found \(row.fields.count)")
    }
    func text(_ column: Int?) -> String? {
      guard let column, !row.fields[column].isEmpty else { return nil }
      return row.fields[column]
    }
    func number(_ column: Int?, positive: Bool) throws(ReadingError) -> Double? {
      guard let column, let text = text(column) else { return nil }
      guard let value = DecimalScanner().number(text.utf8), value.isFinite, !positive || value > 0
      else {
        throw .field(
          file: table.file, line: row.line, column: column + 1,
          expected: positive ? "a sampling rate in Hz" : "a number", found: text)
      }
      return value
    }
    guard let path = text(columns.file) else {
      throw .field(
        file: table.file, line: row.line, column: columns.file + 1, expected: "a file", found: "")
    }
    let placed = [
      columns.file, columns.label, columns.rate, columns.group, columns.speed, columns.load,
      columns.channel, columns.variable,
    ]
    var all: [String: String] = [:]
    var others: [String: String] = [:]
    for (index, name) in table.header.enumerated() {
      all[name.lowercased()] = row.fields[index]
      if !placed.contains(index), !row.fields[index].isEmpty { others[name] = row.fields[index] }
    }
    return Row(
      line: row.line, path: FileSystem.join(root, path), label: text(columns.label),
      rate: try number(columns.rate, positive: true), group: text(columns.group),
      speed: try number(columns.speed, positive: false), load: text(columns.load),
      channel: text(columns.channel), variable: text(columns.variable), all: all, others: others)
  }

  /// The rows on which the conditions hold.
  func selectedRows(_ options: ReadingOptions) throws(ReadingError) -> [Row] {
    guard !options.conditions.isEmpty else { return rows }
    var selected: [Row] = []
    for row in rows where try options.conditions.hold({ row.all[$0.lowercased()] }) {
      selected.append(row)
    }
    guard !selected.isEmpty else {
      throw .options("\(file): no row has \(options.conditions.sentence)")
    }
    return selected
  }
}
