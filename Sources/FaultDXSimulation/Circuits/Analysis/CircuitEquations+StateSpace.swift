extension CircuitEquations {
  /// The equations solved for the rates of change, with one node's voltage (`nil`: ground) as the output.
  ///
  /// Where states depend on each other or on a source (a loop of capacitors, a capacitor across a source, an ideal
  /// differentiator), the matrix `M` is singular and its combinations of rows that vanish are constraints on the states.
  /// Differentiated once they give the equations that are missing, and each of them takes one state away.
  /// (This is index reduction, as in C. C. Pantelides, SIAM J. Scientific and Statistical Computing 9, 1988, by numbers
  /// instead of structure.)
  func stateSpace(output: Int?) throws(CircuitError) -> StateSpace {
    let solved = try solvedForUnknowns()
    let (states, inputs) = (stateCount, sources.count)
    // x' = A x + B u + E u'
    let a = stateRates + rates * solved.states
    let b = rates * solved.sources
    let e = rates * solved.sourceRates
    // With w = x - E u the derivative of u goes: w' = A w + (B + A E) u, and w does not jump where u does.
    let drive = b + a * e
    let kept = keptStates(solved.constraints)
    var state = Matrix(rows: kept.indices.count, columns: kept.indices.count)
    var input = Matrix(rows: kept.indices.count, columns: inputs)
    let reduced = a * kept.expansion
    for (row, original) in kept.indices.enumerated() {
      for column in 0..<state.columns { state[row, column] = reduced[original, column] }
      for column in 0..<inputs { input[row, column] = drive[original, column] }
    }
    var system = StateSpace(
      state: state, input: input, output: [Double](repeating: 0, count: state.columns),
      feedthrough: [Double](repeating: 0, count: inputs),
      differential: [Double](repeating: 0, count: inputs))
    guard let output else { return system }
    for (column, _) in kept.indices.enumerated() {
      system.output[column] = (0..<states).reduce(0) {
        $0 + solved.states[output, $1] * kept.expansion[$1, column]
      }
    }
    for source in 0..<inputs {
      system.feedthrough[source] = (0..<states).reduce(solved.sources[output, source]) {
        $0 + solved.states[output, $1] * e[$1, source]
      }
      let differential = solved.sourceRates[output, source]
      system.differential[source] = abs(differential) > 1e-30 ? differential : 0
    }
    return system
  }

  /// `z` as combinations of states, sources and the rates of sources; and combinations of states that do not change by
  /// themselves, one a row.
  private struct Solution {
    var states: Matrix
    var sources: Matrix
    var sourceRates: Matrix
    var constraints: [[Double]]
  }

  private func solvedForUnknowns() throws(CircuitError) -> Solution {
    let (size, states, inputs) = (unknowns.count, stateCount, sources.count)
    let stateColumns = size..<(size + states)
    let sourceColumns = stateColumns.upperBound..<(stateColumns.upperBound + inputs)
    let rateColumns = sourceColumns.upperBound..<(sourceColumns.upperBound + inputs)
    var equations = Matrix(rows: size, columns: rateColumns.upperBound)
    for row in 0..<size {
      for column in 0..<size { equations[row, column] = matrix[row, column] }
      for column in 0..<states { equations[row, size + column] = stateSides[row, column] }
      for column in 0..<inputs {
        equations[row, sourceColumns.lowerBound + column] = sourceSides[row, column]
      }
    }
    var constraints: [[Double]] = []
    var rows = EliminatedRows(equations, unknowns: size)
    while rows.pivots.count < size {
      // Every pass fixes an unknown or takes a state, or there is something wrong.
      guard constraints.count <= states else { throw undetermined(rows) }
      var next = rows.rows
      for row in rows.pivots.count..<size {
        func part(_ columns: Range<Int>) -> [Double] {
          columns.map { abs(rows.rows[row, $0]) > 1e-11 ? rows.rows[row, $0] : 0 }
        }
        let (onStates, onSources, onRates) = (
          part(stateColumns), part(sourceColumns), part(rateColumns)
        )
        if onStates.allSatisfy({ $0 == 0 }) { throw undetermined(rows) }
        if onRates.contains(where: { $0 != 0 }) {
          throw .differentiatesTwice(sources: zip(sources, onRates).filter { $1 != 0 }.map(\.0))
        }
        constraints.append(onStates)
        // 0 = s x + t u, so 0 = s (K z + L x) + t u'.
        for column in 0..<size {
          next[row, column] = onStates.indices.reduce(0) {
            $0 + onStates[$1] * rates[$1, column]
          }
        }
        for column in 0..<states {
          next[row, size + column] = -onStates.indices.reduce(0) {
            $0 + onStates[$1] * stateRates[$1, column]
          }
        }
        for column in 0..<inputs {
          next[row, sourceColumns.lowerBound + column] = 0
          next[row, rateColumns.lowerBound + column] = -onSources[column]
        }
      }
      rows = EliminatedRows(next, unknowns: size)
    }
    func sides(_ columns: Range<Int>) -> Matrix {
      var result = Matrix(rows: size, columns: columns.count)
      for (row, unknown) in rows.pivots.enumerated() {
        for (column, original) in columns.enumerated() {
          result[unknown, column] = rows.rows[row, original]
        }
      }
      return result
    }
    return Solution(
      states: sides(stateColumns), sources: sides(sourceColumns), sourceRates: sides(rateColumns),
      constraints: constraints)
  }

  /// What is not fixed, in the words of the schematic.
  private func undetermined(_ rows: EliminatedRows) -> CircuitError {
    let loose = rows.undetermined().map { unknowns[$0] }
    let nodes = loose.compactMap { if case .voltage(let node) = $0 { node } else { nil } }
    guard nodes.isEmpty else { return .floating(nodes: nodes) }
    return .loop(
      elements: loose.compactMap { if case .current(let name) = $0 { name } else { nil } })
  }

  /// States that are independent under constraints, and how all states follow from them.
  private func keptStates(_ constraints: [[Double]]) -> (indices: [Int], expansion: Matrix) {
    var equations = Matrix(rows: constraints.count, columns: stateCount)
    for (row, constraint) in constraints.enumerated() {
      for column in 0..<stateCount { equations[row, column] = constraint[column] }
    }
    let rows = EliminatedRows(equations, unknowns: stateCount)
    var expansion = Matrix(rows: stateCount, columns: rows.free.count)
    for (column, state) in rows.free.enumerated() {
      expansion[state, column] = 1
      for (row, dependent) in rows.pivots.enumerated() {
        expansion[dependent, column] = -rows.rows[row, state]
      }
    }
    return (rows.free, expansion)
  }
}
