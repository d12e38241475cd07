extension RowParser {
  /// Where the next sample and the next time go, and how far that may be.
  struct Room {
    var samples: UnsafeMutablePointer<Float>
    /// The last place at which the samples of a row fit.
    let lastSamples: UnsafeMutablePointer<Float>
    var times: UnsafeMutablePointer<Double>
    let timesEnd: UnsafeMutablePointer<Double>
  }

  /// Parses rows as long as all of their fields are what nearly all fields are: numbers, times written like
  /// the one before, words that stand in the row before too.
  ///
  /// Stops before the first row that is anything else, so that whoever goes on decides on it.
  ///
  /// - Returns: how many rows were parsed, each of them a line.
  @inline(never)
  func parsePlainRows(
    _ cursor: inout UnsafePointer<UInt8>, maximumRows: Int, room: inout Room
  ) -> Int {
    let delimiter = dialect.delimiter
    let mark = dialect.decimalMark
    let limit = Double(Float.greatestFiniteMagnitude)
    let scanner = self.scanner
    let roles = UnsafePointer(self.roles)
    let columnCount = self.columnCount
    let hasTime = self.hasTime
    let end = UnsafePointer(buffer.base + buffer.end)
    var p = cursor
    var out = room.samples
    var rows = 0
    rows: while rows < maximumRows, out <= room.lastSamples, room.times < room.timesEnd {
      let first = p.pointee
      // What may be a comment or a blank line.
      if first < 48, first != UInt8(ascii: "-"), first != UInt8(ascii: ".") { break }
      var next = out
      var time = 0.0
      var column = 0
      while true {
        while p.pointee == 32 { p += 1 }
        switch roles[column] {
        case .signal:
          var value = 0.0
          guard scanner.scan(&p, mark: mark, into: &value), value.magnitude <= limit else {
            break rows
          }
          next.pointee = Float(value)
          next += 1
        case .time:
          guard
            let found = timeParser.next(&p, delimiter: delimiter, mark: mark, scanner: scanner)
          else { break rows }
          time = found
        case .ignored, .speed, .load:
          // Of what may change from row to row the first row's stands.
          if p.pointee == UInt8(ascii: "\"") { break rows }
          while p.pointee != delimiter, p.pointee != 10, p.pointee != 13 {
            if p.pointee == 0 { break rows }
            p += 1
          }
        case .label, .recording, .group:
          guard let after = repeats.match(p, end: end, column: column) else { break rows }
          p = after
        }
        column += 1
        if column == columnCount { break }
        guard p.pointee == delimiter else { break rows }
        p += 1
      }
      // A carriage return at the end of a block, or alone, is not for here.
      if p.pointee == 10 {
        p += 1
      } else if p.pointee == 13, p[1] == 10 {
        p += 2
      } else {
        break
      }
      cursor = p
      out = next
      if hasTime {
        room.times.pointee = time
        room.times += 1
      }
      rows += 1
    }
    room.samples = out
    return rows
  }

  /// Parses the fields of a row from a column on while they are signals with another field behind them.
  ///
  /// - Returns: the column at which the cursor then stands.
  @inline(never)
  func parsePlainSignals(
    _ cursor: inout UnsafePointer<UInt8>, column first: Int,
    into out: inout UnsafeMutablePointer<Float>
  ) -> Int {
    let delimiter = dialect.delimiter
    let mark = dialect.decimalMark
    let limit = Double(Float.greatestFiniteMagnitude)
    let scanner = self.scanner
    let roles = UnsafePointer(self.roles)
    let lastColumn = columnCount - 1
    var column = first
    var p = cursor
    var next = out
    while column < lastColumn, roles[column] == .signal {
      while p.pointee == 32 { p += 1 }
      var value = 0.0
      guard scanner.scan(&p, mark: mark, into: &value), value.magnitude <= limit,
        p.pointee == delimiter
      else { break }
      p += 1
      cursor = p
      next.pointee = Float(value)
      next += 1
      column += 1
    }
    out = next
    return column
  }
}
