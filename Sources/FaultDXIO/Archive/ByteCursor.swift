/// Walks the bytes of a file, little end first, and never beyond them.
struct ByteCursor {
  let bytes: [UInt8]
  let file: String
  var position: Int

  init(_ bytes: [UInt8], file: String, at position: Int = 0) {
    self.bytes = bytes
    self.file = file
    self.position = position
  }

  var left: Int { bytes.count - position }

  /// What is wrong at a byte, counted from 0.
  func wrong(at offset: Int, _ message: String) -> ReadingError {
    .contents(file: file, message: "byte \(offset): \(message)")
  }

  /// The next so many bytes.
  mutating func take(_ count: Int, for what: String) throws(ReadingError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= left else {
      throw wrong(
        at: position, "expected \(count) bytes for \(what), found \(left): the file is cut short")
    }
    defer { position += count }
    return bytes[position..<position + count]
  }

  mutating func number<Stored: FixedWidthInteger>(
    _: Stored.Type, for what: String
  ) throws(ReadingError) -> Stored {
    var value: Stored = 0
    for byte in try take(MemoryLayout<Stored>.size, for: what).reversed() {
      // Shifting a byte by its own width gives zero, as it should.
      value = value << 8 | Stored(truncatingIfNeeded: byte)
    }
    return value
  }

  /// A length or an offset, which must be one that this machine can count to.
  mutating func size<Stored: FixedWidthInteger>(
    _ type: Stored.Type, for what: String
  ) throws(ReadingError) -> Int {
    let start = position
    let value = try number(type, for: what)
    guard let size = Int(exactly: value), size >= 0 else {
      throw wrong(at: start, "expected \(what), found \(value)")
    }
    return size
  }
}
