/// A circuit as it is written down for SPICE, and what is to be recorded of it.
///
///     RC low-pass filter
///     Vin in 0 PULSE(0 5 1u 1u 10u 10u)
///     R1 in out 4.7k        ; a comment
///     C1 out 0 10n
///     .tran 0.5u 128u       ; 256 samples, 0.5 µs apart
///     .save v(out)
///     .end
///
/// The first line is the title. Elements:
///
///     Rname a b value                      resistor, Ω
///     Cname a b value                      capacitor, F
///     Lname a b value                      inductor, H
///     Vname + - [DC] value | waveform      voltage source, V
///     Iname + - [DC] value | waveform      current source, A, through the source from + to -
///     Ename + - in+ in- gain               voltage-controlled voltage source
///     Ename + 0 OPAMP in+ in-              ideal operational amplifier
///     Xname in+ in- out opamp              ideal operational amplifier
///     Xname in+ in- out opamp gbw=10meg [gain=2e5] [rout=50]      with one pole
///
/// Waveforms are SPICE's `PULSE(low high delay rise fall width period)`, `PWL(t v …)` and `SIN(offset amplitude frequency
/// delay damping phase)`, and beside them `STEP(low high delay rise)` and `SWEEP(amplitude from to duration)`. `AC` values
/// are passed over, as are `.options`, `.ac`, `.op`, `.temp`, `.control` blocks and a `.subckt opamp` block, which lets the
/// same file run elsewhere. What would change the circuit and is not read (`.param`, `.include`, `.model`, `.ic`, other
/// subcircuits, other elements) is an error.
public struct Netlist: Sendable, Equatable {
  /// The circuit.
  public var circuit: Circuit
  /// How long `.tran` records, in seconds.
  public var duration: Double?
  /// How many samples `.tran` records: its duration over its step.
  public var samples: Int?
  /// The nodes whose voltages `.save`, `.print`, `.plot` or `.probe` ask for.
  public var outputs: [String] = []

  /// The most bytes in a netlist.
  public static let largestSize = 1 << 20
  /// The most elements in a circuit: the equations are dense.
  public static let mostElements = 400
}

extension Netlist {
  /// Reads a netlist.
  ///
  /// - Parameter file: the name for messages.
  /// - Throws: where the text is no netlist of a linear circuit; names the line, what was expected and what was found.
  public init(parsing bytes: [UInt8], file: String) throws(NetlistError) {
    guard bytes.count <= Self.largestSize else {
      throw .contents(
        file: file,
        message: "expected a netlist of at most \(Self.largestSize) bytes, found \(bytes.count)")
    }
    var reader = NetlistReader(file: file)
    self = try reader.read(NetlistLines(bytes, file: file))
  }
}

/// A word of a netlist and the line that it is on.
struct NetlistWord: Equatable {
  var text: String
  var line: Int
}

/// A netlist as statements: comments gone, continuation lines joined, cut into words.
struct NetlistLines {
  let file: String
  /// The first line, which is the title.
  let title: String
  /// The words of every statement; none is empty.
  private(set) var statements: [[NetlistWord]] = []

  init(_ bytes: [UInt8], file: String) throws(NetlistError) {
    self.file = file
    let lines = Self.lines(of: bytes)
    title = lines.first ?? ""
    guard lines.contains(where: { !$0.isEmpty }) else {
      throw .contents(file: file, message: "expected a netlist, found nothing")
    }
    for (index, text) in lines.enumerated().dropFirst() {
      let words = Self.words(of: text, line: index + 1)
      guard let first = words.first, !first.text.hasPrefix("*") else { continue }
      guard first.text.hasPrefix("+") else {
        try checkParentheses()
        statements.append(words)
        continue
      }
      guard !statements.isEmpty else {
        throw .line(
          file: file, line: index + 1, expected: "a statement that + can continue",
          found: first.text)
      }
      var rest = words
      rest[0].text.removeFirst()
      statements[statements.count - 1] += rest.filter { !$0.text.isEmpty }
    }
    try checkParentheses()
  }

  /// The words of a single statement, such as an excitation on the command line.
  init(statement text: String, file: String) throws(NetlistError) {
    self.file = file
    title = ""
    let words = Self.words(of: text, line: 1)
    statements = words.isEmpty ? [] : [words]
    try checkParentheses()
  }

  /// Every parenthesis of the last statement must have its other half; they say nothing more and go.
  private mutating func checkParentheses() throws(NetlistError) {
    guard var statement = statements.popLast() else { return }
    var open = 0
    for word in statement where word.text == "(" || word.text == ")" {
      open += word.text == "(" ? 1 : -1
      guard open >= 0 else {
        throw .line(file: file, line: word.line, expected: "no parenthesis", found: ")")
      }
    }
    guard open == 0 else {
      throw .line(
        file: file, line: statement.last?.line ?? 1, expected: "a closing parenthesis", found: "")
    }
    statement.removeAll { $0.text == "(" || $0.text == ")" }
    if !statement.isEmpty { statements.append(statement) }
  }

  private static func lines(of bytes: [UInt8]) -> [String] {
    // Spelled out, since Swift takes CR LF for one character.
    var text = bytes[...]
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
    var lines: [String] = []
    for line in text.split(separator: 10, omittingEmptySubsequences: false) {
      let line = line.last == 13 ? line.dropLast() : line
      lines.append(String(decoding: line, as: UTF8.self))
    }
    return lines
  }

  /// Words lie between blanks and commas; `=` and parentheses are words.
  private static func words(of text: String, line: Int) -> [NetlistWord] {
    var words: [NetlistWord] = []
    var word = ""
    func end() {
      if !word.isEmpty { words.append(NetlistWord(text: word, line: line)) }
      word = ""
    }
    for scalar in text.unicodeScalars {
      switch scalar {
      case ";": end(); return words
      // A dollar begins a comment where a word could begin.
      case "$" where word.isEmpty: return words
      case " ", "\t", "\r", ",": end()
      case "=", "(", ")":
        end()
        words.append(NetlistWord(text: String(scalar), line: line))
      default: word.unicodeScalars.append(scalar)
      }
    }
    end()
    return words
  }
}
