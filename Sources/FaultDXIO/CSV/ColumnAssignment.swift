/// What the columns of one table are, and how that was found.
struct TableColumns {
  var roles: [ColumnRole] = []
  /// The names of all columns; `column 3` where there is no header.
  var names: [String] = []
  var notes: [String] = []
  /// The columns that are left out although they hold numbers.
  var left: Set<Int> = []
  /// Seconds for one unit of the time column, where its name or unit tells.
  var timeUnit: Double?

  func indices(_ role: ColumnRole) -> [Int] { roles.indices.filter { roles[$0] == role } }
  func index(_ role: ColumnRole) -> Int? { roles.firstIndex(of: role) }
  func name(_ role: ColumnRole) -> String? { index(role).map { names[$0] } }
}

/// Gives every column its role.
struct ColumnAssignment {
  let file: String
  let outline: TableOutline
  let options: ReadingOptions
  private let kinds: [FieldKind]
  private let scanner = DecimalScanner()

  init(file: String, outline: TableOutline, options: ReadingOptions) {
    self.file = file
    self.outline = outline
    self.options = options
    let mark = outline.dialect.decimalMark
    let rows = outline.rows.filter { $0.count == outline.columnCount }
    let scanner = DecimalScanner()
    kinds = (0..<outline.columnCount).map { column in
      var numbers = 0
      var words = 0
      for row in rows {
        switch FieldKind(row[column], mark: mark, scanner: scanner) {
        case .number: numbers += 1
        case .word: words += 1
        case .missing: break
        }
      }
      if numbers == 0 && words == 0 { return .missing }
      return numbers >= words ? .number : .word
    }
  }

  /// Columns of words, columns of numbers, and the empty ones.
  func kind(_ column: Int) -> FieldKind { kinds[column] }

  func assign(layout: ReadingOptions.Layout) throws(ReadingError) -> TableColumns {
    var columns = TableColumns()
    columns.roles = Array(repeating: .ignored, count: outline.columnCount)
    columns.names =
      outline.header ?? (0..<outline.columnCount).map { "column \($0 + 1)" }
    for (index, name) in columns.names.enumerated() where name.isEmpty {
      columns.names[index] = "column \(index + 1)"
    }
    try assignNamed(&columns)
    if layout == .long { leaveOutRowNumbers(&columns) }
    assignWords(&columns)
    if layout == .long { leaveOutRamps(&columns) }
    if layout == .wide, outline.header == nil, columns.index(.label) == nil {
      assignLeadingLabel(&columns)
    }
    try assignSignals(&columns)
    if let time = columns.index(.time) {
      columns.timeUnit = TimeParser.unit(ofColumn: columns.names[time], units: outline.units?[time])
    }
    return columns
  }

  // MARK: Steps

  private func assignNamed(_ columns: inout TableColumns) throws(ReadingError) {
    let asked: [(String?, ColumnRole)] = [
      (options.labelColumn, .label), (options.recordingColumn, .recording),
      (options.groupColumn, .group), (options.timeColumn, .time),
    ]
    for (name, role) in asked {
      guard let name else { continue }
      let index = try find(name, in: columns.names)
      columns.roles[index] = role
    }
    guard outline.header != nil else { return }
    let lower = columns.names.map { ColumnRole.split($0).name }
    let known: [(ColumnRole, Set<String>)] = [
      (.time, ColumnRole.timeNames), (.label, ColumnRole.labelNames),
      (.recording, ColumnRole.recordingNames), (.group, ColumnRole.groupNames),
      (.speed, ColumnRole.speedNames), (.load, ColumnRole.loadNames),
    ]
    for (role, names) in known where columns.index(role) == nil {
      let found = lower.indices.first { index in
        guard columns.roles[index] == .ignored, names.contains(lower[index]) else { return false }
        // LabVIEW leaves the column of times empty where it does not save them.
        if role == .time, kinds[index] == .missing { return false }
        if isAskedSignal(index, columns.names) { return false }
        // `x, y, z` are the axes of an accelerometer.
        if lower[index] == "y", kinds[index] != .word {
          return !lower.contains("x") && !lower.contains("z")
        }
        return true
      }
      if let found { columns.roles[found] = role }
    }
    preferClock(&columns, lower)
  }

