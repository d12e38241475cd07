/// A circuit of the analog fault diagnosis literature: its parts, what may fail, and how it is
/// measured.
public struct CircuitUnderTest: Sendable, Equatable {
  /// The name in messages and on the command line.
  public let name: String
  /// The circuit with nominal values.
  public let circuit: LinearCircuit
  /// The components that fail, in the order of the literature.
  public let faultyComponents: [String]
  /// How long the response to the pulse is recorded, in seconds.
  public let duration: Double

  /// Healthy, then each component too large and too small.
  public var faults: [CircuitFault] {
    [.none] + faultyComponents.flatMap { [.above($0), .below($0)] }
  }

  /// The Sallen-Key band-pass filter (26 kHz) with 9 classes and the values of 2002.
  ///
  /// Source: M. Aminian, F. Aminian, H. Collins, IEEE Trans. Instrumentation and Measurement 51,
  /// 2002.
  public static let sallenKey = sallenKey(name: "sallen-key", r1: 1e3, r2: 3e3)

  /// The same topology with the values of 2000 (25 kHz): narrower, and with tolerances close to
  /// oscillation.
  ///
  /// Source: M. Aminian, F. Aminian, IEEE Trans. Circuits and Systems II 47, 2000.
  public static let sallenKey2000 = sallenKey(name: "sallen-key-2000", r1: 5.18e3, r2: 1e3)

  /// Every circuit, by which the command line knows them.
  public static let all = [sallenKey, sallenKey2000, biquad]

  private static func sallenKey(name: String, r1: Double, r2: Double) -> CircuitUnderTest {
    CircuitUnderTest(
      name: name,
      circuit: LinearCircuit(
        components: [
          .resistor("R1", "in", "a", r1), .resistor("R2", "a", "out", r2),
          .resistor("R3", "b", "0", 2e3), .resistor("R4", "fb", "0", 4e3),
          .resistor("R5", "out", "fb", 4e3), .capacitor("C1", "a", "b", 5e-9),
          .capacitor("C2", "a", "0", 5e-9),
        ],
        amplifiers: [LinearCircuit.Amplifier(positive: "b", negative: "fb", output: "out")]),
      faultyComponents: ["R2", "R3", "C1", "C2"], duration: 128e-6)
  }

  /// The biquad high-pass filter (10 kHz) with four amplifiers and 13 classes, of the paper of
  /// 2002.
  ///
  /// `C2+` and `R4+`, and `C2-` and `R4-`, can hardly be told apart: the response depends on the
  /// product C2 · R4 · R5 alone.
  public static let biquad = CircuitUnderTest(
    name: "biquad",
    circuit: LinearCircuit(
      components: [
        .resistor("R1", "n1", "bp", 6.2e3), .resistor("R2", "inv", "n1", 6.2e3),
        .resistor("R3", "in", "n1", 6.2e3), .resistor("R4", "bp", "n2", 1.6e3),
        .resistor("R5", "lp", "n3", 5.1e3), .resistor("R6", "n3", "inv", 5.1e3),
        .resistor("R7", "bp", "g", 10e3), .resistor("R8", "in", "g", 10e3),
        .resistor("R9", "inv", "g", 10e3), .resistor("R10", "g", "out", 10e3),
        .capacitor("C1", "n1", "bp", 5e-9), .capacitor("C2", "n2", "lp", 5e-9),
      ],
      amplifiers: [("n1", "bp"), ("n2", "lp"), ("n3", "inv"), ("g", "out")].map {
        LinearCircuit.Amplifier(positive: "0", negative: $0.0, output: $0.1)
      }),
    faultyComponents: ["C1", "C2", "R1", "R2", "R3", "R4"], duration: 512e-6)
}

/// What is wrong with a circuit.
public enum CircuitFault: Sendable, Equatable, Hashable {
  /// Nothing.
  case none
  /// A component's value is far too large.
  case above(String)
  /// A component's value is far too small.
  case below(String)

  /// The class: `normal`, `R2+`, `R2-`.
  public var label: String {
    switch self {
    case .none: "normal"
    case .above(let component): component + "+"
    case .below(let component): component + "-"
    }
  }

  /// The component that is faulty, and by which factor its value is wrong.
  func change(deviation: Double) -> (component: String, factor: Double)? {
    switch self {
    case .none: nil
    case .above(let component): (component, 1 + deviation)
    case .below(let component): (component, 1 - deviation)
    }
  }
}
