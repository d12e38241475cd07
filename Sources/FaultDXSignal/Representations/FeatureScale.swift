/// Brings each number of a window's description to mean 0 and about deviation 1 over the windows that it was fitted to.
public struct FeatureScale: Sendable, Equatable {
  /// The mean of each number.
  public let mean: [Float]
  /// The deviation of each number; above 0.
  public let deviation: [Float]

  /// A scale of given numbers.
  ///
  /// - Precondition: As many deviations as means.
  public init(mean: [Float], deviation: [Float]) {
    require(mean.count == deviation.count, "\(deviation.count) deviations for \(mean.count) means")
    self.mean = mean
    self.deviation = deviation
  }

  /// The scale of rows, all of one length.
  ///
  /// A number that does not change is shifted to 0 and not divided.
  ///
  /// - Parameter isCommon: Whether all numbers are divided by the same, the root mean square of their deviations: where
  ///   they have one unit, such as levels in a spectrum, those that hardly change should not be made to look as if they
  ///   did.
  /// - Precondition: There is a row.
  public init(fitting rows: [[Double]], isCommon: Bool = false) {
    require(!rows.isEmpty, "a scale needs at least one row")
    let count = Double(rows.count)
    var mean = [Double](repeating: 0, count: rows[0].count)
    for row in rows { for index in row.indices { mean[index] += row[index] / count } }
    var squares = [Double](repeating: 0, count: mean.count)
    for row in rows {
      for index in row.indices {
        let distance = row[index] - mean[index]
        squares[index] += distance * distance / count
      }
    }
    self.mean = mean.map { Float($0) }
    if isCommon {
      let deviation = Float((squares.reduce(0, +) / Double(squares.count)).squareRoot())
      self.deviation = [Float](repeating: deviation > 0 ? deviation : 1, count: squares.count)
      return
    }
    deviation = zip(squares, mean).map { square, mean in
      let deviation = Float(square.squareRoot())
      return deviation > Float(1e-6 * abs(mean)) && deviation > 0 ? deviation : 1
    }
  }

  /// The numbers that it is for.
  public var count: Int { mean.count }

  /// Scales one row.
  ///
  /// - Precondition: it has as many numbers, and so has the result.
  public func scale(_ row: [Double], into result: UnsafeMutableBufferPointer<Float>) {
    require(
      row.count == count && result.count == count,
      "a scale of \(count) numbers was given \(row.count) for \(result.count)")
    for index in row.indices { result[index] = scaled(row[index], at: index) }
  }

  /// Scales one number of a row.
  func scaled(_ number: Double, at index: Int) -> Float {
    (Float(number) - mean[index]) / deviation[index]
  }
}
