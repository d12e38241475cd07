import FaultDXSignal

/// The numbers of many windows, a row for each, in one block of memory.
public struct FeatureMatrix: Sendable, Equatable {
  /// Windows.
  public let rows: Int
  /// Numbers of each window.
  public let columns: Int
  /// Row by row.
  package var elements: [Double]

  /// Zeros.
  ///
  /// - Precondition: Neither count is negative.
  public init(rows: Int, columns: Int) {
    require(rows >= 0 && columns >= 0, "no matrix of \(rows) rows of \(columns)")
    self.rows = rows
    self.columns = columns
    elements = [Double](repeating: 0, count: rows * columns)
  }

  /// Takes rows.
  ///
  /// - Precondition: They are equally long.
  public init(_ rows: [[Double]]) {
    let columns = rows.first?.count ?? 0
    require(rows.allSatisfy { $0.count == columns }, "rows of a matrix differ in length")
    self.rows = rows.count
    self.columns = columns
    elements = rows.flatMap { $0 }
  }

  /// A row.
  public subscript(row: Int) -> [Double] {
    Array(elements[row * columns..<(row + 1) * columns])
  }

  /// Some of the rows, in this order.
  public func rows(_ indices: some Sequence<Int>) -> FeatureMatrix {
    var chosen: [Double] = []
    var count = 0
    for row in indices {
      chosen += elements[row * columns..<(row + 1) * columns]
      count += 1
    }
    return FeatureMatrix(rows: count, columns: columns, elements: chosen)
  }

  /// The first so many columns.
  public func columns(_ count: Int) -> FeatureMatrix {
    require(count <= columns, "\(count) of \(columns) columns")
    var chosen: [Double] = []
    chosen.reserveCapacity(rows * count)
    for row in 0..<rows { chosen += elements[row * columns..<row * columns + count] }
    return FeatureMatrix(rows: rows, columns: count, elements: chosen)
  }

  init(rows: Int, columns: Int, elements: [Double]) {
    require(elements.count == rows * columns, "\(elements.count) numbers for \(rows) x \(columns)")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// Calls `body` with each row.
  func forEachRow(_ body: (_ row: Int, _ numbers: UnsafePointer<Double>) -> Void) {
    elements.withUnsafeBufferPointer { elements in
      guard let base = elements.baseAddress else { return }
      for row in 0..<rows { body(row, base + row * columns) }
    }
  }
}
