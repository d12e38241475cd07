/// A linear system with one input and one output: `x' = A x + B u`, `y = C x + D u`.
public struct StateSpace: Sendable, Equatable {
  /// `A`, row by row.
  public let state: [[Double]]
  /// `B`.
  public let input: [Double]
  /// `C`.
  public let output: [Double]
  /// `D`.
  public let feedthrough: Double

  /// The output at `0`, `1 / sampleRate`, …, from rest.
  ///
  /// Exact up to rounding: the input is a chain of straight lines, and over each of them the
  /// equations have a closed solution in the matrix exponential (C. Van Loan, IEEE Trans. Automatic
  /// Control 23, 1978). No step size is involved but the distance of two samples.
  public func response(to source: PiecewiseLinear, sampleRate: Double, samples: Int) -> [Double] {
    let interval = 1 / sampleRate
    let whole = propagator(interval)
    var x = [Double](repeating: 0, count: input.count)
    var result: [Double] = []
    result.reserveCapacity(samples)
    for index in 0..<samples {
      let start = Double(index) * interval
      var y = feedthrough * source.value(at: start)
      for (c, x) in zip(output, x) { y += c * x }
      result.append(y)

      let end = Double(index + 1) * interval
      let corners = source.corners(between: start, and: end, apart: interval * 1e-9)
      if corners.isEmpty {
        x = step(x, whole, source.value(at: start), source.value(at: end))
        continue
      }
      for (from, to) in zip([start] + corners, corners + [end]) {
        x = step(x, propagator(to - from), source.value(at: from), source.value(at: to))
      }
    }
    return result
  }

  /// `exp` of `A`, `B` and a ramp over so many seconds: the state, the input at the start and its
  /// change go in, the state at the end comes out.
  private func propagator(_ seconds: Double) -> Matrix {
    let order = input.count
    var matrix = Matrix(rows: order + 2, columns: order + 2)
    for row in 0..<order {
      for column in 0..<order { matrix[row, column] = state[row][column] * seconds }
      matrix[row, order] = input[row] * seconds
    }
    matrix[order, order + 1] = 1
    return matrix.exponential
  }

  private func step(_ x: [Double], _ propagator: Matrix, _ from: Double, _ to: Double) -> [Double] {
    let order = x.count
    return (0..<order).map { row in
      var sum = propagator[row, order] * from + propagator[row, order + 1] * (to - from)
      for column in 0..<order { sum += propagator[row, column] * x[column] }
      return sum
    }
  }
}

/// A voltage over time as a chain of straight lines; constant before the first corner and after the
/// last.
public struct PiecewiseLinear: Sendable, Equatable {
  /// Time in seconds and voltage, in order of time.
  public let points: [SIMD2<Double>]

  /// A chain through those points (time in `x`, voltage in `y`).
  ///
  /// - Precondition: there is a point, and times increase.
  public init(points: [SIMD2<Double>]) {
    guard !points.isEmpty, zip(points, points.dropFirst()).allSatisfy({ $0.x < $1.x }) else {
      fatalError("a chain of lines needs points with increasing times")
    }
    self.points = points
  }

  /// One pulse, with the parameters of SPICE's `PULSE(0 height delay rise fall width)`; in volts
  /// and seconds, all positive.
  public static func pulse(
    height: Double = 5, delay: Double = 1e-6, rise: Double = 1e-6, fall: Double = 10e-6,
    width: Double = 10e-6
  ) -> PiecewiseLinear {
    PiecewiseLinear(points: [
      SIMD2(delay, 0), SIMD2(delay + rise, height), SIMD2(delay + rise + width, height),
      SIMD2(delay + rise + width + fall, 0),
    ])
  }

  /// The voltage at a time.
  public func value(at time: Double) -> Double {
    guard let next = points.firstIndex(where: { $0.x >= time }) else {
      return points[points.count - 1].y
    }
    if next == 0 { return points[0].y }
    let (a, b) = (points[next - 1], points[next])
    return a.y + (b.y - a.y) * (time - a.x) / (b.x - a.x)
  }

  /// The corners between two times that lie further than `apart` from either.
  func corners(between start: Double, and end: Double, apart: Double) -> [Double] {
    points.map(\.x).filter { $0 > start + apart && $0 < end - apart }
  }
}
