extension JSON {
  /// Reads one JSON value, and nothing else, from UTF-8.
  ///
  /// Strict on purpose: duplicate names, half surrogate pairs, bytes that are not UTF-8, numbers out of
  /// range, trailing bytes and byte order marks are refused. A number without fraction and exponent
  /// becomes `.integer` (but `-0`, which only a `Double` can hold), every other `.number`, correctly rounded.
  ///
  /// - Parameter depthLimit: How many arrays and objects may be open inside each other.
  /// - Throws: `JSONError` with the byte of the first problem.
  public init(parsing bytes: [UInt8], depthLimit: Int = 32) throws(JSONError) {
    var parser = JSONParser(bytes: bytes, depthLimit: depthLimit)
    self = try parser.document()
  }

  /// Reads one JSON value, and nothing else, from text.
  ///
  /// - Throws: `JSONError`; its offset counts UTF-8 bytes.
  public init(parsing text: String, depthLimit: Int = 32) throws(JSONError) {
    try self.init(parsing: Array(text.utf8), depthLimit: depthLimit)
  }
}

/// A recursive-descent parser; the depth limit bounds its recursion.
struct JSONParser {
  let bytes: [UInt8]
  let depthLimit: Int
  var position = 0
  private var depth = 0

  init(bytes: [UInt8], depthLimit: Int) {
    self.bytes = bytes
    self.depthLimit = depthLimit
  }

  /// The byte under the cursor, `nil` at the end.
  var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func document() throws(JSONError) -> JSON {
    skipWhitespace()
    let value = try value()
    skipWhitespace()
    guard position == bytes.count else { throw JSONError(.trailingBytes, at: position) }
    return value
  }

  func unexpected(_ expected: String) -> JSONError {
    guard let current else { return JSONError(.unexpectedEnd(expected: expected), at: position) }
    return JSONError(.unexpectedByte(current, expected: expected), at: position)
  }

  private mutating func skipWhitespace() {
    while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private mutating func value() throws(JSONError) -> JSON {
    switch current {
    case UInt8(ascii: "{"): return .object(try object())
    case UInt8(ascii: "["): return .array(try array())
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    case let byte? where byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte):
      return try number()
    default: throw unexpected("a value")
    }
  }

  private mutating func literal(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
    for offset in 0..<word.utf8CodeUnitCount {
      guard current == word.utf8Start[offset] else { throw unexpected("\(word)") }
      position += 1
    }
    return value
  }

  private mutating func enter() throws(JSONError) {
    guard depth < depthLimit else { throw JSONError(.tooDeep(limit: depthLimit), at: position) }
    depth += 1
    position += 1
    skipWhitespace()
  }

  private mutating func array() throws(JSONError) -> [JSON] {
    try enter()
    defer { depth -= 1 }
    var values: [JSON] = []
    if current == UInt8(ascii: "]") {
      position += 1
      return values
    }
    while true {
      values.append(try value())
      skipWhitespace()
      switch current {
      case UInt8(ascii: ","):
        position += 1
        skipWhitespace()
      case UInt8(ascii: "]"):
        position += 1
        return values
      default: throw unexpected("\",\" or \"]\"")
      }
    }
  }

  private mutating func object() throws(JSONError) -> JSONObject {
    try enter()
    defer { depth -= 1 }
    var members: [JSONObject.Member] = []
    var names = Set<String>()
    if current == UInt8(ascii: "}") {
      position += 1
      return JSONObject()
    }
    while true {
      guard current == UInt8(ascii: "\"") else { throw unexpected("a name in quotes") }
      let start = position
      let key = try string()
      guard names.insert(key).inserted else { throw JSONError(.duplicateKey(key), at: start) }
      skipWhitespace()
      guard current == UInt8(ascii: ":") else { throw unexpected("\":\"") }
      position += 1
      skipWhitespace()
      members.append(JSONObject.Member(key: key, value: try value()))
      skipWhitespace()
      switch current {
      case UInt8(ascii: ","):
        position += 1
        skipWhitespace()
      case UInt8(ascii: "}"):
        position += 1
        return JSONObject(distinct: members)
      default: throw unexpected("\",\" or \"}\"")
      }
    }
  }
}
