public import FaultDXStorage

extension ComparisonReport {
  /// The same for a terminal.
  public var text: String {
    var lines = Self.lines(Self.table(comparison)) + [""]
    let tests = Self.testTable(comparison)
    if !tests.rows.isEmpty {
      lines += ["Less \(comparison.runs[0].name):"] + Self.lines(tests) + [""]
    }
    for (index, run) in comparison.runs.enumerated().dropFirst() {
      let found = comparison.differences(of: index)
      if !found.isEmpty {
        lines.append("\(run.name) differs by: \(found.prefix(8).joined(separator: "; "))")
      }
    }
    lines += comparison.remarks + [Self.headline(comparison)]
    return lines.map { $0 + "\n" }.joined()
  }

  /// `faultdx.comparison/1`.
  public var json: JSON {
    [
      "schema": "faultdx.comparison/1",
      "runs": .array(
        comparison.runs.enumerated().map { index, run in
          [
            "name": .string(run.name),
            "differences": .array(comparison.differences(of: index).map { .string($0) }),
          ]
        }), "figures": Self.table(comparison).json, "tests": Self.testTable(comparison).json,
      "remarks": .array(comparison.remarks.map { .string($0) }),
      "verdict": .string(Self.headline(comparison)),
    ]
  }

  /// A table in columns of characters, without those that are empty.
  private static func lines(_ table: DataTable) -> [String] {
    let columns = table.columns.indices.filter { column in
      table.rows.contains { $0[column] != .none }
    }
    let cells =
      [columns.map { table.columns[$0] }]
      + table.rows.map { row in columns.map { row[$0].text.visible } }
    let widths = columns.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    return cells.map { row in
      zip(row, widths).enumerated().map { index, cell in
        let blanks = String(repeating: " ", count: cell.1 - cell.0.count)
        return index == 0 ? cell.0 + blanks : "  " + blanks + cell.0
      }.joined()
    }
  }
}
