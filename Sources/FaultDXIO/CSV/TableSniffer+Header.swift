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
    func numbers(_ row: [String]) -> Int {
      row.count { scanner.number($0.utf8, mark: mark) != nil }
    }
    var start = rows.count
    for (index, row) in rows.enumerated() {
      let numeric = numbers(row)
      if row.count == columns {
        if ColumnRole.namesAny(row), numeric < row.count { continue }
        if numeric > 0 {
          start = index
          break
        }
      } else if 2 * numeric > row.count {
        start = index
        break
      }
    }
    if start == rows.count {
      // No numbers anywhere in sight: words under a first row that names them, as in a manifest, or
      // data that is wrong from its first row on.
      let header = rows.firstIndex { $0.count == columns } ?? 0
      return adopt(header, of: rows, into: &outline)
    }
    var candidates = (0..<start).filter { rows[$0].count == columns }
    guard let last = candidates.popLast() else {
      outline.preambleLines = start
      return start
    }
    if let previous = candidates.last, Self.areUnits(rows[last]) {
      outline.units = rows[last]
      outline.preambleLines = previous
      outline.header = rows[previous]
      outline.headerLine = 0
      return start
    }
    // Only the row right above the data is its header; words further up belong to a preamble. But
    // rows between a header that names its columns and the data are data that went wrong.
    let named = (0..<start).first { rows[$0].count == columns && ColumnRole.namesAny(rows[$0]) }
    return adopt(named ?? last, of: rows, into: &outline)
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
    let digits = rest.prefix { $0.isASCII && ($0.isNumber || "+-.e".contains($0)) }
    guard let value = scanner.number(digits.utf8), value > 0, value.isFinite else { return nil }
    let unit = rest.dropFirst(digits.count).drop { $0 == " " }
    if unit.hasPrefix("khz") { return value * 1e3 }
    if unit.hasPrefix("mhz") { return value * 1e6 }
    return value
  }
}
