extension ConfusionMatrix {
  /// The matrix as a table for a terminal: true classes down, predicted classes across, recall at the end.
  ///
  /// Columns carry the names of the classes where the table then fits, and their numbers where not:
  ///
  ///     true \ predicted  normal  inner_race  recall
  ///               normal      40           0  100.0 %
  ///           inner_race       1          39   97.5 %
  ///
  /// Where the numbers do not fit either, the columns follow in several tables, and names that would leave no room for
  /// them are shortened.
  ///
  /// - Parameters:
  ///   - width: The most characters in a line.
  ///   - painted: What becomes of a cell that is neither empty nor zero, with its blanks: colours, where these are seen.
  public func table(
    width: Int = 80,
    painted: (_ isRight: Bool, _ cell: String) -> String = { $1 }
  ) -> String {
    let all = Array(labels.indices)
    let named = Layout(rows: labels, columns: labels)
    let numbers = all.map { String($0 + 1) }
    var blocks = [all]
    var layout = named
    if lineWidth(named, all) > width {
      layout = Layout(rows: zip(numbers, labels).map { "\($1) = \($0)" }, columns: numbers)
      let most = max(width - 2 - lastWidth - 2 - cellWidth(layout, all), Layout.corner.count)
      layout.rows = layout.rows.map { Self.shortened($0, to: most) }
      blocks = [[]]
      for column in all {
        if let last = blocks.last, !last.isEmpty, lineWidth(layout, last + [column]) > width {
          blocks.append([])
        }
        blocks[blocks.count - 1].append(column)
      }
    }
    return blocks.map { lines(layout, $0, painted).map { $0 + "\n" }.joined() }
      .joined(separator: "\n")
  }

  /// What stands beside and above the cells.
  private struct Layout {
    var rows: [String]
    var columns: [String]

    static let corner = "true \\ predicted"

    var names: Int { ([Self.corner] + rows).map { $0.unicodeScalars.count }.max() ?? 0 }
  }

  /// The characters of a recall.
  private var lastWidth: Int { 7 }

  private func cellWidth(_ layout: Layout, _ columns: [Int]) -> Int {
    columns.map { self.width(layout, $0) }.max() ?? 0
  }

  private func width(_ layout: Layout, _ column: Int) -> Int {
    ([layout.columns[column]] + labels.indices.map { String(self[$0, column]) })
      .map { $0.unicodeScalars.count }.max() ?? 0
  }

  private func lineWidth(_ layout: Layout, _ columns: [Int]) -> Int {
    layout.names + columns.reduce(0) { $0 + 2 + width(layout, $1) } + 2 + lastWidth
  }

  private func lines(
    _ layout: Layout, _ columns: [Int], _ painted: (Bool, String) -> String
  ) -> [String] {
    let widths = columns.map { width(layout, $0) }
    func line(_ name: String, _ cells: [String], _ last: String) -> String {
      padded(name, layout.names) + cells.map { "  " + $0 }.joined() + "  " + last
    }
    var lines = [
      line(
        Layout.corner, zip(columns, widths).map { padded(layout.columns[$0], $1) }, " recall")
    ]
    for row in labels.indices {
      let isAbsent = support(of: row) == 0
      let recall = fixedPoint(100 * scores(of: row).recall, digits: 1) + " %"
      let cells = zip(columns, widths).map { column, width in
        let cell = padded(String(self[row, column]), width)
        return self[row, column] > 0 ? painted(row == column, cell) : cell
      }
      lines.append(line(layout.rows[row], cells, padded(isAbsent ? "-" : recall, lastWidth)))
    }
    return lines
  }

  /// The end of a name stays, which holds its number.
  private static func shortened(_ name: String, to most: Int) -> String {
    let scalars = name.unicodeScalars
    guard scalars.count > most, most > 1 else { return name }
    return "…" + String(String.UnicodeScalarView(scalars.suffix(most - 1)))
  }
}
