/// Linear equations after Gauss-Jordan elimination with complete pivoting: which unknowns they fix, and what is left.
struct EliminatedRows {
  /// Left and right sides side by side; the first rows are the pivots', the others have a left side of zeros.
  private(set) var rows: Matrix
  /// The unknown that each pivot row fixes.
  private(set) var pivots: [Int] = []
  /// The unknowns that no row fixes.
  private(set) var free: [Int]

  /// Below this share of the largest number in its equation a number is rounding.
  static let rounding = 1e-13

  /// Eliminates the first so many columns.
  init(_ equations: Matrix, unknowns: Int) {
    rows = equations
    free = Array(0..<unknowns)
    for row in 0..<rows.rows {
      let largest = (0..<unknowns).reduce(0) { max($0, abs(rows[row, $1])) }
      if largest > 0 { rows.scaleRow(row, by: 1 / largest) }
    }
    while pivots.count < rows.rows, let best = largestRemaining() {
      let pivot = pivots.count
      rows.swapRows(pivot, best.row)
      rows.scaleRow(pivot, by: 1 / rows[pivot, best.column])
      for row in 0..<rows.rows where row != pivot {
        let factor = rows[row, best.column]
        if factor == 0 { continue }
        rows.addRow(pivot, times: -factor, to: row)
        rows[row, best.column] = 0
      }
      pivots.append(best.column)
      free.removeAll { $0 == best.column }
    }
  }

  private func largestRemaining() -> (row: Int, column: Int)? {
    var best: (row: Int, column: Int)?
    var largest = Self.rounding
    for row in pivots.count..<rows.rows {
      for column in free where abs(rows[row, column]) > largest {
        largest = abs(rows[row, column])
        best = (row, column)
      }
    }
    return best
  }

  /// The unknowns that can move together without any equation noticing.
  func undetermined() -> [Int] {
    guard let first = free.first else { return [] }
    let moved = pivots.indices.filter { abs(rows[$0, first]) > 1e-6 }.map { pivots[$0] }
    return ([first] + moved).sorted()
  }
}

extension Matrix {
  /// The `X` of `self · X = sides`; `nil` where the matrix is singular.
  func solving(_ sides: Matrix) -> Matrix? {
    var equations = Matrix(rows: rows, columns: columns + sides.columns)
    for row in 0..<rows {
      for column in 0..<columns { equations[row, column] = self[row, column] }
      for column in 0..<sides.columns { equations[row, columns + column] = sides[row, column] }
    }
    let solved = EliminatedRows(equations, unknowns: columns)
    guard solved.free.isEmpty else { return nil }
    var result = sides
    for (row, unknown) in solved.pivots.enumerated() {
      for column in 0..<sides.columns {
        result[unknown, column] = solved.rows[row, columns + column]
      }
    }
    return result
  }
}
