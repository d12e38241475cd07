/// The header of one plot in a SPICE raw file.
struct SpicePlot {
  var name = ""
  var flags: Set<String> = []
  var variableCount = 0
  var points = 0
  var variables: [(name: String, type: String)] = []
  /// Whether LTspice wrote it: values other than the time are then 32 bits wide, unless the flags say so.
  var isLTspice = false
  /// Whether numbers follow as text.
  var isText = false

  var isComplex: Bool { flags.contains("complex") }
  var isTransient: Bool { variables.first?.type == "time" }

  /// Bytes of one point, where numbers follow as bytes.
  var pointSize: Int {
    hasNarrowValues ? 8 + 4 * (variableCount - 1) : 8 * variableCount * (isComplex ? 2 : 1)
  }

  var hasNarrowValues: Bool { isLTspice && !flags.contains("double") && !isComplex }
}

/// Walks the headers of a SPICE raw file, whose characters are one byte wide, or two in LTspice's.
struct SpiceHeaderParser {
  let bytes: [UInt8]
  let file: String
  let isWide: Bool
  var position: Int

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
    isWide = bytes.count > 1 && bytes[1] == 0 || bytes.starts(with: [0xFF, 0xFE])
    position = bytes.starts(with: [0xFF, 0xFE]) ? 2 : 0
  }

  /// More than any simulator writes, so that a damaged file does not become one line.
  private static let longestLine = 1 << 16

  func wrong(at offset: Int, _ message: String) -> ReadingError {
    .contents(file: file, message: "byte \(offset): \(message)")
  }

  mutating func line() throws(ReadingError) -> String? {
    let step = isWide ? 2 : 1
    let start = position
    var text: [UInt8] = []
    while position + step <= bytes.count {
      let byte = bytes[position]
      guard !isWide || bytes[position + 1] == 0 else {
        throw wrong(at: position, "expected the header of a SPICE raw file")
      }
      position += step
      if byte == 10 {
        if text.last == 13 { text.removeLast() }
        return String(tableText: text)
      }
      text.append(byte)
      guard text.count < Self.longestLine else {
        throw wrong(at: start, "expected the header of a SPICE raw file, found no end of the line")
      }
    }
    return text.isEmpty ? nil : String(tableText: text)
  }

  /// The next plot, up to where its numbers begin; `nil` at the end of the file.
  mutating func plot() throws(ReadingError) -> SpicePlot? {
    var plot = SpicePlot()
    var hasTitle = false
    while true {
      let start = position
      guard let line = try line() else {
        guard hasTitle else { return nil }
        throw wrong(at: start, "expected Binary: or Values:, found the end of the file")
      }
      // Text plots end in a blank line.
      if !hasTitle, line.allSatisfy({ $0 == " " || $0 == "\t" || $0 == "\0" }) { continue }
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else {
        throw wrong(
          at: start,
          "expected a line such as Flags: real, found \"\(ReadingError.printable(line))\"")
      }
      let value = String(parts[1].drop { $0 == " " || $0 == "\t" })
      switch parts[0].lowercased() {
      case "title":
        guard !hasTitle else { throw wrong(at: start, "expected one title") }
        hasTitle = true
      case "plotname": plot.name = value
      case "flags":
        plot.flags = Set(value.lowercased().split { $0 == " " || $0 == "\t" }.map(String.init))
      case "no. variables": plot.variableCount = try count(value, at: start)
      case "no. points": plot.points = try count(value, at: start)
      case "command":
        let lower = value.lowercased()
        plot.isLTspice = lower.contains("ltspice") || lower.contains("linear technology")
      case "variables": plot.variables = try variables(plot.variableCount)
      case "binary", "values":
        plot.isText = parts[0].lowercased() == "values"
        if isWide { plot.isLTspice = true }
        guard hasTitle, plot.variableCount == plot.variables.count, plot.variableCount > 0 else {
          throw wrong(at: start, "expected a title and variables before the numbers")
        }
        return plot
      case "date", "offset", "backannotation", "dimensions", "option", "notes": break
      default:
        guard hasTitle else { throw wrong(at: start, "expected Title:") }
      }
    }
  }

  private func count(_ value: String, at offset: Int) throws(ReadingError) -> Int {
    let word = value.split(separator: " ").first ?? ""
    guard let count = Int(word), count > 0 else {
      throw wrong(
        at: offset, "expected a number above 0, found \"\(ReadingError.printable(value))\"")
    }
    return count
  }

  private mutating func variables(
    _ count: Int
  ) throws(ReadingError) -> [(name: String, type: String)] {
    var variables: [(name: String, type: String)] = []
    for index in 0..<count {
      let start = position
      let words = try line()?.split { $0 == "\t" || $0 == " " }.map(String.init) ?? []
      guard words.count >= 3, Int(words[0]) == index else {
        throw wrong(
          at: start, "expected variable \(index) of \(count): a number, a name and a type")
      }
      variables.append((words[1], words[2].lowercased()))
    }
    return variables
  }
}
