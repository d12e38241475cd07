/// A circuit, what may fail in it, and how it is measured.
public struct CircuitUnderTest: Sendable, Equatable {
  /// The name in messages and on the command line.
  public var name: String
  /// The circuit with nominal values, driven by its own sources.
  public var circuit: Circuit
  /// The node whose voltage is recorded.
  public var output: String
  /// The classes: usually healthy, then each fault.
  public var faults: [CircuitFault]
  /// How long the response is recorded, in seconds.
  public var duration: Double

  /// A circuit under test.
  ///
  /// - Parameter faults: the classes; `nil` for healthy and each component too large and too small.
  /// - Throws: where there is no such output, no such component, or nothing changes at any source.
  public init(
    name: String, circuit: Circuit, output: String, faults: [CircuitFault]? = nil, duration: Double
  ) throws(CircuitError) {
    self.name = name
    self.circuit = circuit
    self.output = output
    self.faults = faults ?? CircuitFault.soft(circuit.components.map(\.name))
    self.duration = duration
    let known = circuit.components.map(\.name)
    for fault in self.faults {
      guard let component = fault.component else { continue }
      guard known.contains(where: { $0.lowercased() == component.lowercased() }) else {
        throw .unknownComponent(component, known: known)
      }
    }
    guard circuit.nodes.contains(output.lowercased()) else {
      throw .unknownNode(output, known: circuit.nodes)
    }
  }
}

extension CircuitUnderTest {
  /// The Sallen-Key band-pass filter (26 kHz) with 9 classes and the values of 2002.
  ///
  /// Source: M. Aminian, F. Aminian, H. Collins, IEEE Trans. Instrumentation and Measurement 51,
  /// 2002.
  public static let sallenKey = builtIn(
    "sallen-key", sallenKeyNetlist(r1: "1k", r2: "3k"), faulty: ["R2", "R3", "C1", "C2"])

  /// The same topology with the values of 2000 (25 kHz): narrower, and with tolerances close to
  /// oscillation.
  ///
  /// `R2-` is not among its 8 classes: half of R2 makes boards oscillate, and a linear circuit has no supply that would
  /// limit them.
  ///
  /// Source: M. Aminian, F. Aminian, IEEE Trans. Circuits and Systems II 47, 2000.
  public static let sallenKey2000 = builtIn(
    "sallen-key-2000", sallenKeyNetlist(r1: "5.18k", r2: "1k"), faulty: ["R2", "R3", "C1", "C2"],
    except: .below("R2"))

  /// The biquad high-pass filter (10 kHz) with four amplifiers and 13 classes, of the paper of
  /// 2002.
  ///
  /// `C2+` and `R4+`, and `C2-` and `R4-`, cannot be told apart: the response depends on the
  /// product C2 · R4 · R5 alone.
  public static let biquad = builtIn(
    "biquad", biquadNetlist, faulty: ["C1", "C2", "R1", "R2", "R3", "R4"])

  /// Every circuit, by which the command line knows them.
  public static let all = [sallenKey, sallenKey2000, biquad]

  private static func builtIn(
    _ name: String, _ netlist: String, faulty: [String], except unstable: CircuitFault? = nil
  ) -> CircuitUnderTest {
    do {
      let netlist = try Netlist(parsing: Array(netlist.utf8), file: name)
      guard let duration = netlist.duration, let output = netlist.outputs.first else {
        fatalError("the netlist of \(name) does not say what is recorded")
      }
      return try CircuitUnderTest(
        name: name, circuit: netlist.circuit, output: output,
        faults: CircuitFault.soft(faulty).filter { $0 != unstable }, duration: duration)
    } catch {
      fatalError("the netlist of \(name) is wrong: \(error)")
    }
  }

  private static func sallenKeyNetlist(r1: String, r2: String) -> String {
    """
    Sallen-Key band-pass filter
    Vin in 0 PULSE(0 5 1u 1u 10u 10u)
    R1 in a \(r1)
    R2 a out \(r2)
    R3 b 0 2k
    R4 fb 0 4k
    R5 out fb 4k
    C1 a b 5n
    C2 a 0 5n
    X1 b fb out opamp
    .tran 0.5u 128u
    .save v(out)
    .end
    """
  }

  private static let biquadNetlist = """
    Four-op-amp biquad high-pass filter
    Vin in 0 PULSE(0 5 1u 1u 10u 10u)
    R1 n1 bp 6.2k
    R2 inv n1 6.2k
    R3 in n1 6.2k
    R4 bp n2 1.6k
    R5 lp n3 5.1k
    R6 n3 inv 5.1k
    R7 bp g 10k
    R8 in g 10k
    R9 inv g 10k
    R10 g out 10k
    C1 n1 bp 5n
    C2 n2 lp 5n
    X1 0 n1 bp opamp
    X2 0 n2 lp opamp
    X3 0 n3 inv opamp
    X4 0 g out opamp
    .tran 2u 512u
    .save v(out)
    .end
    """
}
