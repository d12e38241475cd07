extension TableSniffer {
  /// Finds the header and the first row of data among the first rows; returns the index of the latter.
  func locate(_ rows: [[String]], into outline: inout TableOutline) -> Int {
    let mark = outline.dialect.decimalMark
    let columns = Self.modalCount(Array(rows[(rows.count / 2)...]))
    if options.header == .absent { return 0 }
    if options.header == .present {
      let header = rows.firstIndex { $0.count == columns } ?? 0
      return adopt(header, of: rows, into: &outline)
    }
    let numeric = rows.map { row in row.map { scanner.number($0.utf8, mark: mark) != nil } }
    // A mostly numeric row of another length is data that is wrong, not a preamble.
    let wrong = rows.indices.first { index in
      rows[index].count != columns && 2 * numeric[index].count(where: { $0 }) > rows[index].count
    }
    let pattern = Self.numericColumns(rows, numeric, columns: columns)
    let first =
      rows.indices.first { index in
        rows[index].count == columns && !pattern.isEmpty && !Self.isHeader(index, of: rows, numeric)
          && pattern.allSatisfy { numeric[index][$0] || FieldKind.isMissing(rows[index][$0]) }
      } ?? numeric.firstIndex { $0.contains(true) } ?? rows.count
    if let wrong, wrong < first { return header(before: wrong, rows, numeric, columns, &outline) }
    return header(before: first, rows, numeric, columns, &outline)
  }

  /// Whether a row names columns although others of its fields are numbers (`label,group,0,1,2,…`): it has
  /// a name that headers have, and none of its words occurs again below, as those of a label column would.
  private static func isHeader(_ index: Int, of rows: [[String]], _ numeric: [[Bool]]) -> Bool {
    guard ColumnRole.namesAny(rows[index]) else { return false }
    let words = rows[index].indices.filter { !numeric[index][$0] && !rows[index][$0].isEmpty }
    return rows[(index + 1)...].allSatisfy { row in
      words.allSatisfy { $0 >= row.count || row[$0] != rows[index][$0] }
    }
  }

  /// The columns that hold numbers in most of the later rows.
  private static func numericColumns(
    _ rows: [[String]], _ numeric: [[Bool]], columns: Int
  ) -> [Int] {
    let later = (rows.count / 2..<rows.count).filter { rows[$0].count == columns }
    return (0..<columns).filter { column in
      let numbers = later.count { numeric[$0][column] }
      let words = later.count { !numeric[$0][column] && !FieldKind.isMissing(rows[$0][column]) }
      return numbers > 0 && numbers >= words
    }
  }

  /// Takes the header from the rows before the first one that is surely data; returns where data starts.
  private func header(
    before first: Int, _ rows: [[String]], _ numeric: [[Bool]], _ columns: Int,
    _ outline: inout TableOutline
  ) -> Int {
    let words = (0..<first).filter { index in
      rows[index].count == columns && !Self.areUnits(rows[index])
        && rows[index].contains { !FieldKind.isMissing($0) }
        && (!numeric[index].contains(true) || ColumnRole.namesAny(rows[index]))
    }
    if first == rows.count {
      // No numbers in sight: words under a first row that names them, as in a manifest, or data that is
      // wrong from its first row on.
      let header = words.first { ColumnRole.namesAny(rows[$0]) } ?? words.first ?? 0
      return adopt(header, of: rows, into: &outline)
    }
    // Words right above the data are its header and words further up a preamble; but a row that names
    // columns as only headers do is the header, and what follows it is data that went wrong.
    if let header = words.last(where: { ColumnRole.namesAny(rows[$0]) }) ?? words.last {
      return adopt(header, of: rows, into: &outline)
    }
    if first > 0, rows[first - 1].count > 1, rows[first - 1].count != columns,
      !numeric[first - 1].contains(true)
    {
      // A header of another length than the rows: the reader says so.
      return adopt(first - 1, of: rows, into: &outline)
    }
    let start =
      (0..<first).first { numeric[$0].contains(true) && rows[$0].count == columns } ?? first
    outline.preambleLines = start
    return start
  }

  private func adopt(_ index: Int, of rows: [[String]], into outline: inout TableOutline) -> Int {
    guard index < rows.count else { return rows.count }
    outline.header = rows[index]
    outline.preambleLines = index
    var start = index + 1
    if start < rows.count, Self.areUnits(rows[start]) {
      outline.units = rows[start]
      start += 1
    }
    return start
  }

  /// Whether a row holds units: `(s),(V)` or `[s],[g]`, blanks allowed.
  static func areUnits(_ row: [String]) -> Bool {
    let filled = row.filter { !$0.isEmpty }
    guard !filled.isEmpty else { return false }
    return filled.allSatisfy {
      $0.hasPrefix("(") && $0.hasSuffix(")") || $0.hasPrefix("[") && $0.hasSuffix("]")
    }
  }

  /// Takes the names from a comment right above the data, as `numpy.savetxt` writes them.
  func adoptCommentedHeader(
    _ lines: [Line], before number: Int, into outline: inout TableOutline
  ) {
    guard let above = lines.last(where: { $0.number < number }), above.isComment else { return }
    let text = above.bytes.drop { $0 == 32 || $0 == 9 || $0 == 35 || $0 == 37 || $0 == 47 }
    let names = outline.dialect.fields(Array(text))
    guard names.count == outline.columnCount, names.count > 1,
      names.allSatisfy({
        FieldKind($0, mark: outline.dialect.decimalMark, scanner: scanner) == .word
      })
    else { return }
    outline.header = names
    outline.headerLine = above.number
  }

  /// The sampling rate in a line such as `# sample_rate: 12000` or `Sampling frequency = 12 kHz`.
  static func rate(in line: [UInt8], dialect: Dialect, scanner: DecimalScanner) -> Double? {
    let text = String(decoding: line.prefix(400), as: UTF8.self).lowercased()
    var key = ""
    var rest = Substring(text)
    rest = rest.drop { "#%/ \t\"".contains($0) }
    while let character = rest.first, !":=,;\t".contains(character) {
      if !"_- .".contains(character) { key.append(character) }
      rest.removeFirst()
    }
    if let parenthesis = key.firstIndex(where: { $0 == "(" || $0 == "[" }) {
      key = String(key[..<parenthesis])
    }
    let keys: Set<String> = [
      "samplerate", "samplingrate", "samplefrequency", "samplingfrequency", "rate", "fs",
      "samplefreq",
      "samplingfreq",
    ]
    guard keys.contains(key) else { return nil }
    rest = rest.drop { ":=,;\t \"".contains($0) }
    let mark = Character(Unicode.Scalar(dialect.decimalMark))
    let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == mark || "+-.e".contains($0)) }
    guard
      let value = scanner.number(digits.utf8, mark: dialect.decimalMark)
        ?? scanner.number(digits.utf8), value > 0, value.isFinite
    else { return nil }
    let unit = rest.dropFirst(digits.count).drop { $0 == " " }
    if unit.hasPrefix("khz") { return value * 1e3 }
    if unit.hasPrefix("mhz") { return value * 1e6 }
    return value
  }
}
