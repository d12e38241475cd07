/// An ablation for people.
struct AblationText {
  private let ablation: Ablation

  init(_ ablation: Ablation) { self.ablation = ablation }

  var text: String {
    let table = AblationTable(ablation)
    let widths = AblationTable.columns.indices.map { column in
      table.rows.reduce(AblationTable.columns[column].count) { max($0, $1.cells[column].count) } + 2
    }
    let name = table.rows.reduce(16) { max($0, $1.value.count + 2) }
    func line(_ first: String, _ cells: [String]) -> String {
      Format.leftAligned(first, name) + zip(cells, widths).map { Format.padded($0, $1) }.joined()
    }
    var lines = ablation.setting.lines + [""]
    lines.append(line("", AblationTable.columns))
    for (index, row) in table.rows.enumerated() {
      if index == 0 || table.rows[index - 1].axis != row.axis { lines.append(row.axis) }
      lines.append(line("  \(row.value)", row.cells))
    }
    return (lines + [""] + table.legend + ablation.plan.notes + [""] + ablation.conclusions + [""])
      .joined(separator: "\n")
  }
}
