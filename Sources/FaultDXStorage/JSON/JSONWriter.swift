/// Writes a JSON document piece by piece, so that it need not be in memory: the bytes are those that
/// ``JSON/serialized(pretty:)`` has for the whole.
///
/// An array that is written element by element holds objects or nothing; one of plain values is a value.
public struct JSONWriter {
  private let isPretty: Bool
  private let output: ([UInt8]) throws -> Void
  private var text: [UInt8] = []
  /// The containers that are open: how each closes, and how much is in it.
  private var open: [(closing: UInt8, count: Int)] = []
  private static let enough = 1 << 16

  /// A writer that hands over what it wrote in pieces.
  public init(pretty: Bool, output: @escaping ([UInt8]) throws -> Void) {
    isPretty = pretty
    self.output = output
  }

  /// Begins the object that is the document, or the next element of an array.
  public mutating func beginObject() throws {
    beginItem()
    text.append(UInt8(ascii: "{"))
    open.append((UInt8(ascii: "}"), 0))
  }

  /// Begins an array that is a member of an object.
  public mutating func beginArray(_ key: String) throws {
    begin(key)
    text.append(UInt8(ascii: "["))
    open.append((UInt8(ascii: "]"), 0))
  }

  /// Writes a member of an object.
  public mutating func member(_ key: String, _ value: JSON) throws {
    begin(key)
    value.write(into: &text, indentation: isPretty ? 2 * open.count : nil)
    try flush(Self.enough)
  }

  /// Writes an object as an element of an array.
  public mutating func element(_ value: JSONObject) throws {
    beginItem()
    JSON.object(value).write(into: &text, indentation: isPretty ? 2 * open.count : nil)
    try flush(Self.enough)
  }

  /// Ends the object or array that was begun last; the document, with a newline, where it is the last.
  public mutating func end() throws {
    let (closing, count) = open.removeLast()
    if count > 0 { JSON.breakLine(isPretty ? 2 * open.count : nil, into: &text) }
    text.append(closing)
    if open.isEmpty { text.append(0x0A) }
    try flush(open.isEmpty ? 0 : Self.enough)
  }

  private mutating func begin(_ key: String) {
    beginItem()
    JSON.write(key, into: &text)
    text.append(UInt8(ascii: ":"))
    if isPretty { text.append(0x20) }
  }

  private mutating func beginItem() {
    guard let last = open.last else { return }
    if last.count > 0 { text.append(UInt8(ascii: ",")) }
    JSON.breakLine(isPretty ? 2 * open.count : nil, into: &text)
    open[open.count - 1].count += 1
  }

  private mutating func flush(_ enough: Int) throws {
    guard text.count >= enough else { return }
    try output(text)
    text.removeAll(keepingCapacity: true)
  }
}
