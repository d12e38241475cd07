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
  let roles: UnsafeMutablePointer<ColumnRole>
  let columnCount: Int
  let hasTime: Bool
  let missing: ReadingOptions.MissingValues
  let maximumSamples: Int
  let samples = GrowingStore<Float>()
  let times = GrowingStore<Double>()
  // Only `parseBlock` writes to these, and one parser is used by one reader: the run-time checks of
  // exclusive access would be made for every row.
  /// The words of the key and note columns in the row that was adopted last, by column.
  @exclusivity(unchecked) var words: [[UInt8]]
  /// The line that is parsed next, counting from 1.
  var line: Int
  /// The rows that hold a value which is missing, since the last time it was set to zero.
  @exclusivity(unchecked) var rowsWithMissing = 0
  @exclusivity(unchecked) var timeParser: TimeParser
  /// Whether the next row sets the words instead of being compared with them.
  var adoptsWords = true
  let scanner = DecimalScanner()
  let repeats: RepeatedWords
  /// The columns whose words are kept.
  let textColumns: [Int]
  private let signals: Int

  init(
    buffer: TextBuffer, outline: TableOutline, columns: TableColumns, options: ReadingOptions
  ) {
    self.buffer = buffer
    dialect = outline.dialect
    columnCount = columns.roles.count
    roles = .allocate(capacity: columnCount)
    roles.initialize(from: columns.roles, count: columnCount)
    hasTime = columns.roles.contains(.time)
    missing = options.missing
    maximumSamples = options.maximumSamples
    textColumns = columns.roles.indices.filter { columns.roles[$0].isText }
    repeats = RepeatedWords(columns: columnCount)
    words = Array(repeating: [], count: columns.roles.count)
    line = outline.firstDataLine
    timeParser = TimeParser(unit: columns.timeUnit)
    signals = columns.roles.count { $0 == .signal }
  }

  deinit { roles.deallocate() }

  /// Parses rows until one of the reasons to stop; complete rows only.
  func parse(maximumRows: Int) throws(ReadingError) -> Stop {
    var rows = 0
    while true {
      if let stop = try parseBlock(&rows, maximumRows: maximumRows) { return stop }
      // A row is not complete: again from its start once there is more.
      try buffer.refill(line: line)
    }
  }

  /// Parses the rows that are in the buffer; `nil` where the next one is not complete.
  ///
  /// All that changes with every number is local and written back on the way out: a property of a class
  /// costs a check of exclusive access each time.
  private func parseBlock(
    _ rows: inout Int, maximumRows: Int
  ) throws(ReadingError) -> Stop? {
    let delimiter = dialect.delimiter
    let mark = dialect.decimalMark
    let isSpaced = dialect.separatesByWhitespace
    let roles = UnsafePointer(self.roles)
    let lastColumn = columnCount - 1
    let signals = self.signals
    let scanner = self.scanner
    let limit = Double(Float.greatestFiniteMagnitude)
    let end = UnsafePointer(buffer.base + buffer.end)
    let atEnd = buffer.atEnd
    var p = UnsafePointer(buffer.base + buffer.start)
    var line = self.line
    var adopts = adoptsWords
    try reserve()
    var out = samples.base + samples.count
    var full = samples.base + samples.capacity - signals
    var times = self.times.base + self.times.count
    var timesFull = self.times.base + self.times.capacity
    func commit(_ p: UnsafePointer<UInt8>, _ line: Int) {
      buffer.start = p - UnsafePointer(buffer.base)
      self.line = line
      adoptsWords = adopts
      samples.count = out - samples.base
      self.times.count = times - self.times.base
    }

    while rows < maximumRows {
      if !adopts, !isSpaced {
        var room = Room(samples: out, lastSamples: full, times: times, timesEnd: timesFull)
        let parsed = parsePlainRows(&p, maximumRows: maximumRows - rows, room: &room)
        out = room.samples
        times = room.times
        rows += parsed
        line += parsed
        if rows == maximumRows { break }
      }
      let rowStart = p
      let rowLine = line
      if p == end {
        commit(p, line)
        return atEnd ? .end : nil
      }
      let first = p.pointee
      if first < 48, first != UInt8(ascii: "-"), first != UInt8(ascii: ".") {
        switch skipLine(&p, end: end, atEnd: atEnd) {
        case .skipped:
          line += 1
          continue
        case .incomplete:
          commit(rowStart, rowLine)
          return nil
        case .row: break
        }
      }
      if out > full || times == timesFull {
        commit(rowStart, rowLine)
        try reserve()
        out = samples.base + samples.count
        full = samples.base + samples.capacity - signals
        times = self.times.base + self.times.count
        timesFull = self.times.base + self.times.capacity
      }
      var next = out
      var time = Double.nan
      var isMissing = false
      var changed = false
      var column = 0
      if adopts { repeats.removeAll(columns: columnCount) }
      fields: while true {
        if lastColumn - column > 8, !isSpaced, roles[column] == .signal {
          column = parsePlainSignals(&p, column: column, into: &next)
        }
        while p.pointee == 32 || p.pointee == 9 && delimiter != 9 { p += 1 }
        let role = column <= lastColumn ? roles[column] : .ignored
        var isParsed = false
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
        } else if role == .time,
          let found = timeParser.next(&p, delimiter: delimiter, mark: mark, scanner: scanner)
        {
          time = found
          isParsed = true
        }
        if role.isText, !adopts, let after = repeats.match(p, end: end, column: column),
          after.pointee == delimiter || after.pointee == 10 || after.pointee == 13
        {
          // The word of the row before, as in nearly every row.
          p = after
          isParsed = true
        }
        if !isParsed {
          let fieldStart = p
          guard let field = try self.field(&p, end: end, atEnd: atEnd, line: &line, column: column)
          else {
            commit(rowStart, rowLine)
            return nil
          }
          switch role {
          case .ignored: break
          case .signal:
            let number = try self.number(
              field, line: rowLine + linesBetween(rowStart, fieldStart), column: column)
            if number == nil { isMissing = true }
            next.pointee = number ?? (missing == .zero ? 0 : .nan)
            next += 1
          case .time:
            guard let found = timeParser.time(field.text, mark: mark) else {
              throw expected("a time", field, line: rowLine, column: column)
            }
            if field.isQuoted { timeParser.minute = nil }
            time = found
          case .label, .recording, .group, .speed, .load:
            if adopts {
              words[column] = Array(field.text)
              repeats.adopt(
                UnsafeBufferPointer(start: fieldStart, count: p - fieldStart), column: column)
            } else if !isNote(role), !field.text.elementsEqual(words[column]) {
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
          if p < end, after != 10, after != 13 {
            column += 1
            continue fields
          }
        } else if after == delimiter {
          p += 1
          column += 1
          continue fields
        }
        break fields
      }
      // A carriage return that ends the block may have its line feed in the next.
      if !atEnd, p == end || p.pointee == 13 && p + 1 == end {
        commit(rowStart, rowLine)
        return nil
      }
      if column != lastColumn {
        throw .line(
          file: buffer.file, line: rowLine,
          message: "expected \(columnCount) \(columnCount == 1 ? "field" : "fields"), "
            + "found \(column + 1)")
      }
      if changed {
        commit(rowStart, rowLine)
        return .keyChanged
      }
      if p < end {
        p += p.pointee == 13 && p[1] == 10 ? 2 : 1
        line += 1
      }
      adopts = false
      rows += 1
      if isMissing { rowsWithMissing += 1 }
      if !isMissing || missing != .drop {
        out = next
        if hasTime {
          times.pointee = time
          times += 1
        }
      }
    }
    commit(p, line)
    return .rows
  }

  /// The rows since the last segment, with the words that were adopted.
  func takeSegment() -> TableSegment {
    TableSegment(
      words: textColumns.map { words[$0] }, samples: samples.take(), times: times.take())
  }

  /// Makes room for a row.
  private func reserve() throws(ReadingError) {
    guard samples.count + signals <= maximumSamples else { throw tooManySamples() }
    samples.reserve(signals)
    times.reserve(1)
  }

  private func isNote(_ role: ColumnRole) -> Bool { role == .speed || role == .load }

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
