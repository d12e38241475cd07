/// A symmetric matrix, of which the lower triangle is kept, row by row.
struct SymmetricMatrix {
  let size: Int
  private var elements: [Double]

  /// A matrix of zeros.
  init(size: Int) {
    self.size = size
    elements = [Double](repeating: 0, count: size * (size + 1) / 2)
  }

  private func offset(_ row: Int) -> Int { row * (row + 1) / 2 }

  /// Adds the outer product of a vector with itself.
  mutating func addSquare(of vector: [Double]) {
    elements.withUnsafeMutableBufferPointer { elements in
      vector.withUnsafeBufferPointer { vector in
        var index = 0
        for row in 0..<vector.count {
          for column in 0...row {
            elements[index] += vector[row] * vector[column]
            index += 1
          }
        }
      }
    }
  }

  /// Adds another matrix, scaled and pulled towards the multiple of the identity with the same trace.
  mutating func add(_ other: SymmetricMatrix, shrinkage: Double, scale: Double) {
    let trace = (0..<size).reduce(0.0) { $0 + other.elements[offset($1) + $1] }
    for index in elements.indices {
      elements[index] += scale * (1 - shrinkage) * other.elements[index]
    }
    for row in 0..<size {
      elements[offset(row) + row] += scale * shrinkage * trace / Double(size)
    }
  }

  /// The Cholesky factor; `nil` where the matrix is not positive definite.
  func factored() -> CholeskyFactor? {
    var lower = elements
    for row in 0..<size {
      for column in 0...row {
        var sum = lower[offset(row) + column]
        for k in 0..<column { sum -= lower[offset(row) + k] * lower[offset(column) + k] }
        if row == column {
          guard sum > 0 else { return nil }
          lower[offset(row) + row] = sum.squareRoot()
        } else {
          lower[offset(row) + column] = sum / lower[offset(column) + column]
        }
      }
    }
    return CholeskyFactor(size: size, lower: lower)
  }
}

/// The lower triangle `L` of `A = L Lᵀ`.
struct CholeskyFactor {
  let size: Int
  let lower: [Double]

  /// The `x` of `A x = b`.
  func solve(_ b: [Double]) -> [Double] {
    func element(_ row: Int, _ column: Int) -> Double { lower[row * (row + 1) / 2 + column] }
    var x = b
    for row in 0..<size {
      for column in 0..<row { x[row] -= element(row, column) * x[column] }
      x[row] /= element(row, row)
    }
    for row in stride(from: size - 1, through: 0, by: -1) {
      for below in (row + 1)..<max(size, row + 1) { x[row] -= element(below, row) * x[below] }
      x[row] /= element(row, row)
    }
    return x
  }
}
