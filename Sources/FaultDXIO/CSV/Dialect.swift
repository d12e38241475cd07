/// How a table is written.
struct Dialect: Equatable {
  /// The byte between fields; space stands for any run of spaces and tabs.
  var delimiter: UInt8 = UInt8(ascii: ",")
  /// The byte before the fraction.
  var decimalMark: UInt8 = UInt8(ascii: ".")

  var separatesByWhitespace: Bool { delimiter == UInt8(ascii: " ") }

  var delimiterName: String {
    switch delimiter {
    case UInt8(ascii: ","): "commas"
    case UInt8(ascii: ";"): "semicolons"
    case UInt8(ascii: "\t"): "tabs"
    case UInt8(ascii: "|"): "bars"
    case UInt8(ascii: " "): "spaces"
    default: "\"\(Character(Unicode.Scalar(delimiter)))\""
    }
  }

  static let candidates: [Dialect] = [
    Dialect(delimiter: UInt8(ascii: "\t")),
    Dialect(delimiter: UInt8(ascii: ";")),
    Dialect(delimiter: UInt8(ascii: ",")),
    Dialect(delimiter: UInt8(ascii: "|")),
    Dialect(delimiter: UInt8(ascii: "\t"), decimalMark: UInt8(ascii: ",")),
    Dialect(delimiter: UInt8(ascii: ";"), decimalMark: UInt8(ascii: ",")),
    Dialect(delimiter: UInt8(ascii: " ")),
  ]

  /// The fields of one line without its end: quotes undone, outer blanks removed.
  func fields(_ line: [UInt8]) -> [String] {
    var fields: [String] = []
    var field: [UInt8] = []
    var index = 0
    let count = line.count
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 && delimiter != 0x09 }
    while index < count, separatesByWhitespace, isBlank(line[index]) { index += 1 }
    while true {
      while index < count, isBlank(line[index]) { index += 1 }
      field.removeAll(keepingCapacity: true)
      var quoted = false
      if index < count, line[index] == UInt8(ascii: "\"") {
        quoted = true
        index += 1
        while index < count {
          if line[index] == UInt8(ascii: "\"") {
            guard index + 1 < count, line[index + 1] == UInt8(ascii: "\"") else { break }
            index += 1
          }
          field.append(line[index])
          index += 1
        }
        index += 1
      }
      while index < count, line[index] != delimiter,
        !(separatesByWhitespace && isBlank(line[index]))
      {
        if !quoted || !isBlank(line[index]) { field.append(line[index]) }
        index += 1
      }
      if !quoted { while let last = field.last, isBlank(last) { field.removeLast() } }
      fields.append(String(tableText: field))
      guard index < count else { return fields }
      if separatesByWhitespace {
        while index < count, isBlank(line[index]) { index += 1 }
        if index == count { return fields }
      } else {
        index += 1
      }
    }
  }
}

/// What a field of text is.
enum FieldKind: Equatable {
  case number, missing, word

  private static let missingWords: Set<String> = [
    "", "-", "nan", "na", "n/a", "#n/a", "null", "none", "inf", "+inf", "-inf", "infinity",
    "-infinity", "+infinity", "-nan", "?", "#num!", "#value!", "nil", "missing",
  ]

  static func isMissing(_ text: String) -> Bool { missingWords.contains(text.lowercased()) }

  init(_ text: String, mark: UInt8, scanner: DecimalScanner) {
    if scanner.number(text.utf8, mark: mark) != nil {
      self = .number
    } else if Self.isMissing(text) {
      self = .missing
    } else {
      self = .word
    }
  }
}
