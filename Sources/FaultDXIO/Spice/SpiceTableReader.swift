import FaultDXSignal

/// Reads the tables that circuit simulators write and that are not quite tables: ngspice's `print`, with
/// pages and an index, its `wrdata`, with the time before every vector and mostly without names, and LTspice's
/// export, where a line tells that a step begins.
struct SpiceTableReader {
  private var lines: TextLines
  private var builder: SpiceRecordingBuilder

  static func read(
    _ bytes: [UInt8], _ format: FileFormat, file: String, options: ReadingOptions
  ) throws(ReadingError) -> Reading {
    var reader = SpiceTableReader(bytes, file: file, options: options)
    switch format {
    case .spicePrint: try reader.readPrint()
    case .spiceSteps: try reader.readSteps()
    default: try reader.readVectors()
    }
    return try reader.builder.finish(leftOut: [])
  }

  private init(_ bytes: [UInt8], file: String, options: ReadingOptions) {
    lines = TextLines(bytes, file: file)
    builder = SpiceRecordingBuilder(file: file, options: options)
  }

  private func numbers(
    _ fields: some Sequence<Range<Int>>, of line: Range<Int>
  ) throws(ReadingError) -> [Double] {
    var numbers: [Double] = []
    for field in fields {
      guard let value = lines.value(field) else {
        throw .field(
          file: lines.file, line: lines.number, column: field.lowerBound - line.lowerBound + 1,
          expected: "a number", found: lines.text(field))
      }
      numbers.append(value)
    }
    return numbers
  }

  /// Only a time can be put on a grid of instants.
  private func requireTime(_ names: [String]) throws(ReadingError) {
    guard let first = names.first?.lowercased(), first == "time" else {
      throw lines.wrong("expected values over the time, found them over \"\(names.first ?? "")\"")
    }
  }

  // MARK: LTspice

  private mutating func readSteps() throws(ReadingError) {
    guard let head = lines.filledLine() else { throw lines.wrong("expected names, found nothing") }
    let names = lines.fields(head, delimiter: 9).map(lines.text)
    try requireTime(names)
    var run: [Double] = []
    while let line = lines.filledLine() {
      if lines.starts(line, with: "Step Information:") {
        try builder.append(run, names: names)
        run = []
        continue
      }
      let fields = lines.fields(line, delimiter: 9)
      guard fields.count == names.count else {
        throw lines.wrong("expected \(names.count) fields as in the header, found \(fields.count)")
      }
      run += try numbers(fields, of: line)
    }
    try builder.append(run, names: names)
  }

  // MARK: wrdata

  private mutating func readVectors() throws(ReadingError) {
    var names: [String] = []
    var rows: [Double] = []
    var width = 0
    while let line = lines.filledLine() {
      let fields = lines.fields(line)
      if width == 0, lines.value(fields[0]) == nil {
        names = fields.map(lines.text)
        try requireTime(names)
      } else {
        if width == 0 { width = fields.count }
        guard fields.count == width, names.isEmpty || names.count == width, width > 1 else {
          throw lines.wrong("expected \(max(2, width)) numbers, found \(fields.count)")
        }
        rows += try numbers(fields, of: line)
      }
    }
    guard width > 1 else { throw lines.wrong("expected rows of numbers, found none") }
    let repeats = Self.repeatsTime(rows, width: width, names: names)
    let titles = names.isEmpty ? ["time"] + (1..<width).map { "vector \($0)" } : names
    guard repeats else { return try builder.append(rows, names: titles) }
    // The time stands before every vector: the first is kept.
    let kept = [0] + stride(from: 1, to: width, by: 2)
    let values = stride(from: 0, to: rows.count, by: width).flatMap { start in
      kept.map { rows[start + $0] }
    }
    let vectors = kept.dropFirst().enumerated().map { index, column in
      names.isEmpty ? "vector \(index + 1)" : names[column]
    }
    try builder.append(values, names: ["time"] + vectors)
  }

  /// Whether every second column is the time again.
  private static func repeatsTime(_ rows: [Double], width: Int, names: [String]) -> Bool {
    guard width > 2, width.isMultiple(of: 2) else { return false }
    let times = stride(from: 2, to: width, by: 2)
    return stride(from: 0, to: rows.count, by: width).allSatisfy { start in
      times.allSatisfy { rows[start + $0] == rows[start] }
    }
  }

  // MARK: print

  /// Columns that stand under each other over one or more pages.
  private struct Section {
    var names: [String]
    var rows: [Double] = []
    var count = 0

    var times: [Double] {
      stride(from: 0, to: rows.count, by: names.count).map { rows[$0] }
    }

    /// Takes the columns of a section that goes on beside this one because a page is not wide enough.
    mutating func widen(by other: Section) {
      var wide: [Double] = []
      wide.reserveCapacity(rows.count + other.rows.count)
      for index in 0..<count {
        wide += rows[index * names.count..<(index + 1) * names.count]
        wide += other.rows[index * other.names.count + 1..<(index + 1) * other.names.count]
      }
      rows = wide
      names += other.names.dropFirst()
    }
  }

  private mutating func readPrint() throws(ReadingError) {
    var sections: [Section] = []
    while let line = lines.filledLine() {
      let fields = lines.fields(line)
      if lines.text(fields[0]) == "Index" {
        let names = fields.dropFirst().map(lines.text)
        try requireTime(names)
        // The same names on a further page; whether the rows go on is told by their index.
        if sections.last?.names != names { sections.append(Section(names: names)) }
        continue
      }
      guard let section = sections.last,
        let index = lines.value(fields[0]).flatMap(Int.init(exactly:))
      else { continue }
      guard fields.count == section.names.count + 1 else {
        throw lines.wrong("expected \(section.names.count + 1) numbers, found \(fields.count)")
      }
      if index == 0, section.count > 0 { sections.append(Section(names: section.names)) }
      let last = sections.count - 1
      guard index == sections[last].count else {
        throw lines.wrong("expected row \(sections[last].count), found \(index)")
      }
      sections[last].rows += try numbers(fields.dropFirst(), of: line)
      sections[last].count += 1
    }
    var merged: [Section] = []
    for section in sections where section.count > 0 {
      if let last = merged.indices.last, merged[last].names != section.names,
        merged[last].times == section.times
      {
        merged[last].widen(by: section)
      } else {
        merged.append(section)
      }
    }
    for section in merged { try builder.append(section.rows, names: section.names) }
  }
}
