/// A small dense matrix, for circuits of a dozen nodes.
struct Matrix: Sendable, Equatable {
  let rows: Int
  let columns: Int
  private(set) var elements: [Double]

  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    elements = [Double](repeating: 0, count: rows * columns)
  }

  static func identity(_ size: Int) -> Matrix {
    var result = Matrix(rows: size, columns: size)
    for index in 0..<size { result[index, index] = 1 }
    return result
  }

  subscript(row: Int, column: Int) -> Double {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }

  static func * (a: Matrix, b: Matrix) -> Matrix {
    var result = Matrix(rows: a.rows, columns: b.columns)
    for row in 0..<a.rows {
      for inner in 0..<a.columns {
        let factor = a[row, inner]
        for column in 0..<b.columns { result[row, column] += factor * b[inner, column] }
      }
    }
    return result
  }

  /// The largest sum of magnitudes in a row.
  var norm: Double {
    (0..<rows).map { row in (0..<columns).reduce(0) { $0 + abs(self[row, $1]) } }.max() ?? 0
  }

  static func + (a: Matrix, b: Matrix) -> Matrix {
    var result = a
    for index in result.elements.indices { result.elements[index] += b.elements[index] }
    return result
  }

  mutating func swapRows(_ a: Int, _ b: Int) {
    for column in 0..<columns { elements.swapAt(a * columns + column, b * columns + column) }
  }

  mutating func scaleRow(_ row: Int, by factor: Double) {
    for column in 0..<columns { elements[row * columns + column] *= factor }
  }

  mutating func addRow(_ source: Int, times factor: Double, to row: Int) {
    for column in 0..<columns {
      elements[row * columns + column] += factor * elements[source * columns + column]
    }
  }

  /// The matrix exponential; not a number where the matrix is none.
  ///
  /// A Taylor series of the matrix halved until it is small, squared as often.
  var exponential: Matrix {
    var halvings = 0
    var size = norm
    guard size.isFinite else {
      var result = self
      for index in result.elements.indices { result.elements[index] = .nan }
      return result
    }
    while size > 0.25 {
      size /= 2
      halvings += 1
    }
    var small = self
    let scale = Double(sign: .plus, exponent: -halvings, significand: 1)
    for index in small.elements.indices { small.elements[index] *= scale }
    var term = Matrix.identity(rows)
    var result = term
    for order in 1...14 {
      term = term * small
      for index in term.elements.indices {
        term.elements[index] /= Double(order)
        result.elements[index] += term.elements[index]
      }
    }
    for _ in 0..<halvings { result = result * result }
    return result
  }
}