  /// Of a column of days and one of times of day, takes the latter.
  private func preferClock(_ columns: inout TableColumns, _ names: [String]) {
    guard options.timeColumn == nil, let day = columns.index(.time),
      ColumnRole.dayNames.contains(names[day]),
      outline.rows.prefix(5).allSatisfy({ day < $0.count && !$0[day].contains(":") }),
      let clock = names.indices.first(where: {
        columns.roles[$0] == .ignored && ColumnRole.timeNames.contains(names[$0])
          && !isAskedSignal($0, columns.names)
      })
    else { return }
    columns.roles[day] = .ignored
    columns.left.insert(day)
    columns.roles[clock] = .time
  }

  /// Rows that must rise by one and the same step before a column is taken for a time without a name.
  private static let rowsOfRamp = 32

  /// Leaves out columns beside the signals that rise by the same step in every row: a time, or a number
  /// of rows, under a name that nobody knows.
  ///
  /// As a signal it would tell the network when a row was recorded, and with that its class.
  private func leaveOutRamps(_ columns: inout TableColumns) {
    guard options.columns.isEmpty, outline.header != nil,
      outline.rows.count >= Self.rowsOfRamp
    else { return }
    let candidates = columns.roles.indices.filter {
      columns.roles[$0] == .ignored && kinds[$0] == .number && !columns.left.contains($0)
    }
    let ramps = candidates.filter(isRamp)
    guard ramps.count < candidates.count else { return }
    for ramp in ramps {
      columns.left.insert(ramp)
      columns.notes.append(
        "\(file): left out \"\(columns.names[ramp])\": it rises by the same step in every row, as a "
          + "time or a number of the row does; name it as the time column, or as a signal, if it is one"
      )
    }
  }

  private func isRamp(_ column: Int) -> Bool {
    let values = outline.rows.map { row in
      column < row.count
        ? scanner.number(row[column].utf8, mark: outline.dialect.decimalMark) : nil
    }
    guard let first = values.first ?? nil, let last = values.last ?? nil, last > first else {
      return false
    }
    let step = (last - first) / Double(values.count - 1)
    // Rounded times are off the line by up to half a unit of their last digit, whatever the step.
    return values.indices.allSatisfy { index in
      guard let value = values[index] else { return false }
      return abs(value - first - Double(index) * step) <= 0.6 * step
    } && zip(values, values.dropFirst()).allSatisfy { ($1 ?? 0) >= ($0 ?? 0) }
  }

  /// Leaves out a column that numbers the rows, as data frames write them, and an `id` of rows.
  private func leaveOutRowNumbers(_ columns: inout TableColumns) {
    guard let header = outline.header, outline.rows.count >= 3 else { return }
    func values(_ column: Int) -> [String] {
      outline.rows.compactMap { column < $0.count ? $0[column] : nil }
    }
    if options.recordingColumn == nil, let id = columns.index(.recording),
      Set(values(id)).count == outline.rows.count
    {
      columns.roles[id] = .ignored
      columns.left.insert(id)
      columns.notes.append(
        "\(file): left out \"\(columns.names[id])\": it is another in every row, not one of a recording"
      )
    }
    for (index, name) in header.enumerated()
    where ["", "index", "unnamed: 0"].contains(name.lowercased())
      && columns.roles[index] == .ignored
    {
      if isAskedSignal(index, columns.names) { continue }
      let numbers = values(index).compactMap { Int($0) }
      guard numbers.count == outline.rows.count,
        zip(numbers, numbers.dropFirst()).allSatisfy({ $1 == $0 + 1 })
      else { continue }
      columns.left.insert(index)
      columns.notes.append("\(file): left out \(columns.names[index]): it numbers the rows")
    }
  }

  private func isAskedSignal(_ index: Int, _ names: [String]) -> Bool {
    options.columns.contains { (try? find($0, in: names)) == index }
  }

