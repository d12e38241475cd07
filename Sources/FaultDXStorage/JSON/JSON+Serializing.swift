extension JSON: CustomStringConvertible {
  /// The compact form.
  public var description: String { serialized() }

  /// The value as JSON text: the same bytes for the same value, always.
  ///
  /// Numbers are written as the shortest text that reads back as the same `Double`; a number that is not
  /// finite becomes `null`, because JSON has no word for it. Only what must be escaped is.
  ///
  /// - Parameter pretty: Two spaces of indentation and a line for each member and element, arrays of plain
  ///   values on one line; no newline at the end.
  public func serialized(pretty: Bool = false) -> String {
    var text: [UInt8] = []
    write(into: &text, indentation: pretty ? 0 : nil)
    return String(decoding: text, as: UTF8.self)
  }

  private var isContainer: Bool {
    switch self {
    case .array, .object: true
    default: false
    }
  }

  func write(into text: inout [UInt8], indentation: Int?) {
    switch self {
    case .null: text.append(contentsOf: "null".utf8)
    case .bool(let value): text.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let value): text.append(contentsOf: value.description.utf8)
    case .number(let value):
      text.append(contentsOf: (value.isFinite ? value.description : "null").utf8)
    case .string(let value): Self.write(value, into: &text)
    case .array(let values):
      let inner = values.contains { $0.isContainer } ? indentation.map { $0 + 2 } : nil
      text.append(UInt8(ascii: "["))
      for (position, value) in values.enumerated() {
        if position > 0 { text.append(UInt8(ascii: ",")) }
        if inner == nil, indentation != nil, position > 0 { text.append(0x20) }
        Self.breakLine(inner, into: &text)
        value.write(into: &text, indentation: inner)
      }
      if inner != nil { Self.breakLine(indentation, into: &text) }
      text.append(UInt8(ascii: "]"))
    case .object(let members):
      let inner = indentation.map { $0 + 2 }
      text.append(UInt8(ascii: "{"))
      for (position, member) in members.enumerated() {
        if position > 0 { text.append(UInt8(ascii: ",")) }
        Self.breakLine(inner, into: &text)
        Self.write(member.key, into: &text)
        text.append(UInt8(ascii: ":"))
        if indentation != nil { text.append(0x20) }
        member.value.write(into: &text, indentation: inner)
      }
      if !members.isEmpty { Self.breakLine(indentation, into: &text) }
      text.append(UInt8(ascii: "}"))
    }
  }

  static func breakLine(_ indentation: Int?, into text: inout [UInt8]) {
    guard let indentation else { return }
    text.append(0x0A)
    text.append(contentsOf: repeatElement(0x20, count: indentation))
  }

  static func write(_ string: String, into text: inout [UInt8]) {
    text.append(UInt8(ascii: "\""))
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""): text.append(contentsOf: "\\\"".utf8)
      case UInt8(ascii: "\\"): text.append(contentsOf: "\\\\".utf8)
      case 0x08: text.append(contentsOf: "\\b".utf8)
      case 0x09: text.append(contentsOf: "\\t".utf8)
      case 0x0A: text.append(contentsOf: "\\n".utf8)
      case 0x0C: text.append(contentsOf: "\\f".utf8)
      case 0x0D: text.append(contentsOf: "\\r".utf8)
      case 0..<0x20:
        text.append(contentsOf: "\\u00".utf8)
        text.append(contentsOf: (byte < 0x10 ? "0" : "").utf8)
        text.append(contentsOf: String(byte, radix: 16).utf8)
      default: text.append(byte)
      }
    }
    text.append(UInt8(ascii: "\""))
  }
}
