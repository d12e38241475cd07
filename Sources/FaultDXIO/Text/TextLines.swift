/// A text in memory, line by line, with numbers read in place.
///
/// For formats whose lines mean different things; tables go through ``TextBuffer``. UTF-16 with a byte
/// order mark is taken too.
struct TextLines {
  let file: String
  /// The text, and behind it the zeros that the scanner of numbers needs.
  private let bytes: [UInt8]
  private let end: Int
  private let scanner = DecimalScanner()
  /// Where the next line begins.
  private(set) var next: Int
  /// The line that was taken last, counting from 1.
  private(set) var number = 0

  init(_ bytes: [UInt8], file: String, from start: Int = 0) {
    self.file = file
    var text: [UInt8]
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      var decoder = UTF16Decoder(bigEndian: bytes[0] == 0xFE)
      text = bytes.dropFirst(2).withUnsafeBytes { decoder.decode($0, isLast: true) }
    } else {
      text = bytes
    }
    next = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : min(start, text.count)
    end = text.count
    text.append(contentsOf: repeatElement(0, count: 32))
    self.bytes = text
  }

  var atEnd: Bool { next >= end }

  /// What is wrong on the line that was taken last.
  func wrong(_ message: String) -> ReadingError {
    .line(file: file, line: number, message: message)
  }

  /// The next line without its end; `nil` behind the last.
  mutating func line() -> Range<Int>? {
    guard next < end else { return nil }
    let start = next
    // Behind the end there are zeros.
    let stop = bytes.withUnsafeBufferPointer { [end] bytes in
      var position = start
      while position < end, bytes[position] != 10, bytes[position] != 13 { position += 1 }
      return position
    }
    next = stop
    if next < end, bytes[next] == 13 { next += 1 }
    if next < end, bytes[next] == 10 { next += 1 }
    number += 1
    return start..<stop
  }

  /// Passes over bytes that are no text.
  mutating func skip(_ count: Int) { next = min(next + max(count, 0), end) }

  /// The next line that holds something; `nil` behind the last.
  mutating func filledLine() -> Range<Int>? {
    while let line = line() {
      if !isBlank(line) { return line }
    }
    return nil
  }

  func isBlank(_ line: Range<Int>) -> Bool { bytes[line].allSatisfy { $0 == 32 || $0 == 9 } }

  func starts(_ line: Range<Int>, with text: String) -> Bool { bytes[line].starts(with: text.utf8) }

  subscript(_ position: Int) -> UInt8 { bytes[position] }

  func bytes(_ range: Range<Int>) -> ArraySlice<UInt8> { bytes[range] }

  /// A stretch of the text without blanks at its ends.
  func text(_ range: Range<Int>) -> String { String(tableText: Array(bytes[trimmed(range)])) }

  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (lower, upper) = (range.lowerBound, range.upperBound)
    while lower < upper, bytes[lower] == 32 || bytes[lower] == 9 { lower += 1 }
    while lower < upper, bytes[upper - 1] == 32 || bytes[upper - 1] == 9 { upper -= 1 }
    return lower..<upper
  }

  /// The fields of a line between delimiters, or, where none is named, between runs of blanks.
  func fields(_ line: Range<Int>, delimiter: UInt8? = nil) -> [Range<Int>] {
    bytes.withUnsafeBufferPointer { bytes in
      var fields: [Range<Int>] = []
      var start = line.lowerBound
      var position = start
      while position < line.upperBound {
        let byte = bytes[position]
        let ends = delimiter.map { byte == $0 } ?? (byte == 32 || byte == 9)
        if ends {
          if delimiter != nil || position > start { fields.append(start..<position) }
          start = position + 1
        }
        position += 1
      }
      if delimiter != nil || position > start { fields.append(start..<position) }
      return fields
    }
  }

  /// The number that a field is, blanks at its ends allowed; `nil` where it is none.
  func value(_ field: Range<Int>, mark: UInt8 = UInt8(ascii: ".")) -> Double? {
    let field = trimmed(field)
    guard !field.isEmpty else { return nil }
    return bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return nil }
      var cursor = base + field.lowerBound
      var value = 0.0
      guard scanner.scan(&cursor, mark: mark, into: &value), cursor == base + field.upperBound
      else {
        return nil
      }
      return value
    }
  }

  /// The sample that a field is.
  func sample(
    _ field: Range<Int>, column: Int, mark: UInt8 = UInt8(ascii: ".")
  ) throws(ReadingError) -> Float {
    guard let value = value(field, mark: mark), Float(value).isFinite else {
      throw .field(
        file: file, line: number, column: column, expected: "a number", found: text(field))
    }
    return Float(value)
  }
}
