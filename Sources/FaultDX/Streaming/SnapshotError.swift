/// Why a stream cannot continue from what was kept of it.
public enum SnapshotError: Error, Equatable, CustomStringConvertible {
  /// The bytes do not begin as a snapshot does.
  case notASnapshot(bytes: Int)
  /// Another version of this library wrote them.
  case version(found: Int, expected: Int)
  /// The bytes end too soon.
  case truncated(byte: Int, needed: Int, found: Int)
  /// There are bytes behind the end.
  case trailing(byte: Int, bytes: Int)
  /// The checksum is another one: bytes were changed.
  case damaged
  /// What stands at a byte cannot be, in words.
  case invalid(byte: Int, problem: String)
  /// Another number of models was given than the stream had.
  case modelCount(found: Int, expected: Int)
  /// The model of that number is not the one that the stream had.
  case otherModel(Int)
  /// The stream that was kept cannot be.
  case stream(StreamError)

  /// One sentence with what was found and what was expected.
  public var description: String {
    switch self {
    case .notASnapshot(let bytes): "\(bytes) bytes that are no snapshot of a stream"
    case .version(let found, let expected):
      "a snapshot of version \(found), expected version \(expected)"
    case .truncated(let byte, let needed, let found):
      "a snapshot that ends too soon: \(needed) bytes are needed at byte \(byte), \(found) are left"
    case .trailing(let byte, let bytes):
      "a snapshot that should end at byte \(byte) and has \(bytes) bytes more"
    case .damaged: "a snapshot whose checksum does not fit: its bytes were changed"
    case .invalid(let byte, let problem): "a snapshot with \(problem) at byte \(byte)"
    case .modelCount(let found, let expected):
      "a snapshot of a stream with \(expected) models was given \(found)"
    case .otherModel(let number):
      "model \(number) is not the one that the snapshot's stream had"
    case .stream(let error): "a snapshot of a stream that cannot be: \(error)"
    }
  }
}
