/// What the beginning of a table tells about all of it.
package struct TableOutline {
  var dialect = Dialect()
  /// The names of the columns, where a header gives them.
  var header: [String]?
  /// The line of the header.
  var headerLine = 0
  /// What the row of units under the header says, where there is one.
  var units: [String]?
  /// The first rows of data, as text.
  var rows: [[String]] = []
  /// The line of the first row of data.
  var firstDataLine = 1
  /// How many fields a row has.
  var columnCount = 0
  /// How many lines before the header or the data are neither, nor comments, nor blank.
  var preambleLines = 0
  /// The sampling rate that a comment or the preamble gives, and its line.
  var rate: (value: Double, line: Int)?
  /// One over the time step that the header of a LabVIEW measurement states, and its line; for tables
  /// without times.
  var stepRate: (value: Double, line: Int)?
}

/// Finds out how a table is written from its first lines.
package struct TableSniffer {
  struct Line {
    let number: Int
    let offset: Int
    let bytes: [UInt8]
    let isComment: Bool
  }

  let options: ReadingOptions
  let scanner = DecimalScanner()

  /// A sniffer that believes the options before its nose.
  package init(options: ReadingOptions) { self.options = options }

  static let sampleLines = 100
  static let sampleBytes = 256 << 10

  /// What ends each of the two headers of a LabVIEW measurement file; the table begins behind the last.
  static let endOfHeader = Array("***End_of_Header***".utf8)

  /// The outline of the table, and the buffer moved to the first row of data.
  package func outline(of buffer: TextBuffer) throws(ReadingError) -> TableOutline {
    let lines = try sample(buffer)
    let headerEnd = lines.lastIndex { $0.bytes.starts(with: Self.endOfHeader) } ?? -1
    let table = lines[(headerEnd + 1)...].filter { !$0.isComment && !Self.isBlank($0.bytes) }
    guard !table.isEmpty else {
      let what =
        lines.isEmpty ? "the file is empty" : "there is nothing but comments and blank lines"
      throw .contents(file: buffer.file, message: "expected a table, but \(what)")
    }
    var outline = TableOutline()
    outline.dialect = dialect(of: table)
    let fields = table.map { outline.dialect.fields($0.bytes) }
    let start = locate(fields, into: &outline)
    outline.rows = Array(fields[min(start, fields.count)...])
    if start < table.count {
      outline.firstDataLine = table[start].number
      outline.columnCount = fields[start].count
      if outline.header == nil, options.header == .automatic {
        adoptCommentedHeader(lines, before: table[start].number, into: &outline)
      }
      buffer.start += table[start].offset
    } else {
      outline.firstDataLine = (lines.last?.number ?? 0) + 1
    }
    if let header = outline.header {
      guard start < table.count else {
        throw .line(
          file: buffer.file, line: table[table.count - 1].number,
          message: "expected rows of data after the header, found none")
      }
      if header.count != outline.columnCount {
        throw .line(
          file: buffer.file, line: outline.firstDataLine,
          message: "expected \(header.count) fields as in the header, found \(outline.columnCount)")
      }
    }
    let before = lines.filter { $0.number < outline.firstDataLine }
    for line in before where line.number != outline.headerLine {
      if let rate = Self.rate(in: line.bytes, dialect: outline.dialect, scanner: scanner) {
        outline.rate = (rate, line.number)
        break
      }
    }
    if headerEnd >= 0 {
      for line in before {
        let fields = Dialect(delimiter: 9).fields(line.bytes)
        guard fields.count > 1, fields[0] == "Delta_X" else { continue }
        let step = scanner.number(fields[1].utf8) ?? scanner.number(fields[1].utf8, mark: 44)
        if let step, step > 0 { outline.stepRate = (1 / step, line.number) }
      }
    }
    return outline
  }

  // MARK: Lines

  private func sample(_ buffer: TextBuffer) throws(ReadingError) -> [Line] {
    var lines: [Line] = []
    var offset = 0
    var number = 1
    var rows = 0
    while rows < Self.sampleLines, offset < Self.sampleBytes || rows < 3 {
      var length = 0
      var lineEnds = 0
      while true {
        let rest = UnsafeBufferPointer(
          start: buffer.base + buffer.start + offset, count: buffer.end - buffer.start - offset)
        if let found = Self.lineLength(rest, atEnd: buffer.atEnd) {
          (length, lineEnds) = found
          break
        }
        if buffer.atEnd { return lines }
        try buffer.refill(line: number)
      }
      let bytes = Array(
        UnsafeBufferPointer(start: buffer.base + buffer.start + offset, count: length))
      if let zero = bytes.firstIndex(of: 0) {
        throw .contents(
          file: buffer.file,
          message: "expected text, found a zero byte at line \(number), byte \(zero + 1)")
      }
      let comment = Self.isComment(bytes)
      lines.append(Line(number: number, offset: offset, bytes: bytes, isComment: comment))
      if !comment, !Self.isBlank(bytes) { rows += 1 }
      number += max(lineEnds, 1)
      offset += length + Self.terminatorLength(buffer, at: offset + length)
    }
    return lines
  }

  private static func terminatorLength(_ buffer: TextBuffer, at offset: Int) -> Int {
    let p = buffer.base + buffer.start + offset
    // The padding behind the end is zero, so looking one further is safe.
    if p[0] == UInt8(ascii: "\r") { return p[1] == UInt8(ascii: "\n") ? 2 : 1 }
    return p[0] == UInt8(ascii: "\n") ? 1 : 0
  }

  /// The length of the first line without its end and the number of lines it counts for; `nil` where it
  /// is not complete.
  static func lineLength(
    _ bytes: UnsafeBufferPointer<UInt8>, atEnd: Bool
  ) -> (length: Int, lines: Int)? {
    var inQuotes = false
    var atFieldStart = true
    var inner = 0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if inQuotes {
        if byte == UInt8(ascii: "\"") { inQuotes = false }
        if byte == 10 || byte == 13 && !(index + 1 < bytes.count && bytes[index + 1] == 10) {
          inner += 1
        }
      } else if byte == UInt8(ascii: "\""), atFieldStart {
        inQuotes = true
      } else if byte == 10 || byte == 13 {
        // A carriage return at the very end of the block may have its line feed in the next.
        if byte == 13, index + 1 == bytes.count, !atEnd { return nil }
        return (index, inner + 1)
      }
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: ";"), 9, UInt8(ascii: "|"), UInt8(ascii: "\""):
        atFieldStart = true
      case 32: break
      default: atFieldStart = false
      }
      index += 1
    }
    return atEnd && index > 0 ? (index, inner + 1) : nil
  }

  static func isBlank(_ bytes: [UInt8]) -> Bool { bytes.allSatisfy { $0 == 32 || $0 == 9 } }

  static func isComment(_ bytes: [UInt8]) -> Bool {
    guard let first = bytes.firstIndex(where: { $0 != 32 && $0 != 9 }) else { return false }
    switch bytes[first] {
    case UInt8(ascii: "#"):
      // `#N/A` is a missing value of spreadsheets, not a comment.
      return !bytes[first...].starts(with: Array("#N/A".utf8))
    case UInt8(ascii: "%"): return true
    case UInt8(ascii: "/"): return first + 1 < bytes.count && bytes[first + 1] == UInt8(ascii: "/")
    default: return false
    }
  }

  // MARK: Dialect

  private func dialect(of table: [Line]) -> Dialect {
    var candidates = Dialect.candidates
    if let delimiter = options.delimiter?.asciiValue {
      candidates = [
        Dialect(delimiter: delimiter),
        Dialect(delimiter: delimiter, decimalMark: UInt8(ascii: ",")),
      ].filter { $0.delimiter != $0.decimalMark }
    }
    if let decimalComma = options.decimalComma {
      let wanted = UInt8(ascii: decimalComma ? "," : ".")
      let fitting = candidates.filter { $0.decimalMark == wanted }
      if !fitting.isEmpty { candidates = fitting }
    }
    // The later lines are data; a preamble would only mislead.
    let lines = Array(table[(table.count / 2)...].prefix(20))
    var best = (dialect: Dialect(), score: -1.0)
    for candidate in candidates {
      var score = self.score(candidate, lines)
      // Where they cannot tell, the earlier ones may.
      score += self.score(candidate, Array(table.prefix(20))) / 1_000
      if score > best.score + 1e-9 { best = (candidate, score) }
    }
    if best.score < 0.01, options.delimiter == nil { return Dialect() }
    return best.dialect
  }

  /// How much of a line the dialect is told by.
  private static let scoredBytes = 8 << 10

  private func score(_ dialect: Dialect, _ lines: [Line]) -> Double {
    let areCut = lines.contains { $0.bytes.count > Self.scoredBytes }
    let rows = lines.map { line in
      guard line.bytes.count > Self.scoredBytes else { return dialect.fields(line.bytes) }
      return Array(dialect.fields(Array(line.bytes.prefix(Self.scoredBytes))).dropLast())
    }
    let modal = Self.modalCount(rows)
    let fitting = areCut ? rows.filter { $0.count > 1 } : rows.filter { $0.count == modal }
    var numbers = 0
    var filled = 0
    for row in fitting {
      for field in row where !FieldKind.isMissing(field) {
        filled += 1
        if scanner.number(field.utf8, mark: dialect.decimalMark) != nil { numbers += 1 }
      }
    }
    var score = filled == 0 ? 0 : Double(numbers) / Double(filled)
    // One column of numbers with commas is rather two columns.
    if modal == 1, dialect.decimalMark != UInt8(ascii: "."), options.decimalComma == nil {
      return 0
    }
    if modal > 1 {
      switch dialect.delimiter {
      case UInt8(ascii: ";"), 9: score += 0.2
      case 32: score += numbers > 0 ? 0.05 : 0
      default: score += 0.1
      }
    }
    return score * Double(fitting.count) / Double(max(rows.count, 1))
  }

  static func modalCount(_ rows: [[String]]) -> Int {
    var counts: [Int: Int] = [:]
    for row in rows { counts[row.count, default: 0] += 1 }
    return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
  }
}
