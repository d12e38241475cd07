#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A symmetric matrix, of which the lower triangle is kept, row by row.
struct SymmetricMatrix {
  let size: Int
  private(set) var elements: [Double]

  /// A matrix of zeros.
  init(size: Int) {
    self.size = size
    elements = [Double](repeating: 0, count: size * (size + 1) / 2)
  }

  private func offset(_ row: Int) -> Int { row * (row + 1) / 2 }

  /// The sum of the diagonal.
  var trace: Double { (0..<size).reduce(0) { $0 + elements[offset($1) + $1] } }

  /// The first rows and columns.
  func leading(_ count: Int) -> SymmetricMatrix {
    var part = SymmetricMatrix(size: count)
    part.elements = Array(elements.prefix(part.elements.count))
    return part
  }

  /// Adds the outer product of a vector with itself.
  mutating func addSquare(of vector: UnsafePointer<Double>) {
    let size = size
    elements.withUnsafeMutableBufferPointer { elements in
      guard var row = elements.baseAddress else { return }
      for length in 1...size {
        Vectors.add(vector[length - 1], vector, to: row, count: length)
        row += length
      }
    }
  }

  /// Adds another matrix.
  mutating func add(_ other: SymmetricMatrix) {
    for index in elements.indices { elements[index] += other.elements[index] }
  }

  /// A multiple of this matrix, plus a multiple of the identity.
  func scaled(by scale: Double, addingToDiagonal shift: Double) -> SymmetricMatrix {
    var result = self
    for index in elements.indices { result.elements[index] *= scale }
    for row in 0..<size { result.elements[offset(row) + row] += shift }
    return result
  }

  /// The Cholesky factor; `nil` where the matrix is not positive definite.
  func factored() -> CholeskyFactor? {
    var lower = elements
    let isDefinite = lower.withUnsafeMutableBufferPointer { lower in
      guard let base = lower.baseAddress else { return true }
      for row in 0..<size {
        let this = base + offset(row)
        for column in 0..<row {
          let other = base + offset(column)
          this[column] =
            (this[column] - Vectors.dot(this, other, count: column)) / other[column]
        }
        let square = this[row] - Vectors.dot(this, this, count: row)
        guard square > 0, square.isFinite else { return false }
        this[row] = square.squareRoot()
      }
      return true
    }
    return isDefinite ? CholeskyFactor(size: size, lower: lower) : nil
  }
}

/// The lower triangle `L` of `A = L Lᵀ`, row by row.
struct CholeskyFactor: Sendable, Equatable {
  let size: Int
  let lower: [Double]

  /// The logarithm of the determinant of `A`.
  var logDeterminant: Double {
    2 * (0..<size).reduce(0) { $0 + log(lower[$1 * ($1 + 3) / 2]) }
  }

  /// The `y` of `L y = b`: `b` in coordinates in which `A` is the identity.
  func whitened(_ b: [Double]) -> [Double] {
    var y = b
    lower.withUnsafeBufferPointer { lower in
      y.withUnsafeMutableBufferPointer { y in
        guard let lower = lower.baseAddress, let values = y.baseAddress else { return }
        for row in 0..<size {
          let line = lower + row * (row + 1) / 2
          values[row] = (values[row] - Vectors.dot(line, values, count: row)) / line[row]
        }
      }
    }
    return y
  }

  /// The `x` of `A x = b`.
  func solve(_ b: [Double]) -> [Double] {
    var x = whitened(b)
    lower.withUnsafeBufferPointer { lower in
      x.withUnsafeMutableBufferPointer { x in
        guard let lower = lower.baseAddress, let values = x.baseAddress else { return }
        for row in stride(from: size - 1, through: 0, by: -1) {
          let line = lower + row * (row + 1) / 2
          values[row] /= line[row]
          Vectors.add(-values[row], line, to: values, count: row)
        }
      }
    }
    return x
  }
}
