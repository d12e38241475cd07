/// A linear system with one output: `w' = A w + B u`, `y = C w + D u + E u'`.
public struct StateSpace: Sendable, Equatable {
  /// `A`.
  var state: Matrix
  /// `B`.
  var input: Matrix
  /// `C`.
  var output: [Double]
  /// `D`.
  var feedthrough: [Double]
  /// `E`: not zero where the circuit differentiates a source.
  var differential: [Double]

  /// The largest number of pieces that a source is followed in.
  public static let steps = 4_000_000

  /// A cubic through a sine is this far of its amplitude off at most, at one sample and another: `0.05⁴ / 384`.
  private static let largestAngle = 0.05

  /// The output at `0`, `1 / sampleRate`, …, from the operating point that the sources' initial values make; from rest
  /// where there is none (an integrator).
  ///
  /// Exact up to rounding for straight lines, and within 2e-8 of the amplitude for sines: over each piece of a source
  /// that is a polynomial the equations have a closed solution in the matrix exponential (C. Van Loan, IEEE Trans. Automatic
  /// Control 23, 1978). No step size is involved but the distance of two samples.
  ///
  /// - Parameter sources: what each source does, with its name.
  public func response(
    to sources: [(name: String, waveform: Waveform)], sampleRate: Double, samples: Int
  ) throws(CircuitError) -> [Double] {
    let interval = 1 / sampleRate
    let end = Double(samples) * interval
    // Corners closer to a sample than this are at the sample.
    let apart = interval * 1e-9
    var corners: [Double] = []
    var divisions = 1.0
    for source in sources {
      guard
        let own = source.waveform.corners(
          after: 0, before: end, limit: max(10_000, Self.steps - corners.count))
      else { throw .tooManyCorners(source: source.name) }
      corners += own
      divisions = max(
        divisions, (source.waveform.angularFrequency * interval / Self.largestAngle).rounded(.up))
      guard divisions * Double(samples) <= Double(Self.steps) else {
        throw .tooManyCorners(source: source.name)
      }
    }
    corners.sort()
    var walk = Walk(
      self, waveforms: sources.map(\.waveform),
      step: divisions == 1 ? interval : interval / divisions)
    var corner = 0
    var result: [Double] = []
    result.reserveCapacity(samples)
    for sample in 0..<samples {
      let start = Double(sample) * interval
      for division in 0..<Int(divisions) {
        let from = division == 0 ? start : start + Double(division) * interval / divisions
        let isLast = division + 1 == Int(divisions)
        let to =
          isLast
          ? Double(sample + 1) * interval
          : start + Double(division + 1) * interval / divisions
        while corner < corners.count, corners[corner] <= from + apart { corner += 1 }
        var bends: [Double] = []
        while corner < corners.count, corners[corner] < to - apart {
          if corners[corner] > (bends.last ?? from) { bends.append(corners[corner]) }
          corner += 1
        }
        if division == 0 { result.append(walk.output(from: from, to: bends.first ?? to)) }
        if bends.isEmpty {
          walk.advance(from: from, to: to, isWhole: true)
          continue
        }
        for (from, to) in zip([from] + bends, bends + [to]) {
          walk.advance(from: from, to: to, isWhole: false)
        }
      }
    }
    return result
  }

  /// Where the state stays when sources keep these values; zeros where it would drift.
  func operatingPoint(_ values: [Double]) -> [Double] {
    let order = state.rows
    guard values.contains(where: { $0 != 0 }) else { return [Double](repeating: 0, count: order) }
    var equations = Matrix(rows: order, columns: order + 1)
    for row in 0..<order {
      for column in 0..<order { equations[row, column] = state[row, column] }
      equations[row, order] = -values.indices.reduce(0) { $0 + input[row, $1] * values[$1] }
    }
    let rows = EliminatedRows(equations, unknowns: order)
    var point = [Double](repeating: 0, count: order)
    guard rows.free.isEmpty else { return point }
    for (row, unknown) in rows.pivots.enumerated() { point[unknown] = rows.rows[row, order] }
    return point
  }
}

