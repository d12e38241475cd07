extension ConfusionMatrix {
  /// The matrix as a table for a terminal: true classes down, predicted classes across, recall at the end.
  ///
  /// Columns carry the names of the classes where the table then fits, and their numbers where not:
  ///
  ///     true \ predicted  normal  inner_race  recall
  ///               normal      40           0  100.0 %
  ///           inner_race       1          39   97.5 %
  ///
  /// - Parameter width: The most characters in a line.
  public func table(width: Int = 80) -> String {
    let named = table(rows: labels, columns: labels)
    let fits = named.allSatisfy { $0.unicodeScalars.count <= width }
    let numbers = labels.indices.map { String($0 + 1) }
    let lines =
      fits
      ? named
      : table(rows: zip(numbers, labels).map { "\($1) = \($0)" }, columns: numbers)
    return lines.map { $0 + "\n" }.joined()
  }

  private func table(rows: [String], columns: [String]) -> [String] {
    let corner = "true \\ predicted"
    let names = ([corner] + rows).map { $0.unicodeScalars.count }.max() ?? 0
    let widths = columns.indices.map { column in
      ([columns[column]] + labels.indices.map { String(self[$0, column]) })
        .map { $0.unicodeScalars.count }.max() ?? 0
    }
    func line(_ name: String, _ cells: [String], _ last: String) -> String {
      let middle = zip(cells, widths).map { "  " + padded($0, $1) }.joined()
      return padded(name, names) + middle + "  " + last
    }
    var lines = [line(corner, columns, " recall")]
    for row in labels.indices {
      let isAbsent = support(of: row) == 0
      let recall = fixedPoint(100 * scores(of: row).recall, digits: 1) + " %"
      lines.append(
        line(
          rows[row], labels.indices.map { String(self[row, $0]) },
          padded(isAbsent ? "-" : recall, 7)))
    }
    return lines
  }
}
