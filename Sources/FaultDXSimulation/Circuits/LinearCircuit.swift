/// A network of resistors, capacitors and ideal operational amplifiers between one voltage source
/// and one output.
public struct LinearCircuit: Sendable, Equatable {
  /// A two-terminal part.
  public struct Component: Sendable, Equatable {
    /// What it is; the value is in ohms or farads.
    public enum Kind: Sendable { case resistor, capacitor }
    /// Its name in the schematic, such as `R2`.
    public var name: String
    /// What it is.
    public var kind: Kind
    /// In ohms or farads; positive.
    public var value: Double
    /// The two nodes it connects.
    public var from, to: String

    /// A resistor, in ohms.
    public static func resistor(
      _ name: String, _ from: String, _ to: String, _ value: Double
    ) -> Component {
      Component(name: name, kind: .resistor, value: value, from: from, to: to)
    }

    /// A capacitor, in farads.
    public static func capacitor(
      _ name: String, _ from: String, _ to: String, _ value: Double
    ) -> Component {
      Component(name: name, kind: .capacitor, value: value, from: from, to: to)
    }
  }

  /// An amplifier that holds its two inputs at one voltage and draws no current from them.
  public struct Amplifier: Sendable, Equatable {
    /// The nodes of the inputs and of the output.
    public var positive, negative, output: String

    /// An amplifier between those nodes.
    public init(positive: String, negative: String, output: String) {
      self.positive = positive
      self.negative = negative
      self.output = output
    }
  }

  /// The node that all voltages are measured from.
  public static let ground = "0"

  /// Resistors and capacitors; no two of a name.
  public var components: [Component]
  /// Operational amplifiers.
  public var amplifiers: [Amplifier]
  /// The node of the voltage source.
  public var input: String
  /// The node whose voltage is wanted.
  public var output: String

  /// A circuit of those parts.
  public init(
    components: [Component], amplifiers: [Amplifier], input: String = "in", output: String = "out"
  ) {
    self.components = components
    self.amplifiers = amplifiers
    self.input = input
    self.output = output
  }

  /// The same circuit with one value multiplied.
  ///
  /// - Precondition: there is a component of that name.
  public func scaling(_ name: String, by factor: Double) -> LinearCircuit {
    guard let index = components.firstIndex(where: { $0.name == name }) else {
      fatalError("there is no component \(name) in the circuit")
    }
    var result = self
    result.components[index].value *= factor
    return result
  }
}

extension LinearCircuit {
  /// The circuit as first-order differential equations in its capacitors' voltages.
  ///
  /// Modified nodal analysis, with every capacitor replaced by a voltage source of its state: the
  /// current that the source delivers, over the capacitance, is how fast the state changes.
  ///
  /// - Precondition: the equations have one solution (no loop of capacitors, no floating node).
  public var stateSpace: StateSpace {
    let capacitors = components.filter { $0.kind == .capacitor }
    let nodes = nodeNumbers
    let sources = capacitors.count + 1 + amplifiers.count
    let size = nodes.count + sources
    var matrix = Matrix(rows: size, columns: size)
    var sides = Matrix(rows: size, columns: capacitors.count + 1)

    func add(_ value: Double, _ row: String, _ column: Int) {
      if let row = nodes[row] { matrix[row, column] += value }
    }
    func addVoltage(_ value: Double, _ row: Int, _ node: String) {
      if let node = nodes[node] { matrix[row, node] += value }
    }
    for resistor in components where resistor.kind == .resistor {
      for (a, b) in [(resistor.from, resistor.to), (resistor.to, resistor.from)] {
        if let column = nodes[a] {
          add(1 / resistor.value, a, column)
          add(-1 / resistor.value, b, column)
        }
      }
    }
    for (index, capacitor) in capacitors.enumerated() {
      let row = nodes.count + index
      add(1, capacitor.from, row)
      add(-1, capacitor.to, row)
      addVoltage(1, row, capacitor.from)
      addVoltage(-1, row, capacitor.to)
      sides[row, index] = 1
    }
    let inputRow = nodes.count + capacitors.count
    add(1, input, inputRow)
    addVoltage(1, inputRow, input)
    sides[inputRow, capacitors.count] = 1
    for (index, amplifier) in amplifiers.enumerated() {
      let row = inputRow + 1 + index
      add(1, amplifier.output, row)
      addVoltage(1, row, amplifier.positive)
      addVoltage(-1, row, amplifier.negative)
    }

    guard let solution = matrix.solving(sides), let output = nodes[output] else {
      fatalError("the circuit's equations have no single solution")
    }
    let order = capacitors.count
    return StateSpace(
      state: (0..<order).map { row in
        (0..<order).map { solution[nodes.count + row, $0] / capacitors[row].value }
      },
      input: (0..<order).map { solution[nodes.count + $0, order] / capacitors[$0].value },
      output: (0..<order).map { solution[output, $0] }, feedthrough: solution[output, order])
  }

  /// Every node but ground, numbered in order of appearance.
  private var nodeNumbers: [String: Int] {
    var numbers: [String: Int] = [:]
    let named =
      [input, output] + components.flatMap { [$0.from, $0.to] }
      + amplifiers.flatMap { [$0.positive, $0.negative, $0.output] }
    for node in named where node != Self.ground && numbers[node] == nil {
      numbers[node] = numbers.count
    }
    return numbers
  }
}
