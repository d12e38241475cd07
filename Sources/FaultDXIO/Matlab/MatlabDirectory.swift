/// The variables of a MATLAB file, each checked down to its last length before anything else reads it.
struct MatlabDirectory {
  enum Kind: Equatable {
    case numeric, structure, cell, text
    /// Sparse, function handle, object: what it is.
    case other(String)
  }

  struct Variable {
    let name: String
    let kind: Kind
    let dimensions: [Int]
    /// The whole element, tag and all, unpacked.
    let element: [UInt8]

    var count: Int { dimensions.reduce(1, *) }
    var isVector: Bool {
      kind == .numeric && dimensions.count == 2 && dimensions.contains(1) && count > 1
    }
    var isScalar: Bool { kind == .numeric && count == 1 }
    /// `1000x3`.
    var shape: String { dimensions.map(String.init).joined(separator: "x") }
  }

  let file: String
  let isLevel4: Bool
  /// What stands before the first variable: the header of level 5.
  let header: [UInt8]
  private(set) var variables: [Variable] = []

  /// Walks the file.
  ///
  /// - Parameter limit: the most bytes that all variables may unfold to.
  init(_ bytes: [UInt8], file: String, isLevel4: Bool, limit: Int) throws(ReadingError) {
    self.file = file
    self.isLevel4 = isLevel4
    if isLevel4 {
      header = []
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
    header = Array(bytes[..<128])
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
    while offset < bytes.count {
      // Zeros at the end pad some files.
      if bytes[offset...].allSatisfy({ $0 == 0 }) { break }
      let walker = MatlabWalker(bytes: bytes, isBig: isBig, file: file)
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
        variables.append(try inner.variable(unpacked, innerTag))
        offset = tag.data.upperBound
      case .matrix:
        let element = Array(bytes[offset..<tag.data.upperBound])
        left -= element.count
        guard left >= 0 else {
          throw .contents(file: file, message: "is larger than is allowed")
        }
        variables.append(try walker.variable(element, tag))
        offset = tag.next
      default:
        throw walker.wrong(offset, "expected an array, found an element of type \(tag.code)")
      }
    }
  }

  /// A file that holds only some of the variables, unpacked.
  func bytes(of chosen: [Variable]) -> [UInt8] {
    chosen.reduce(into: header) { $0 += $1.element }
  }
}
