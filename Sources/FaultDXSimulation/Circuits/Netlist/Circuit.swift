/// A linear circuit: resistors, capacitors, inductors, independent sources, voltage gains and operational amplifiers.
///
/// Nodes are named in lower case; names of elements keep their spelling and are found in any.
public struct Circuit: Sendable, Equatable {
  /// One line of a netlist.
  public struct Element: Sendable, Equatable {
    /// Its name in the schematic, such as `R2`.
    public var name: String
    /// Its terminals, in the order that ``Kind`` says.
    public var nodes: [String]
    /// What it is.
    public var kind: Kind

    /// An element between nodes.
    public init(_ name: String, _ nodes: [String], _ kind: Kind) {
      self.name = name
      self.nodes = nodes
      self.kind = kind
    }

    /// The value of a resistor (Ω), capacitor (F) or inductor (H); `nil` of anything else.
    public var value: Double? {
      switch kind {
      case .resistor(let value), .capacitor(let value), .inductor(let value): value
      case .voltageSource, .currentSource, .gain, .amplifier: nil
      }
    }

    /// The same element with its value multiplied; what has no value stays as it is.
    public func scaled(by factor: Double) -> Element {
      switch kind {
      case .resistor(let value): Element(name, nodes, .resistor(value * factor))
      case .capacitor(let value): Element(name, nodes, .capacitor(value * factor))
      case .inductor(let value): Element(name, nodes, .inductor(value * factor))
      case .voltageSource, .currentSource, .gain, .amplifier: self
      }
    }
  }

  /// What an element is.
  public enum Kind: Sendable, Equatable {
    /// In ohms; between two nodes.
    case resistor(Double)
    /// In farads; between two nodes.
    case capacitor(Double)
    /// In henries; between two nodes.
    case inductor(Double)
    /// In volts, from the second node to the first.
    case voltageSource(Waveform)
    /// In amperes, through the source from the first node to the second.
    case currentSource(Waveform)
    /// The voltage between the first two nodes is so many times that between the other two.
    case gain(Double)
    /// Nodes: positive input, negative input, output.
    case amplifier(Amplifier)
  }

  /// How an operational amplifier behaves; its inputs draw no current.
  public enum Amplifier: Sendable, Equatable {
    /// It holds its inputs at one voltage.
    case ideal
    /// Its gain falls with one pole: `gain / (1 + s · gain / (2π · bandwidth))`, behind a resistance.
    ///
    /// `gain` is that of direct voltage, `bandwidth` the gain-bandwidth product in Hz, `resistance` in ohms.
    case onePole(gain: Double, bandwidth: Double, resistance: Double)
  }

  /// The node that all voltages are measured from.
  public static let ground = "0"

  /// What it is called.
  public var title: String
  /// The elements in the order of the netlist; no two of a name.
  public var elements: [Element]

  /// A circuit of those elements.
  public init(title: String = "", elements: [Element]) {
    self.title = title
    self.elements = elements
  }

  /// The resistors, capacitors and inductors.
  public var components: [Element] { elements.filter { $0.value != nil } }

  /// The independent sources.
  public var sources: [Element] {
    elements.filter { element in
      switch element.kind {
      case .voltageSource, .currentSource: true
      default: false
      }
    }
  }

  /// Every node but ground, in order of appearance.
  public var nodes: [String] {
    var seen: Set<String> = [Self.ground]
    return elements.flatMap(\.nodes).filter { seen.insert($0).inserted }
  }

  /// The position of the element of that name, in any case; `nil` where there is none.
  public func position(of name: String) -> Int? {
    let wanted = name.lowercased()
    return elements.firstIndex { $0.name.lowercased() == wanted }
  }

  /// The same circuit with one value multiplied.
  ///
  /// - Precondition: there is a resistor, capacitor or inductor of that name.
  public func scaling(_ name: String, by factor: Double) -> Circuit {
    guard let position = position(of: name), elements[position].value != nil else {
      fatalError("there is no component \(name) in the circuit")
    }
    var result = self
    result.elements[position] = elements[position].scaled(by: factor)
    return result
  }

  /// The same circuit with a resistor in the place of a component.
  ///
  /// - Precondition: there is a component of that name.
  public func replacing(_ name: String, byResistance resistance: Double) -> Circuit {
    guard let position = position(of: name), elements[position].value != nil else {
      fatalError("there is no component \(name) in the circuit")
    }
    var result = self
    result.elements[position].kind = .resistor(resistance)
    return result
  }

  /// The same circuit with another waveform in one of its sources.
  ///
  /// - Precondition: there is a source of that name.
  public func driving(_ name: String, with waveform: Waveform) -> Circuit {
    guard let position = position(of: name) else {
      fatalError("there is no source \(name) in the circuit")
    }
    var result = self
    switch elements[position].kind {
    case .voltageSource: result.elements[position].kind = .voltageSource(waveform)
    case .currentSource: result.elements[position].kind = .currentSource(waveform)
    default: fatalError("\(name) is no source")
    }
    return result
  }
}
