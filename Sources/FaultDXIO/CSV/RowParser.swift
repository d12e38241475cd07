/// Parses the rows of a table block by block: numbers into stores, words compared with those of the row
/// before.
///
/// Everything that a usual row needs happens on pointers and local variables in one loop; quotes, missing
/// values, time stamps and errors go through functions that are not inlined.
final class RowParser {
  /// Why ``parse(maximumRows:)`` stopped.
  enum Stop {
    /// The text has no more rows.
    case end
    /// So many rows were parsed as were asked for.
    case rows
    /// The next row, not parsed yet, has other words in the key columns.
    case keyChanged
  }

  let buffer: TextBuffer
  let dialect: Dialect
  let roles: [ColumnRole]
  let missing: ReadingOptions.MissingValues
  let maximumSamples: Int
  let samples = GrowingStore<Float>()
  let times = GrowingStore<Double>()
  /// The words of the key and note columns in the row that was adopted last, by column.
  var words: [[UInt8]]
  /// The line that is parsed next, counting from 1.
  var line: Int
  /// The rows that hold a value which is missing, since the last time it was set to zero.
  var rowsWithMissing = 0
  var timeParser: TimeParser
  /// Whether the next row sets the words instead of being compared with them.
  var adoptsWords = true
  let scanner = DecimalScanner()
  private let signals: Int
  private let isKey: [Bool]

  init(
    buffer: TextBuffer, outline: TableOutline, columns: TableColumns, options: ReadingOptions
  ) {
    self.buffer = buffer
    dialect = outline.dialect
    roles = columns.roles
    missing = options.missing
    maximumSamples = options.maximumSamples
    words = Array(repeating: [], count: columns.roles.count)
    line = outline.firstDataLine
    timeParser = TimeParser(unit: columns.timeUnit)
    signals = columns.roles.count { $0 == .signal }
    isKey = columns.roles.map { $0 == .label || $0 == .recording || $0 == .group }
  }

  /// Parses rows until one of the reasons to stop; complete rows only.
  func parse(maximumRows: Int) throws(ReadingError) -> Stop {
    var rows = 0
    let delimiter = dialect.delimiter
    let mark = dialect.decimalMark
    let isSpaced = dialect.separatesByWhitespace
    let columnCount = roles.count
    let roles = self.roles
    let scanner = self.scanner
    let limit = Double(Float.greatestFiniteMagnitude)

    blocks: while true {
      var p = UnsafePointer(buffer.base + buffer.start)
      let end = UnsafePointer(buffer.base + buffer.end)
      let atEnd = buffer.atEnd
      var line = self.line
      rows: while true {
        let rowStart = p
        let rowLine = line
        if p == end {
          commit(p, line)
          if atEnd { return .end }
          try buffer.refill(line: line)
          continue blocks
        }
        let first = p.pointee
        if first < 48, first != UInt8(ascii: "-"), first != UInt8(ascii: ".") {
          switch skipLine(&p, end: end, atEnd: atEnd) {
          case .skipped:
            line += 1
            continue rows
          case .incomplete:
            commit(rowStart, rowLine)
            try buffer.refill(line: rowLine)
            continue blocks
          case .row: break
          }
        }
        if samples.count + signals > samples.capacity {
          guard samples.count + signals <= maximumSamples else { throw tooManySamples() }
          samples.reserve(signals)
        }
        let samplesBefore = samples.count
        var next = samples.base + samplesBefore
        let timesBefore = times.count
        var isMissing = false
        var column = 0
        // Words are compared first and kept only when the whole row is accepted.
        var changed = false
        fields: while true {
          while p.pointee == 32 || p.pointee == 9 && delimiter != 9 { p += 1 }
          var isParsed = false
          let role = column < columnCount ? roles[column] : .ignored
          if role == .signal {
            var value = 0.0
            var q = p
            if scanner.scan(&q, mark: mark, into: &value), value.magnitude <= limit {
              let after = q.pointee
              if after == delimiter || after == 10 || after == 13 {
                next.pointee = Float(value)
                next += 1
                p = q
                isParsed = true
              }
            }
          }
          if !isParsed {
            let fieldStart = p
            guard
              let field = try self.field(&p, end: end, atEnd: atEnd, line: &line, column: column)
            else {
              // Not complete: again from the start of the row once there is more.
              samples.count = samplesBefore
              times.count = timesBefore
              commit(rowStart, rowLine)
              try buffer.refill(line: rowLine)
              continue blocks
            }
            switch role {
            case .ignored: break
            case .signal:
              let number = try self.number(
                field, line: rowLine + linesBetween(rowStart, fieldStart), column: column)
              if let number {
                next.pointee = number
              } else {
                next.pointee = missing == .zero ? 0 : .nan
                isMissing = true
              }
              next += 1
            case .time:
              let time = timeParser.time(field.text, mark: mark)
              guard let time else {
                throw expected("a time", field, line: rowLine, column: column)
              }
              times.append(time)
            case .label, .recording, .group, .speed, .load:
              if adoptsWords {
                words[column] = Array(field.text)
              } else if isKey[column], !field.text.elementsEqual(words[column]) {
                changed = true
              }
            }
          }
          // Behind a field stand a delimiter, the end of the line, or the end of everything.
          var after = p.pointee
          if isSpaced {
            while after == 32 || after == 9 {
              p += 1
              after = p.pointee
            }
          }
          if after == delimiter || isSpaced && p < end && after != 10 && after != 13 {
            if !isSpaced { p += 1 }
            column += 1
            continue fields
          }
          if p == end, !atEnd || after == 13 {
            samples.count = samplesBefore
            times.count = timesBefore
            commit(rowStart, rowLine)
            try buffer.refill(line: rowLine)
            continue blocks
          }
          break fields
        }
        if column + 1 != columnCount {
          throw .line(
            file: buffer.file, line: rowLine,
            message: "expected \(columnCount) \(columnCount == 1 ? "field" : "fields"), "
              + "found \(column + 1)")
        }
        if changed {
          samples.count = samplesBefore
          times.count = timesBefore
          commit(rowStart, rowLine)
          return .keyChanged
        }
        if p < end {
          if p.pointee == 13 {
            if p + 1 == end, !atEnd {
              samples.count = samplesBefore
              times.count = timesBefore
              commit(rowStart, rowLine)
              try buffer.refill(line: rowLine)
              continue blocks
            }
            p += p[1] == 10 ? 2 : 1
          } else {
            p += 1
          }
          line += 1
        }
        adoptsWords = false
        rows += 1
        if isMissing { rowsWithMissing += 1 }
        if isMissing, missing == .drop {
          times.count = timesBefore
        } else {
          samples.count = next - samples.base
        }
        if rows == maximumRows {
          commit(p, line)
          return .rows
        }
      }
    }
  }

  private func commit(_ p: UnsafePointer<UInt8>, _ line: Int) {
    buffer.start = p - UnsafePointer(buffer.base)
    self.line = line
  }

  private func linesBetween(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Int {
    var count = 0
    var p = start
    while p < end {
      if p.pointee == 10 || p.pointee == 13 && p[1] != 10 { count += 1 }
      p += 1
    }
    return count
  }

  func tooManySamples() -> ReadingError {
    .contents(
      file: buffer.file, message: "expected at most \(maximumSamples) samples, found more")
  }
}
