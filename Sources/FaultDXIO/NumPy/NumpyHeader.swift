/// The header of a NumPy array: a dictionary as Python writes it.
struct NumpyHeader {
  private let text: [UInt8]
  private let offset: Int
  private let file: String
  private var position = 0

  private(set) var description = ""
  private(set) var isFortran = false
  private(set) var shape: [Int] = []

  /// - Parameter offset: where the text begins in the file, for messages.
  init(text: ArraySlice<UInt8>, offset: Int, file: String) {
    self.text = Array(text)
    self.offset = offset
    self.file = file
  }

  /// More axes than NumPy itself knows.
  private static let mostAxes = 32

  mutating func parse() throws(ReadingError) {
    var known: Set<String> = []
    try expect("{")
    while true {
      skipBlanks()
      if next == UInt8(ascii: "}") { break }
      let key = try string()
      guard known.insert(key).inserted else { throw wrong("one \"\(key)\"") }
      try expect(":")
      switch key {
      case "descr":
        skipBlanks()
        if next == UInt8(ascii: "[") {
          throw .contents(
            file: file, message: "is an array of records, expected one of numbers; save its fields")
        }
        description = try string()
      case "fortran_order": isFortran = try boolean()
      case "shape": shape = try tuple()
      default: throw wrong("\"descr\", \"fortran_order\" or \"shape\"")
      }
      skipBlanks()
      if next == UInt8(ascii: ",") { position += 1 } else { break }
    }
    try expect("}")
    skipBlanks()
    guard position == text.count else { throw wrong("the end of the header") }
    guard known.count == 3 else { throw wrong("\"descr\", \"fortran_order\" and \"shape\"") }
  }

  private var next: UInt8? { position < text.count ? text[position] : nil }

  private func wrong(_ expected: String) -> ReadingError {
    let found = String(decoding: text[min(position, text.count)...].prefix(20), as: UTF8.self)
    return .contents(
      file: file,
      message: "byte \(offset + position): expected \(expected) in the header, found "
        + "\"\(ReadingError.printable(found))\"")
  }

  private mutating func skipBlanks() {
    while let byte = next, byte == 32 || byte == 9 || byte == 10 { position += 1 }
  }

  private mutating func expect(_ character: Character) throws(ReadingError) {
    skipBlanks()
    guard next == character.asciiValue else { throw wrong("\"\(character)\"") }
    position += 1
  }

  private mutating func string() throws(ReadingError) -> String {
    skipBlanks()
    guard let quote = next, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw wrong("a string")
    }
    let rest = text[(position + 1)...]
    guard let end = rest.firstIndex(of: quote) else { throw wrong("a string") }
    position = end + 1
    return String(decoding: rest[..<end], as: UTF8.self)
  }

  private mutating func boolean() throws(ReadingError) -> Bool {
    skipBlanks()
    for (word, value) in [("True", true), ("False", false)]
    where text[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    throw wrong("True or False")
  }

  private mutating func tuple() throws(ReadingError) -> [Int] {
    try expect("(")
    var sizes: [Int] = []
    while true {
      skipBlanks()
      if next == UInt8(ascii: ")") { break }
      guard sizes.count < Self.mostAxes else { throw wrong("at most \(Self.mostAxes) axes") }
      let start = position
      while let byte = next, byte >= 48, byte <= 57 { position += 1 }
      guard let size = Int(String(decoding: text[start..<position], as: UTF8.self)) else {
        throw wrong("a size")
      }
      // Python 2 wrote long numbers with an L.
      if next == UInt8(ascii: "L") { position += 1 }
      sizes.append(size)
      skipBlanks()
      if next == UInt8(ascii: ",") { position += 1 } else { break }
    }
    try expect(")")
    return sizes
  }

  /// What an element is, from `<f8` and the like, and whether its big end comes first.
  static func element(
    _ description: String, file: String
  ) throws(ReadingError) -> (NumpyArray.Element, isBig: Bool) {
    var rest = Substring(description)
    var isBig = false
    if let order = rest.first, "<>|=".contains(order) {
      isBig = order == ">"
      rest = rest.dropFirst()
    }
    let kind = rest.first
    let size = Int(rest.dropFirst())
    switch (kind, size) {
    case ("f", 2), ("f", 4), ("f", 8): return (.float(size ?? 0), isBig)
    case ("i", 1), ("i", 2), ("i", 4), ("i", 8): return (.signed(size ?? 0), isBig)
    case ("u", 1), ("u", 2), ("u", 4), ("u", 8): return (.unsigned(size ?? 0), isBig)
    case ("b", 1): return (.boolean, isBig)
    case ("U", .some(let length)) where (0...1 << 20).contains(length):
      return (.text(characters: length, bytesEach: 4), isBig)
    case ("S", .some(let length)) where (0...1 << 20).contains(length):
      return (.text(characters: length, bytesEach: 1), isBig)
    default: break
    }
    let what =
      switch kind {
      case "c": "complex numbers; save its real part, or its magnitude"
      case "O": "Python objects, which only Python can read; save an array of numbers"
      case "M", "m": "dates; save seconds as numbers"
      default: "elements of type \"\(ReadingError.printable(description))\""
      }
    throw .contents(file: file, message: "expected an array of real numbers, found one of \(what)")
  }
}
