/// The variables of a MATLAB file, each checked down to its last length before anything else reads it.
struct MatlabDirectory {
  enum Kind: Equatable {
    case numeric, structure, cell, text
    /// Sparse, function handle, object: what it is.
    case other(String)
  }

  /// Where the array of a variable lies.
  enum Contents {
    /// Level 4: real numbers; `nil` for text, complex and sparse arrays.
    case numbers(MatlabNumbers?, isComplex: Bool)
    /// Level 5: an element of the file, or of what a compressed element unfolds to.
    case element(MatlabWalker, MatlabWalker.Tag)
  }

  struct Variable {
    let name: String
    let kind: Kind
    let dimensions: [Int]
    let contents: Contents

    var count: Int { dimensions.reduce(1, *) }
    var isVector: Bool {
      kind == .numeric && dimensions.count == 2 && dimensions.contains(1) && count > 1
    }
    var isScalar: Bool { kind == .numeric && count == 1 }
    /// The name, and what it is where it is not read: `"f" (a function handle)`.
    var inWords: String {
      if case .other(let what) = kind { return name.isEmpty ? what : "\"\(name)\" (\(what))" }
      return kind == .text ? "\"\(name)\" (text)" : "\"\(name)\""
    }
    /// `1000x3`.
    var shape: String { dimensions.map(String.init).joined(separator: "x") }
  }

  let file: String
  private(set) var variables: [Variable] = []

  /// Walks the file.
  ///
  /// - Parameter limit: the most bytes that all variables may unfold to.
  init(_ bytes: [UInt8], file: String, isLevel4: Bool, limit: Int) throws(ReadingError) {
    self.file = file
    if isLevel4 {
      variables = try MatlabLevel4(bytes: bytes, file: file).variables()
      return
    }
    guard bytes.count >= 128 else {
      throw .contents(
        file: file, message: "expected a MATLAB header of 128 bytes, found \(bytes.count)")
    }
    let isBig: Bool
    switch (bytes[126], bytes[127]) {
    case (0x49, 0x4D): isBig = false
    case (0x4D, 0x49): isBig = true
    default:
      throw .contents(
        file: file, message: "expected the byte order mark \"MI\" or \"IM\" at byte 126")
    }
    let version = isBig ? [bytes[124], bytes[125]] : [bytes[125], bytes[124]]
    guard version == [1, 0] else {
      throw .unsupported(
        file: file, kind: "a MATLAB file of version \(version[0]).\(version[1])",
        advice: "save it in MATLAB with save(name, '-v7')")
    }
    try walk(bytes, isBig: isBig, limit: limit)
  }

  private mutating func walk(
    _ bytes: [UInt8], isBig: Bool, limit: Int
  ) throws(ReadingError) {
    var offset = 128
    var left = limit
    let walker = MatlabWalker(bytes: bytes, isBig: isBig, file: file)
    while offset < bytes.count {
      // Zeros at the end pad some files.
      if bytes[offset...].allSatisfy({ $0 == 0 }) { break }
      let tag = try walker.tag(at: offset, end: bytes.count)
      switch tag.type {
      case .compressed:
        let unpacked: [UInt8]
        do throws(Inflate.Failure) {
          unpacked = try Inflate.unpack(bytes[tag.data], limit: left)
        } catch {
          throw .contents(file: file, message: "the variable at byte \(offset): \(error.message)")
        }
        left -= unpacked.count
        let inner = MatlabWalker(
          bytes: unpacked, isBig: isBig, file: file,
          place: "in the compressed variable at byte \(offset)")
        let innerTag = try inner.tag(at: 0, end: unpacked.count)
        guard innerTag.type == .matrix else {
          throw inner.wrong(0, "expected an array, found an element of type \(innerTag.code)")
        }
        variables.append(try inner.variable(innerTag))
        offset = tag.data.upperBound
      case .matrix:
        left -= tag.data.upperBound - offset
        guard left >= 0 else {
          throw .contents(file: file, message: "is larger than is allowed")
        }
        variables.append(try walker.variable(tag))
        offset = tag.next
      default:
        throw walker.wrong(offset, "expected an array, found an element of type \(tag.code)")
      }
    }
  }

  /// The array of a variable.
  func array(_ variable: Variable) throws(ReadingError) -> MatlabArray {
    switch variable.contents {
    case .element(let walker, let tag): try walker.array(tag)
    case .numbers(let numbers, let isComplex):
      .numbers(numbers?.floats ?? [], dimensions: variable.dimensions, isComplex: isComplex)
    }
  }
}
