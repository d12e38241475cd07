public import FaultDXStorage

/// The numbers behind a figure: for people who cannot see it, for programs, for spreadsheets.
public struct DataTable: Sendable {
  /// One cell.
  public enum Cell: Sendable, Equatable {
    /// Words.
    case text(String)
    /// A number, with as many digits as people want to read; programs get all.
    case number(Double)
    /// A number that is read beside others of about 1: three decimals.
    case score(Double)
    /// A count.
    case count(Int)
    /// A share in 0…1.
    case share(Double)
    /// A difference of shares, read in points with its sign.
    case points(Double)
    /// A p value.
    case probability(Double)
    /// Nothing.
    case none
  }

  /// The names of the columns.
  public var columns: [String]
  /// The rows, each with a cell for every column.
  public var rows: [[Cell]]

  /// Makes a table.
  public init(columns: [String], rows: [[Cell]]) {
    self.columns = columns
    self.rows = rows
  }

  var withoutEmptyColumns: DataTable {
    let kept = columns.indices.filter { column in
      rows.isEmpty || rows.contains { $0.indices.contains(column) && $0[column] != .none }
    }
    return DataTable(
      columns: kept.map { columns[$0] },
      rows: rows.map { row in kept.map { row.indices.contains($0) ? row[$0] : .none } })
  }

  /// `{"columns": [...], "rows": [[...]]}`.
  public var json: JSON {
    [
      "columns": .array(columns.map { .string($0) }),
      "rows": .array(rows.map { .array($0.map(\.json)) }),
    ]
  }
}

extension DataTable.Cell {
  /// As people read it.
  var text: String {
    switch self {
    case .text(let text): text
    case .number(let value): NumberText.significant(value)
    case .score(let value): NumberText.fixed(value, 3)
    case .count(let count): String(count)
    case .share(let share): NumberText.percent(share)
    case .points(let points): NumberText.points(points)
    case .probability(let p): NumberText.probability(p)
    case .none: "–"
    }
  }

  var isNumeric: Bool { if case .text = self { false } else { true } }

  var json: JSON {
    switch self {
    case .text(let text): .string(text)
    case .number(let value), .share(let value), .score(let value), .points(let value),
      .probability(let value):
      .number(value)
    case .count(let count): .integer(count)
    case .none: .null
    }
  }
}

extension DataTable.Cell {
  /// A number where there is one.
  static func optional(_ value: Double?) -> Self { value.map { .number($0) } ?? .none }

  /// A score where there is one.
  static func optionalScore(_ value: Double?) -> Self { value.map { .score($0) } ?? .none }
}
