/// Why a circuit cannot be simulated.
public enum CircuitError: Error, Sendable, Equatable {
  /// These nodes can have any voltage: nothing ties them to ground, or an amplifier that drives them has no feedback.
  case floating(nodes: [String])
  /// These elements can carry any current, or force voltages that contradict each other: they form a loop of sources, or
  /// what they drive is forced already.
  case loop(elements: [String])
  /// The output follows a second derivative of a source, which no pulse has.
  case differentiatesTwice(sources: [String])
  /// There is no such node; `known` are those that there are.
  case unknownNode(String, known: [String])
  /// There is no such component to fail; `known` are those that there are.
  case unknownComponent(String, known: [String])
  /// The circuit has no source that changes, or several, so that the one to excite must be named.
  case excitation(String)
  /// A source bends so often within the recording that it cannot be followed.
  case tooManyCorners(source: String)
  /// The response of a board grows beyond all bounds, in volts.
  case unstable(board: String, peak: Double)
}

extension CircuitError: CustomStringConvertible {
  /// One sentence: what was expected and what was found.
  public var description: String {
    switch self {
    case .floating(let nodes):
      """
      \(Self.list(nodes, "node", "nodes")) can have any voltage; expected a path to ground (node 0), and feedback \
      around every ideal amplifier
      """
    case .loop(let elements):
      """
      \(Self.list(elements, "element", "elements")) can carry any current; expected no loop of voltage sources and \
      amplifier outputs
      """
    case .differentiatesTwice(let sources):
      """
      the circuit differentiates \(sources.joined(separator: " and ")) twice; expected amplifiers with a finite \
      bandwidth, or a resistor in the loop
      """
    case .unknownNode(let node, let known):
      "there is no node \"\(node)\"; expected one of \(known.joined(separator: ", "))"
    case .unknownComponent(let name, let known):
      """
      there is no resistor, capacitor or inductor \"\(name)\"; expected one of \(known.joined(separator: ", "))
      """
    case .excitation(let message): message
    case .tooManyCorners(let source):
      "\(source) changes too often within the recording; expected at most \(StateSpace.steps) bends"
    case .unstable(let board, let peak):
      """
      board \(board) is unstable: its response reaches \(peak.rounded()) V, and a linear circuit has no supply that would limit \
      it; leave the fault out
      """
    }
  }

  private static func list(_ names: [String], _ one: String, _ many: String) -> String {
    names.count == 1 ? "\(one) \(names[0])" : "\(many) \(names.joined(separator: ", "))"
  }
}
