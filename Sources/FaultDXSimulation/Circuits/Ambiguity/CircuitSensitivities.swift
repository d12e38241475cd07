#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How the response of a circuit changes with each of its components.
struct CircuitSensitivities {
  /// The components that have a tolerance in this class, by name.
  let components: [String]
  /// The response of the nominal circuit.
  let response: [Double]
  /// For each component the derivative of the response by the logarithm of its value, in V.
  let derivatives: [[Double]]
  /// For each component the standard deviation of the logarithm of its value.
  let deviations: [Double]

  /// By central differences of exact responses: with a step of 1e-4 they are 1e-8 off.
  ///
  /// - Throws: where the circuit has no single solution, or its response grows beyond a million volts.
  init(of fault: CircuitFault, in simulation: CircuitSimulation) throws(CircuitError) {
    let circuit = simulation.nominal(fault)
    response = try simulation.response(of: circuit)
    let peak = response.reduce(0) { $1.isNaN || $0.isNaN ? .nan : max($0, abs($1)) }
    guard peak < 1e6 else { throw .unstable(board: "\(fault.label) (nominal)", peak: peak) }
    let isReplaced =
      switch fault {
      case .open, .short: true
      default: false
      }
    let step = 1e-4
    let spread = simulation.configuration.distribution == .uniform ? 3.0.squareRoot() : 3
    var (names, derivatives, deviations): ([String], [[Double]], [Double]) = ([], [], [])
    for element in circuit.components {
      // The resistor that stands for an open or shorted component is what it is on every board.
      if isReplaced, element.name.lowercased() == fault.component?.lowercased() { continue }
      let up = try simulation.response(of: circuit.scaling(element.name, by: exp(step)))
      let down = try simulation.response(of: circuit.scaling(element.name, by: exp(-step)))
      names.append(element.name)
      derivatives.append(zip(up, down).map { ($0 - $1) / (2 * step) })
      deviations.append(simulation.tolerance(of: element) / spread)
    }
    components = names
    self.derivatives = derivatives
    self.deviations = deviations
  }

  /// The derivatives, each times its component's standard deviation: the columns of `A` in `Σ = A Aᵀ + σ²`.
  var spreads: [[Double]] {
    zip(derivatives, deviations).map { derivative, deviation in derivative.map { $0 * deviation } }
  }
}

/// The scalar products of two sets of vectors.
func products(_ a: [[Double]], _ b: [[Double]]) -> Matrix {
  var result = Matrix(rows: a.count, columns: b.count)
  for (row, x) in a.enumerated() {
    for (column, y) in b.enumerated() { result[row, column] = product(x, y) }
  }
  return result
}

/// The scalar product of two vectors.
func product(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for index in 0..<min(a.count, b.count) { sum += a[index] * b[index] }
  return sum
}
