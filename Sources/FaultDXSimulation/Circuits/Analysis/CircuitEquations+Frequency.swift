/// The response to a sine, as a phasor: the output over the input.
public struct FrequencyResponse: Sendable, Equatable {
  /// In Hz.
  public let frequency: Double
  /// The part in phase with the source, and the part a quarter of a period ahead of it.
  public let real, imaginary: Double

  /// The amplitude at the output for an amplitude of 1 at the source.
  public var magnitude: Double { (real * real + imaginary * imaginary).squareRoot() }
}

extension CircuitEquations {
  /// The output for a sine of one source at a frequency; of all equations at once, without solving them for the states.
  ///
  ///     M z - S x = T u        (s - L) x - K z = 0        s = 2πi f
  func response(
    output: Int?, source: Int, frequency: Double
  ) throws(CircuitError) -> FrequencyResponse {
    guard let output else {
      return FrequencyResponse(frequency: frequency, real: 0, imaginary: 0)
    }
    let (size, states) = (unknowns.count, stateCount)
    let all = size + states
    let omega = 2 * Double.pi * frequency
    // Complex equations as real ones of twice the size: [[Re, -Im], [Im, Re]].
    var equations = Matrix(rows: 2 * all, columns: 2 * all + 1)
    func set(_ row: Int, _ column: Int, _ value: Double) {
      equations[row, column] = value
      equations[all + row, all + column] = value
    }
    for row in 0..<size {
      for column in 0..<size { set(row, column, matrix[row, column]) }
      for column in 0..<states { set(row, size + column, -stateSides[row, column]) }
      equations[row, 2 * all] = sourceSides[row, source]
    }
    for row in 0..<states {
      for column in 0..<size { set(size + row, column, -rates[row, column]) }
      for column in 0..<states { set(size + row, size + column, -stateRates[row, column]) }
      equations[size + row, all + size + row] -= omega
      equations[all + size + row, size + row] += omega
    }
    let rows = EliminatedRows(equations, unknowns: 2 * all)
    guard rows.free.isEmpty else {
      let nodes = rows.undetermined().map { $0 % all }.filter { $0 < size }.compactMap {
        if case .voltage(let node) = unknowns[$0] { node } else { nil }
      }
      throw .floating(nodes: nodes)
    }
    func value(_ unknown: Int) -> Double {
      rows.pivots.firstIndex(of: unknown).map { rows.rows[$0, 2 * all] } ?? 0
    }
    return FrequencyResponse(
      frequency: frequency, real: value(output), imaginary: value(all + output))
  }
}

extension Circuit {
  /// The voltage of a node over the amplitude of a source, at some frequencies (Hz); all other sources are off.
  ///
  /// - Throws: where the circuit has no single solution, or no such node or source.
  public func frequencyResponse(
    output: String, source: String, frequencies: [Double]
  ) throws(CircuitError) -> [FrequencyResponse] {
    let equations = CircuitEquations(self)
    let position = try equations.position(ofNode: output, in: self)
    guard
      let drive = equations.sources.firstIndex(where: { $0.lowercased() == source.lowercased() })
    else {
      throw .excitation("there is no source \"\(source)\" in the circuit")
    }
    var responses: [FrequencyResponse] = []
    for frequency in frequencies {
      responses.append(
        try equations.response(output: position, source: drive, frequency: frequency))
    }
    return responses
  }
}
