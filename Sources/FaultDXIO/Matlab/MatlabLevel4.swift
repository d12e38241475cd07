/// Finds the variables of a level 4 file and checks their sizes.
///
/// Source: MathWorks, "MAT-File Format" (R2019b), "Level 4 MAT-File Format": 20 bytes of header, a name,
/// the numbers.
struct MatlabLevel4 {
  let bytes: [UInt8]
  let file: String

  /// What the tens of the type stand for.
  private static let types: [MatlabWalker.ElementType] = [
    .double, .single, .int32, .int16, .uint16, .uint8,
  ]

  func variables() throws(ReadingError) -> [MatlabDirectory.Variable] {
    var variables: [MatlabDirectory.Variable] = []
    var offset = 0
    while offset < bytes.count {
      let (variable, next) = try variable(at: offset)
      variables.append(variable)
      offset = next
    }
    return variables
  }

  private func word(_ offset: Int, isBig: Bool) -> Int {
    let slice = bytes[offset..<offset + 4]
    return (isBig ? Array(slice) : slice.reversed()).reduce(0) { $0 << 8 | Int($1) }
  }

  private func variable(
    at offset: Int
  ) throws(ReadingError) -> (MatlabDirectory.Variable, next: Int) {
    func wrong(_ message: String) -> ReadingError {
      .contents(file: file, message: "byte \(offset): \(message)")
    }
    guard offset + 20 <= bytes.count else {
      throw wrong(
        "expected a header of 20 bytes, found \(bytes.count - offset): the file is cut short")
    }
    // The type is below 5000 in the file's own byte order and far above in the other.
    let isBig = word(offset, isBig: false) >= 5_000
    let type = word(offset, isBig: isBig)
    guard type / 1_000 == (isBig ? 1 : 0), type / 100 % 10 == 0, type / 10 % 10 <= 5, type % 10 <= 2
    else { throw wrong("expected the type of a MATLAB 4 variable, found \(type)") }
    let rows = word(offset + 4, isBig: isBig)
    let columns = word(offset + 8, isBig: isBig)
    let isComplex = word(offset + 12, isBig: isBig)
    let nameLength = word(offset + 16, isBig: isBig)
    guard isComplex <= 1, (1...64).contains(nameLength) else {
      throw wrong("expected the header of a MATLAB 4 variable, found a name of \(nameLength) bytes")
    }
    let numberSize = Self.types[type / 10 % 10].size ?? 1
    let nameEnd = offset + 20 + nameLength
    guard nameEnd <= bytes.count else {
      throw wrong("expected a name of \(nameLength) bytes: the file is cut short")
    }
    let name = bytes[(offset + 20)..<nameEnd]
    guard name.last == 0, name.dropLast().allSatisfy({ $0 > 32 && $0 < 127 }), name.count > 1 else {
      throw wrong("expected a name that ends in a zero byte")
    }
    // Both are below 2^32, their product below 2^63 only after this.
    guard rows < 1 << 31, columns < 1 << 31, rows * columns <= bytes.count else {
      throw wrong(
        "expected \(rows) x \(columns) numbers, found \(bytes.count - nameEnd) bytes: the file is cut "
          + "short or damaged")
    }
    let next = nameEnd + rows * columns * numberSize * (isComplex + 1)
    guard next <= bytes.count else {
      throw wrong(
        "expected \(rows) x \(columns) numbers of \(numberSize) bytes, found "
          + "\(bytes.count - nameEnd) bytes: the file is cut short")
    }
    let numbers = MatlabNumbers(
      bytes: bytes, range: nameEnd..<nameEnd + rows * columns * numberSize,
      type: Self.types[type / 10 % 10], isBig: isBig)
    let kind: MatlabDirectory.Kind =
      switch type % 10 {
      case 0: .numeric
      case 1: .text
      default: .other("a sparse matrix")
      }
    return (
      MatlabDirectory.Variable(
        name: String(decoding: name.dropLast(), as: UTF8.self), kind: kind,
        dimensions: [rows, columns],
        contents: .numbers(
          kind == .numeric && isComplex == 0 ? numbers : nil, isComplex: isComplex == 1)),
      next
    )
  }
}
