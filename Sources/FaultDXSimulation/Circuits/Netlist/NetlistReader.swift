/// Reads the statements of a netlist one after the other.
struct NetlistReader {
  private let file: String
  private var netlist = Netlist(circuit: Circuit(elements: []))
  private var names: Set<String> = []
  /// The statement that ends what is being passed over, such as `.endc`.
  private var skipsUntil: (end: String, line: Int)?

  init(file: String) { self.file = file }

  mutating func read(_ lines: NetlistLines) throws(NetlistError) -> Netlist {
    try checkTitle(lines.title)
    netlist.circuit.title = lines.title
    for words in lines.statements {
      let keyword = words[0].text.lowercased()
      if let skip = skipsUntil {
        if keyword == skip.end { skipsUntil = nil }
        continue
      }
      if keyword == ".end" { break }
      if keyword.hasPrefix(".") {
        try readCommand(keyword, words)
      } else {
        try add(element(words), at: words[0].line)
      }
    }
    if let skip = skipsUntil {
      throw .line(file: file, line: skip.line, expected: skip.end, found: "the end of the file")
    }
    guard !netlist.circuit.elements.isEmpty else {
      throw .contents(file: file, message: "expected elements below the title, found none")
    }
    return netlist
  }

  /// SPICE would drop an element on the first line without a word.
  private func checkTitle(_ title: String) throws(NetlistError) {
    guard let words = try? NetlistLines(statement: title, file: file).statements.first,
      !words[0].text.hasPrefix("*"), (try? element(words)) != nil
    else { return }
    throw .line(
      file: file, line: 1, expected: "a title, which is what SPICE takes the first line for",
      found: title)
  }

  private mutating func add(_ element: Circuit.Element, at line: Int) throws(NetlistError) {
    guard names.insert(element.name.lowercased()).inserted else {
      throw .line(
        file: file, line: line, expected: "a name that no element has yet", found: element.name)
    }
    guard netlist.circuit.elements.count < Netlist.mostElements else {
      throw .contents(
        file: file, message: "expected at most \(Netlist.mostElements) elements, found more")
    }
    netlist.circuit.elements.append(element)
  }

  // MARK: Commands

  private mutating func readCommand(
    _ keyword: String, _ words: [NetlistWord]
  ) throws(NetlistError) {
    switch keyword {
    case ".tran": try readTransient(Words(words, file: file))
    case ".save", ".print", ".plot", ".probe": readOutputs(words)
    case ".title":
      netlist.circuit.title = words.dropFirst().map(\.text).joined(separator: " ")
    case ".options", ".option", ".ac", ".dc", ".op", ".noise", ".temp", ".width", ".four", ".meas",
      ".measure", ".global":
      // None of these changes what the circuit is.
      break
    case ".control": skipsUntil = (".endc", words[0].line)
    case ".subckt" where words.count > 1 && words[1].text.lowercased() == "opamp":
      skipsUntil = (".ends", words[0].line)
    default:
      throw .line(
        file: file, line: words[0].line,
        expected: ".tran, .save, .options, .subckt opamp, .control or .end", found: words[0].text)
    }
  }

  private mutating func readTransient(_ all: Words) throws(NetlistError) {
    var words = all
    words.skip()
    let step = try words.number("the time between two samples") { $0 > 0 }
    let stop = try words.number("how long to record, above the step") { $0 >= step }
    if !words.isAtEnd, words.peek.lowercased() != "uic" {
      _ = try words.number("0: recordings begin at time 0") { $0 == 0 }
    }
    // The longest step of another simulator, and "uic", say nothing here.
    let samples = (stop / step).rounded()
    guard samples <= 1e6 else {
      throw .line(
        file: file, line: words.line, expected: "at most a million steps", found: "\(samples)")
    }
    netlist.duration = stop
    netlist.samples = Int(samples)
  }

  /// The nodes of `v(out)`, which is the two words `v` and `out`.
  private mutating func readOutputs(_ words: [NetlistWord]) {
    for (letter, node) in zip(words, words.dropFirst()) where letter.text.lowercased() == "v" {
      let node = node.text.lowercased()
      if !netlist.outputs.contains(node) { netlist.outputs.append(node) }
    }
  }

  // MARK: Elements