/// A state on its way through the pieces of the sources.
private struct Walk {
  private let system: StateSpace
  private let waveforms: [Waveform]
  /// The powers of time that the sources need: 2 of straight lines, 4 of cubics.
  private let powers: Int
  private var state: [Double]
  private var next: [Double]
  private var drive: [Double]
  private let whole: Matrix

  init(_ system: StateSpace, waveforms: [Waveform], step: Double) {
    self.system = system
    self.waveforms = waveforms
    powers = waveforms.contains { $0.angularFrequency > 0 } ? 4 : 2
    state = system.operatingPoint(waveforms.map(\.initial))
    next = state
    drive = [Double](repeating: 0, count: powers * waveforms.count)
    whole = Self.propagator(system, powers: powers, seconds: step)
  }

  /// `exp` of `A`, `B` and a chain of integrators over so many seconds: the state and the derivatives of the sources at the
  /// start go in, the state at the end comes out.
  private static func propagator(_ system: StateSpace, powers: Int, seconds: Double) -> Matrix {
    let (order, inputs) = (system.state.rows, system.input.columns)
    let size = order + powers * inputs
    var matrix = Matrix(rows: size, columns: size)
    for row in 0..<order {
      for column in 0..<order { matrix[row, column] = system.state[row, column] * seconds }
      for column in 0..<inputs {
        matrix[row, order + column] = system.input[row, column] * seconds
      }
    }
    for row in order..<max(order, size - inputs) { matrix[row, row + inputs] = 1 }
    return matrix.exponential
  }

  /// Takes the state over one piece.
  mutating func advance(from start: Double, to end: Double, isWhole: Bool) {
    let order = state.count
    let inputs = waveforms.count
    for (input, waveform) in waveforms.enumerated() {
      let piece = waveform.piece(from: start, to: end).coefficients
      drive[input] = piece.0
      drive[inputs + input] = piece.1
      if powers == 4 {
        // The chain of integrators starts from derivatives.
        drive[2 * inputs + input] = 2 * piece.2
        drive[3 * inputs + input] = 6 * piece.3
      }
    }
    let matrix =
      isWhole ? whole : Self.propagator(system, powers: powers, seconds: end - start)
    for row in 0..<order {
      var sum = 0.0
      for (column, value) in drive.enumerated() { sum += matrix[row, order + column] * value }
      for column in 0..<order { sum += matrix[row, column] * state[column] }
      next[row] = sum
    }
    swap(&state, &next)
  }

  /// The output at the start of a piece.
  func output(from start: Double, to end: Double) -> Double {
    var sum = 0.0
    for (input, waveform) in waveforms.enumerated() {
      let piece = waveform.piece(from: start, to: end).coefficients
      sum += system.feedthrough[input] * piece.0
      if system.differential[input] != 0 {
        sum += system.differential[input] * piece.1 / (end - start)
      }
    }
    for (c, x) in zip(system.output, state) { sum += c * x }
    return sum
  }
}

extension Circuit {
  /// The circuit as first-order differential equations, with the voltage of a node as the output.
  ///
  /// - Throws: where the circuit has no single solution, or no such node.
  public func stateSpace(output: String) throws(CircuitError) -> StateSpace {
    let equations = CircuitEquations(self)
    return try equations.stateSpace(output: equations.position(ofNode: output, in: self))
  }

  /// The voltage of a node at time 0 and every `1 / sampleRate` seconds after it.
  ///
  /// - Throws: where the circuit has no single solution, or no such node; not where the response is not finite.
  public func transient(
    output: String, sampleRate: Double, samples: Int
  ) throws(CircuitError) -> [Double] {
    let sources = sources.map { element in
      switch element.kind {
      case .voltageSource(let waveform), .currentSource(let waveform):
        (name: element.name, waveform: waveform)
      default: fatalError("\(element.name) is no source")
      }
    }
    return try stateSpace(output: output).response(
      to: sources, sampleRate: sampleRate, samples: samples)
  }
}
