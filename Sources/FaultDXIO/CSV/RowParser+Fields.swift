extension RowParser {
  /// One field as it stands in the buffer; `text` has quotes undone and outer blanks removed.
  struct Field {
    let text: ArraySlice<UInt8>
    let isQuoted: Bool
  }

  enum LineKind {
    /// A blank line or a comment, and the cursor behind it.
    case skipped
    /// A row; the cursor as it was.
    case row
    /// More text is needed to tell.
    case incomplete
  }

  /// Passes over a blank line or a comment.
  @inline(never)
  func skipLine(_ p: inout UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, atEnd: Bool) -> LineKind
  {
    var q = p
    while q < end, q.pointee == 32 || q.pointee == 9 { q += 1 }
    if q == end && !atEnd { return .incomplete }
    let byte = q < end ? q.pointee : 10
    let isComment: Bool
    switch byte {
    case 10, 13: isComment = true
    case UInt8(ascii: "%"): isComment = true
    case UInt8(ascii: "#"):
      if end - q < 4, !atEnd { return .incomplete }
      isComment = !(q[1] | 0x20 == UInt8(ascii: "n") && q[2] == UInt8(ascii: "/"))
    case UInt8(ascii: "/"):
      if end - q < 2, !atEnd { return .incomplete }
      isComment = q[1] == UInt8(ascii: "/")
    default: isComment = false
    }
    if !isComment { return .row }
    // An empty field before a tab is data, not blank space.
    if byte == 10 || byte == 13 || q == end, dialect.delimiter == 9, q > p, words.count > 1,
      UnsafeBufferPointer(start: p, count: q - p).contains(9)
    {
      return .row
    }
    while q < end, q.pointee != 10, q.pointee != 13 { q += 1 }
    if q == end {
      if !atEnd { return .incomplete }
    } else if q.pointee == 13 {
      if q + 1 == end, !atEnd { return .incomplete }
      q += q[1] == 10 ? 2 : 1
    } else {
      q += 1
    }
    p = q
    return .skipped
  }

  /// The field at the cursor, and the cursor behind it; `nil` where more text is needed.
  @inline(never)
  func field(
    _ p: inout UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, atEnd: Bool, line: inout Int,
    column: Int
  ) throws(ReadingError) -> Field? {
    if p < end, p.pointee == UInt8(ascii: "\"") {
      return try quotedField(&p, end: end, atEnd: atEnd, line: &line, column: column)
    }
    let start = p
    var q = p
    while q < end, !isFieldEnd(q.pointee) {
      if q.pointee == 0 {
        throw .field(
          file: buffer.file, line: line, column: column + 1, expected: "text", found: "\0")
      }
      q += 1
    }
    if q == end, !atEnd { return nil }
    p = q
    while q > start, (q - 1).pointee == 32 || (q - 1).pointee == 9 { q -= 1 }
    return Field(
      text: ArraySlice(UnsafeBufferPointer(start: start, count: q - start)), isQuoted: false)
  }

  private func isFieldEnd(_ byte: UInt8) -> Bool {
    byte == dialect.delimiter || byte == 10 || byte == 13
      || byte == 9 && dialect.separatesByWhitespace
  }

  private func quotedField(
    _ p: inout UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, atEnd: Bool, line: inout Int,
    column: Int
  ) throws(ReadingError) -> Field? {
    let firstLine = line
    var text: [UInt8] = []
    var q = p + 1
    while true {
      if q >= end {
        guard atEnd else {
          line = firstLine
          return nil
        }
        throw .field(
          file: buffer.file, line: firstLine, column: column + 1, expected: "a closing quote",
          found: "the end of the file")
      }
      let byte = q.pointee
      if byte == UInt8(ascii: "\"") {
        if q + 1 == end, !atEnd {
          line = firstLine
          return nil
        }
        if q[1] != UInt8(ascii: "\"") { break }
        q += 1
      }
      if byte == 10 || byte == 13 && q[1] != 10 { line += 1 }
      text.append(byte)
      q += 1
    }
    q += 1
    while q < end, q.pointee == 32 || q.pointee == 9 && dialect.delimiter != 9 { q += 1 }
    if q == end, !atEnd {
      line = firstLine
      return nil
    }
    if q < end, !isFieldEnd(q.pointee), !dialect.separatesByWhitespace {
      throw .field(
        file: buffer.file, line: firstLine, column: column + 1,
        expected: "the end of the field after its closing quote",
        found: String(decoding: [q.pointee], as: UTF8.self))
    }
    p = q
    while let last = text.last, last == 32 || last == 9 { text.removeLast() }
    return Field(text: text.drop { $0 == 32 || $0 == 9 }, isQuoted: true)
  }

  /// The number in a field, or `nil` where it is missing and the policy allows that.
  @inline(never)
  func number(_ field: Field, line: Int, column: Int) throws(ReadingError) -> Float? {
    if let value = scanner.number(field.text, mark: dialect.decimalMark) {
      guard value.magnitude <= Double(Float.greatestFiniteMagnitude) else {
        throw expected(
          "a number of at most 3.4e38", field, line: line, column: column)
      }
      return Float(value)
    }
    let text = String(decoding: field.text, as: UTF8.self)
    guard missing != .error, FieldKind.isMissing(text) else {
      throw expected(Self.hint(text), field, line: line, column: column)
    }
    return nil
  }

  func expected(_ what: String, _ field: Field, line: Int, column: Int) -> ReadingError {
    .field(
      file: buffer.file, line: line, column: column + 1, expected: what,
      found: String(decoding: field.text, as: UTF8.self))
  }

  /// What to call that was expected, where it can be guessed what the writer meant.
  private static func hint(_ text: String) -> String {
    let digits = text.drop { $0 == "+" || $0 == "-" }
    if digits.hasPrefix("0x") || digits.hasPrefix("0X") {
      return "a decimal number, not a hexadecimal one"
    }
    guard let first = digits.first, first.isNumber else { return "a number" }
    let separators = digits.filter { !$0.isNumber }
    if !separators.isEmpty, separators.allSatisfy({ ",.'_ \u{A0}\u{202F}".contains($0) }) {
      return separators.count == 1 && (separators == "," || separators == ".")
        ? "a number (its decimal mark is not the one of the table)"
        : "a number without thousands separators"
    }
    return "a number"
  }
}