  private func element(_ all: [NetlistWord]) throws(NetlistError) -> Circuit.Element {
    var words = Words(all, file: file)
    let name = words.skip()
    let element: Circuit.Element
    switch name.lowercased().first {
    case "r":
      element = Circuit.Element(
        name, try words.nodes(2), .resistor(try words.value("a resistance above 0 Ω")))
    case "c":
      element = Circuit.Element(
        name, try words.nodes(2), .capacitor(try words.value("a capacitance above 0 F")))
    case "l":
      element = Circuit.Element(
        name, try words.nodes(2), .inductor(try words.value("an inductance above 0 H")))
    case "v":
      element = Circuit.Element(name, try words.nodes(2), .voltageSource(try source(&words)))
    case "i":
      element = Circuit.Element(name, try words.nodes(2), .currentSource(try source(&words)))
    case "e": element = try controlled(name, &words)
    case "x": element = try amplifier(name, &words)
    default:
      throw .line(
        file: file, line: words.line,
        expected: "an element R, C, L, V, I, E or X (operational amplifier), or a command",
        found: name)
    }
    guard words.isAtEnd else {
      throw .line(
        file: file, line: words.line, expected: "the end of the line", found: words.peek)
    }
    return element
  }

  private func controlled(
    _ name: String, _ words: inout Words
  ) throws(NetlistError) -> Circuit.Element {
    let output = try words.nodes(2)
    if words.peek.lowercased() == "opamp" {
      guard output[1] == Circuit.ground else {
        throw .line(
          file: file, line: words.line,
          expected: "an amplifier whose second node is ground (0)", found: output[1])
      }
      words.skip()
      return Circuit.Element(name, try words.nodes(2) + [output[0]], .amplifier(.ideal))
    }
    let input = try words.nodes(2)
    return Circuit.Element(name, output + input, .gain(try words.number("a gain") { _ in true }))
  }

  private func amplifier(
    _ name: String, _ words: inout Words
  ) throws(NetlistError) -> Circuit.Element {
    let nodes = try words.nodes(3)
    guard words.peek.lowercased() == "opamp" else {
      throw .line(
        file: file, line: words.line,
        expected: "opamp behind in+, in- and out; other subcircuits are not read", found: words.peek
      )
    }
    words.skip()
    if words.peek.lowercased() == "params:" { words.skip() }
    var (gain, bandwidth, resistance): (Double?, Double?, Double?)
    while !words.isAtEnd {
      let key = words.skip().lowercased()
      guard ["gbw", "gain", "rout"].contains(key), words.peek == "=" else {
        throw .line(
          file: file, line: words.line, expected: "gbw=, gain= or rout=", found: key)
      }
      words.skip()
      switch key {
      case "gbw": bandwidth = try words.number("a gain-bandwidth product above 0 Hz") { $0 > 0 }
      case "gain": gain = try words.number("a gain above 1") { $0 > 1 }
      default: resistance = try words.number("a resistance of 0 Ω or more") { $0 >= 0 }
      }
    }
    guard let bandwidth else {
      guard gain == nil, resistance == nil else {
        throw .line(
          file: file, line: words.line, expected: "gbw= of an amplifier that is not ideal",
          found: "none")
      }
      return Circuit.Element(name, nodes, .amplifier(.ideal))
    }
    return Circuit.Element(
      name, nodes,
      .amplifier(
        .onePole(gain: gain ?? 2e5, bandwidth: bandwidth, resistance: resistance ?? 0)))
  }

  /// What follows the nodes of a source: a direct value, an AC value that is passed over, a waveform.
  private func source(_ words: inout Words) throws(NetlistError) -> Waveform {
    var waveform: Waveform?
    var direct: Double?
    while !words.isAtEnd {
      let word = words.peek.lowercased()
      if word == "dc" {
        words.skip()
        direct = try words.number("a direct voltage or current") { _ in true }
      } else if word == "ac" {
        words.skip()
        // Magnitude and phase, both optional.
        for _ in 0..<2 where !words.isAtEnd && SpiceNumber.value(of: words.peek) != nil {
          words.skip()
        }
      } else if let value = SpiceNumber.value(of: word), direct == nil, waveform == nil {
        words.skip()
        direct = value
      } else if waveform == nil {
        waveform = try words.waveform()
      } else {
        throw .line(
          file: file, line: words.line, expected: "the end of the line", found: words.peek)
      }
    }
    // As in SPICE, a waveform counts where there are both; without either the source is off.
    return waveform ?? .constant(direct ?? 0)
  }
}
