/// Why a netlist could not be read; lines count from 1.
public enum NetlistError: Error, Sendable, Equatable {
  /// Something on a line is not what it should be.
  case line(file: String, line: Int, expected: String, found: String)
  /// The netlist as a whole is not what it should be.
  case contents(file: String, message: String)
}

extension NetlistError: CustomStringConvertible {
  /// One sentence: where, what was expected, what was found.
  public var description: String {
    switch self {
    case .line(let file, let line, let expected, let found):
      "\(file):\(line): expected \(expected), found \(Self.printable(found))"
    case .contents(let file, let message): "\(file): \(message)"
    }
  }

  /// Text of a file made safe for a terminal: control characters escaped, long text cut.
  private static func printable(_ text: String) -> String {
    if text.isEmpty { return "the end of the line" }
    var result = "\""
    for scalar in text.unicodeScalars.prefix(60) {
      let isControl = scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
      if isControl {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result + (text.unicodeScalars.count > 60 ? "…\"" : "\"")
  }
}
