/// What a sensor is called: 1 to 128 letters, digits, `.`, `_`, `-` and `:` of ASCII, the first a letter or digit.
///
/// It is a key and never a path.
public struct SensorName: Sendable, Hashable, CustomStringConvertible {
  /// The name.
  public let description: String

  /// A name that a client chose.
  ///
  /// - Throws: `ServiceError` where it cannot be one.
  public init(_ text: some StringProtocol) throws(ServiceError) {
    let bytes = Array(text.utf8)
    func isAlphanumeric(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: false
      }
    }
    guard (1...128).contains(bytes.count), isAlphanumeric(bytes[0]),
      bytes.allSatisfy({ isAlphanumeric($0) || ".-_:".utf8.contains($0) })
    else {
      throw .malformed(
        "a sensor's name is 1 to 128 letters, digits, \".\", \"_\", \"-\" and \":\", and begins with a letter or digit"
      )
    }
    description = String(text)
  }
}