  /// The one column of words is the label; one of time stamps the time.
  private func assignWords(_ columns: inout TableColumns) {
    var words = kinds.indices.filter {
      kinds[$0] == .word && columns.roles[$0] == .ignored && !columns.left.contains($0)
    }
    if columns.index(.time) == nil {
      let stamps = words.filter { column in
        outline.rows.prefix(5).allSatisfy {
          column < $0.count && TimeParser.stamp(Array($0[column].utf8)) != nil
        }
      }
      if let first = stamps.first {
        columns.roles[first] = .time
        words.removeAll { $0 == first }
      }
    }
    guard columns.index(.label) == nil else {
      if !words.isEmpty {
        let names = words.map { "\"\(columns.names[$0])\"" }.joined(separator: ", ")
        columns.notes.append("\(file): left out \(names): words, not numbers")
      }
      return
    }
    if words.count == 1 {
      columns.roles[words[0]] = .label
    } else if words.count > 1 {
      let names = words.map { "\"\(columns.names[$0])\"" }.joined(separator: ", ")
      columns.notes.append(
        "\(file): columns \(names) all hold words; name the one that is the label to use it")
    }
  }

  /// The first column of a wide table without header is the class where it holds whole numbers.
  private func assignLeadingLabel(_ columns: inout TableColumns) {
    guard columns.roles.count > 1, columns.roles[0] == .ignored, kinds[0] == .number else { return }
    let whole = outline.rows.allSatisfy { row in
      guard let first = row.first,
        let value = scanner.number(first.utf8, mark: outline.dialect.decimalMark)
      else { return false }
      return value == value.rounded() && abs(value) < 1e6
    }
    if whole { columns.roles[0] = .label }
  }

  private func assignSignals(_ columns: inout TableColumns) throws(ReadingError) {
    if options.columns.isEmpty {
      var empty: [Int] = []
      for index in columns.roles.indices
      where columns.roles[index] == .ignored && !columns.left.contains(index) {
        switch kinds[index] {
        case .number: columns.roles[index] = .signal
        case .missing: empty.append(index)
        case .word: break
        }
      }
      // A column that is empty throughout comes from a delimiter at the end of every line; one that
      // has a name is a signal whose values are missing.
      for index in empty
      where outline.rows.contains(where: { index < $0.count && !$0[index].isEmpty })
        || !(outline.header?[index].isEmpty ?? true)
          && !ColumnRole.isEmptyByHabit(columns.names[index])
      {
        columns.roles[index] = .signal
      }
    } else {
      for name in options.columns {
        let index = try find(name, in: columns.names)
        guard columns.roles[index] == .ignored || columns.roles[index] == .signal else {
          throw .options(
            "\(file): column \"\(columns.names[index])\" cannot be a signal and the "
              + "\(columns.roles[index])")
        }
        columns.roles[index] = .signal
      }
    }
    guard columns.roles.contains(.signal) else {
      if let row = outline.rows.first,
        let wrong = columns.roles.indices.first(where: {
          columns.roles[$0] == .ignored || columns.roles[$0] == .label && kinds[$0] == .word
        })
      {
        throw .field(
          file: file, line: outline.firstDataLine, column: wrong + 1, expected: "a number",
          found: wrong < row.count ? row[wrong] : "")
      }
      throw .contents(file: file, message: "expected a column of numbers, found none")
    }
  }

  /// A column by name (exactly, then without regard to case), else by number counting from 1.
  func find(_ name: String, in names: [String]) throws(ReadingError) -> Int {
    if outline.header != nil {
      if let index = names.firstIndex(of: name) { return index }
      if let index = names.firstIndex(where: { $0.lowercased() == name.lowercased() }) {
        return index
      }
      if let index = names.firstIndex(where: { ColumnRole.split($0).name == name.lowercased() }) {
        return index
      }
    }
    if let number = Int(name), number >= 1, number <= names.count { return number - 1 }
    let known = names.prefix(12).map { "\"\($0)\"" }.joined(separator: ", ")
    throw .options(
      "\(file): there is no column \"\(name)\"; the columns are \(known)"
        + (names.count > 12 ? ", … (\(names.count))" : ""))
  }
}
