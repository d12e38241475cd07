public import FaultDXStorage

/// Why an input could not be read.
public enum ReadingError: Error, Sendable, Equatable {
  /// The file could not be opened or read.
  case file(FileError)
  /// A field of a table is not what it should be; line and column count from 1.
  case field(file: String, line: Int, column: Int, expected: String, found: String)
  /// A line of a table is not what it should be; lines count from 1.
  case line(file: String, line: Int, message: String)
  /// The contents of a file are not what they should be.
  case contents(file: String, message: String)
  /// The file is of a kind that is not read; `kind` with its article, `advice` a sentence.
  case unsupported(file: String, kind: String, advice: String)
  /// The options and the inputs do not fit each other.
  case options(String)
}

extension ReadingError: CustomStringConvertible {
  /// One sentence: where, what was expected, what was found.
  public var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .field(let file, let line, let column, let expected, let found):
      "\(file):\(line):\(column): expected \(expected), found \"\(Self.printable(found))\""
    case .line(let file, let line, let message): "\(file):\(line): \(message)"
    case .contents(let file, let message): "\(file): \(message)"
    case .unsupported(let file, let kind, let advice): "\(file): is \(kind); \(advice)"
    case .options(let message): message
    }
  }

  /// Text of a file made safe for a terminal: control characters escaped, long text cut.
  static func printable(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars.prefix(60) {
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _
      where scalar.value < 0x20 || scalar.value == 0x7F || (0x80..<0xA0).contains(scalar.value):
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return text.unicodeScalars.count > 60 ? result + "…" : result
  }
}
