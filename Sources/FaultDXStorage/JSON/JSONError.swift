/// Why bytes are not the JSON that was expected, and where.
public struct JSONError: Error, Equatable, CustomStringConvertible {
  /// What is wrong.
  public enum Problem: Sendable, Equatable {
    /// Another byte than the grammar allows here.
    case unexpectedByte(UInt8, expected: String)
    /// The bytes end too early.
    case unexpectedEnd(expected: String)
    /// Something follows the value.
    case trailingBytes
    /// Bytes in a string that are not UTF-8.
    case invalidUTF8
    /// A control character in a string that should have been escaped.
    case controlCharacter(UInt8)
    /// Half of a surrogate pair.
    case loneSurrogate
    /// A number that neither `Int` nor a finite `Double` holds.
    case numberOutOfRange
    /// A name that the object already has.
    case duplicateKey(String)
    /// More arrays and objects inside each other than allowed.
    case tooDeep(limit: Int)
  }

  /// The byte, counted from 0, at which the problem was found.
  public var offset: Int
  /// What is wrong there.
  public var problem: Problem

  init(_ problem: Problem, at offset: Int) {
    self.problem = problem
    self.offset = offset
  }

  /// One sentence with the byte, what was found and what was expected.
  public var description: String { "byte \(offset): \(problem)" }
}

extension JSONError.Problem: CustomStringConvertible {
  /// What was found and what was expected.
  public var description: String {
    switch self {
    case .unexpectedByte(let byte, let expected):
      "expected \(expected), found \(Self.name(of: byte))"
    case .unexpectedEnd(let expected): "expected \(expected), found the end"
    case .trailingBytes: "expected the end, found more bytes after the value"
    case .invalidUTF8: "expected UTF-8, found a byte that is not"
    case .controlCharacter(let byte):
      "expected an escaped control character in a string, found \(Self.name(of: byte))"
    case .loneSurrogate: "expected a pair of surrogates, found half of one"
    case .numberOutOfRange: "expected a number of 64 bits, found one that is too large"
    case .duplicateKey(let key): "expected each name once, found \"\(key)\" again"
    case .tooDeep(let limit): "expected at most \(limit) nested levels, found more"
    }
  }

  private static func name(of byte: UInt8) -> String {
    if (0x21..<0x7F).contains(byte) { return "\"\(Character(Unicode.Scalar(byte)))\"" }
    let digits = String(byte, radix: 16, uppercase: true)
    return "byte 0x" + (digits.count < 2 ? "0" : "") + digits
  }
}
