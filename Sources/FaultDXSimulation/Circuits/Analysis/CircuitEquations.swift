/// A circuit as equations: modified nodal analysis with every capacitor as a voltage source of its state, every inductor
/// as a current source of its own.
///
///     M z = S x + T u        Kirchhoff's current law, and the law of every element that has a current of its own
///     x' = K z + L x         capacitor voltages, inductor currents, amplifier poles
///
/// `z` are node voltages and currents, `u` the independent sources. Currents are in units of a volt over the geometric
/// mean of the resistances, so that all numbers are of a similar size.
///
/// Source: C.-W. Ho, A. E. Ruehli, P. A. Brennan, "The modified nodal approach to network analysis", IEEE Trans. Circuits
/// and Systems 22, 1975.
struct CircuitEquations {
  /// A voltage of a node, or the current of an element.
  enum Unknown: Equatable {
    case voltage(String)
    case current(String)
  }

  let unknowns: [Unknown]
  /// The names of the independent sources.
  let sources: [String]
  private(set) var matrix: Matrix
  private(set) var stateSides: Matrix
  private(set) var sourceSides: Matrix
  private(set) var rates: Matrix
  private(set) var stateRates: Matrix

  var stateCount: Int { rates.rows }

  /// The equations of a circuit.
  init(_ circuit: Circuit) {
    let nodes = circuit.nodes
    let numbers = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1, $0) })
    let carriers = circuit.elements.filter(\.hasOwnCurrent)
    let states = circuit.elements.count(where: \.hasState)
    unknowns = nodes.map { .voltage($0) } + carriers.map { .current($0.name) }
    sources = circuit.sources.map(\.name)
    let size = unknowns.count
    matrix = Matrix(rows: size, columns: size)
    stateSides = Matrix(rows: size, columns: states)
    sourceSides = Matrix(rows: size, columns: sources.count)
    rates = Matrix(rows: states, columns: size)
    stateRates = Matrix(rows: states, columns: states)

    let unit = circuit.typicalResistance
    var (state, source, own) = (0, 0, nodes.count)
    for element in circuit.elements {
      // Ground has no number.
      let at = element.nodes.map { numbers[$0] }
      if element.hasOwnCurrent {
        let (from, to) = element.terminalsOfCurrent
        if let node = at[from] { matrix[node, own] += 1 }
        if let to, let node = at[to] { matrix[node, own] -= 1 }
      }
      func add(_ value: Double, _ row: Int, _ node: Int) {
        if let column = at[node] { matrix[row, column] += value }
      }
      switch element.kind {
      case .resistor(let resistance):
        for (a, b) in [(0, 1), (1, 0)] {
          if let row = at[a] {
            add(unit / resistance, row, a)
            add(-unit / resistance, row, b)
          }
        }
      case .capacitor(let capacitance):
        add(1, own, 0)
        add(-1, own, 1)
        stateSides[own, state] = 1
        rates[state, own] = 1 / (capacitance * unit)
      case .inductor(let inductance):
        if let row = at[0] {
          stateSides[row, state] -= 1
          rates[state, row] += unit / inductance
        }
        if let row = at[1] {
          stateSides[row, state] += 1
          rates[state, row] -= unit / inductance
        }
      case .voltageSource:
        add(1, own, 0)
        add(-1, own, 1)
        sourceSides[own, source] = 1
        source += 1
      case .currentSource:
        if let row = at[0] { sourceSides[row, source] -= unit }
        if let row = at[1] { sourceSides[row, source] += unit }
        source += 1
      case .gain(let gain):
        add(1, own, 0)
        add(-1, own, 1)
        add(-gain, own, 2)
        add(gain, own, 3)
      case .amplifier(.ideal):
        add(1, own, 0)
        add(-1, own, 1)
      case .amplifier(.onePole(let gain, let bandwidth, let resistance)):
        add(1, own, 2)
        matrix[own, own] -= resistance / unit
        stateSides[own, state] = 1
        let speed = 2 * Double.pi * bandwidth
        if let column = at[0] { rates[state, column] += speed }
        if let column = at[1] { rates[state, column] -= speed }
        stateRates[state, state] = -speed / gain
      }
      if element.hasOwnCurrent { own += 1 }
      if element.hasState { state += 1 }
    }
  }

  /// The position of a node's voltage among the unknowns; `nil` of ground.
  func position(ofNode node: String, in circuit: Circuit) throws(CircuitError) -> Int? {
    let node = node.lowercased()
    if node == Circuit.ground { return nil }
    guard let position = unknowns.firstIndex(of: .voltage(node)) else {
      throw .unknownNode(node, known: circuit.nodes)
    }
    return position
  }
}

extension Circuit {
  /// The geometric mean of the resistances, in ohms; 1 where there is none.
  fileprivate var typicalResistance: Double {
    let resistances = elements.compactMap { element in
      if case .resistor(let value) = element.kind { value } else { nil }
    }
    // By exponents alone: a power of two scales without rounding.
    let exponents = resistances.reduce(0) { $0 + Int($1.exponent) }
    return resistances.isEmpty
      ? 1 : Double(sign: .plus, exponent: exponents / resistances.count, significand: 1)
  }
}

extension Circuit.Element {
  /// Whether its current is an unknown of its own.
  fileprivate var hasOwnCurrent: Bool {
    switch kind {
    case .capacitor, .voltageSource, .gain, .amplifier: true
    case .resistor, .inductor, .currentSource: false
    }
  }

  /// Whether it remembers something.
  fileprivate var hasState: Bool {
    switch kind {
    case .capacitor, .inductor, .amplifier(.onePole): true
    case .resistor, .voltageSource, .currentSource, .gain, .amplifier(.ideal): false
    }
  }

  /// The terminals that its own current enters and leaves by; what an amplifier takes comes from ground.
  fileprivate var terminalsOfCurrent: (Int, Int?) {
    if case .amplifier = kind { return (2, nil) }
    return (0, 1)
  }
}
