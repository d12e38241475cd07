/// Checks the elements of a level 5 file: every size against what is there and against what the
/// dimensions say.
///
/// Source: MathWorks, "MAT-File Format" (R2019b), chapter 1.
struct MatlabWalker {
  enum ElementType: Int {
    case int8 = 1, uint8, int16, uint16, int32, uint32, single
    case double = 9, int64 = 12, uint64, matrix, compressed, utf8, utf16, utf32

    /// Bytes of one number; `nil` where the element does not hold numbers.
    var size: Int? {
      switch self {
      case .int8, .uint8: 1
      case .int16, .uint16: 2
      case .int32, .uint32, .single: 4
      case .double, .int64, .uint64: 8
      case .matrix, .compressed, .utf8, .utf16, .utf32: nil
      }
    }
  }

  struct Tag {
    let type: ElementType?
    let code: Int
    let data: Range<Int>
    /// Where the next element starts.
    let next: Int
  }

  static let deepest = 16

  let bytes: [UInt8]
  let isBig: Bool
  let file: String
  var place = ""

  func wrong(_ offset: Int, _ message: String) -> ReadingError {
    .contents(
      file: file,
      message: place.isEmpty ? "byte \(offset): \(message)" : "\(place), byte \(offset): \(message)"
    )
  }

  private func word(_ offset: Int) -> Int {
    let word = (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[offset + $1]) }
    return Int(isBig ? word : word.byteSwapped)
  }

  func tag(at offset: Int, end: Int) throws(ReadingError) -> Tag {
    guard offset + 8 <= end else {
      throw wrong(offset, "expected an element, found \(end - offset) bytes: the file is cut short")
    }
    let first = word(offset)
    if first >> 16 != 0 {
      // Four bytes or fewer stand in the tag itself.
      let size = first >> 16
      guard size <= 4 else {
        throw wrong(offset, "expected a small element, found \(size) bytes in it")
      }
      return Tag(
        type: ElementType(rawValue: first & 0xFFFF), code: first & 0xFFFF,
        data: (offset + 4)..<(offset + 4 + size), next: offset + 8)
    }
    let size = word(offset + 4)
    guard offset + 8 + size <= end else {
      throw wrong(
        offset,
        "expected \(size) bytes, found \(end - offset - 8): the file is cut short or damaged")
    }
    let type = ElementType(rawValue: first)
    let padded = type == .compressed ? size : (size + 7) / 8 * 8
    return Tag(
      type: type, code: first, data: (offset + 8)..<(offset + 8 + size),
      next: min(offset + 8 + padded, end))
  }

  /// The array in an element, checked throughout.
  func variable(_ tag: Tag) throws(ReadingError) -> MatlabDirectory.Variable {
    var offset = tag.data.lowerBound
    let head = try self.head(&offset, end: tag.data.upperBound)
    guard !head.name.isEmpty || head.kind.isOther else {
      throw wrong(tag.data.lowerBound, "expected a variable with a name, found none")
    }
    let kind = try contents(head, &offset, end: tag.data.upperBound, depth: 0)
    return MatlabDirectory.Variable(
      name: head.name, kind: kind, dimensions: head.dimensions, contents: .element(self, tag))
  }

  struct Head {
    let offset: Int
    let name: String
    let classCode: Int
    let isComplex: Bool
    let dimensions: [Int]

    var count: Int { dimensions.reduce(1, *) }
    var kind: MatlabDirectory.Kind {
      switch classCode {
      case 1: .cell
      case 2: .structure
      case 3: .other("an object")
      case 4: .text
      case 5: .other("a sparse matrix")
      case 6...15: .numeric
      case 16: .other("a function handle")
      default: .other("an object")
      }
    }
  }

  func head(_ offset: inout Int, end: Int) throws(ReadingError) -> Head {
    let start = offset
    let flags = try tag(at: offset, end: end)
    guard flags.type == .uint32, flags.data.count == 8 else {
      throw wrong(offset, "expected the flags of an array, found an element of type \(flags.code)")
    }
    let word = word(flags.data.lowerBound)
    let classCode = word & 0xFF
    guard (1...17).contains(classCode) else {
      throw wrong(offset, "expected the class of an array, found \(classCode)")
    }
    offset = flags.next
    if classCode == 17 {
      return Head(
        offset: start, name: "", classCode: classCode, isComplex: false, dimensions: [0, 0])
    }
    let sizes = try tag(at: offset, end: end)
    guard sizes.type == .int32, sizes.data.count % 4 == 0, (8...64).contains(sizes.data.count)
    else {
      throw wrong(
        offset, "expected the dimensions of an array, found an element of type \(sizes.code)")
    }
    var dimensions: [Int] = []
    var count = 1
    for index in stride(from: sizes.data.lowerBound, to: sizes.data.upperBound, by: 4) {
      let dimension = self.word(index)
      let (product, overflow) = count.multipliedReportingOverflow(by: max(dimension, 1))
      guard dimension < 1 << 31, !overflow, product < 1 << 40 else {
        throw wrong(index, "expected a dimension, found \(dimension)")
      }
      count = product
      dimensions.append(dimension)
    }
    offset = sizes.next
    let name = try tag(at: offset, end: end)
    guard name.type == .int8 || name.type == .utf8, name.data.count < 64 else {
      throw wrong(offset, "expected the name of an array, found an element of type \(name.code)")
    }
    let text = bytes[name.data]
    guard text.allSatisfy({ $0 > 31 && $0 != 127 }) else {
      throw wrong(offset, "expected the name of an array, found control characters")
    }
    offset = name.next
    return Head(
      offset: start, name: String(decoding: text, as: UTF8.self), classCode: classCode,
      isComplex: word & 0x800 != 0, dimensions: dimensions)
  }

  /// Checks what follows the name.
  private func contents(
    _ head: Head, _ offset: inout Int, end: Int, depth: Int
  ) throws(ReadingError) -> MatlabDirectory.Kind {
    guard depth < Self.deepest else {
      throw wrong(head.offset, "arrays are nested deeper than \(Self.deepest)")
    }
    switch head.kind {
    case .numeric:
      for _ in 0..<(head.isComplex ? 2 : 1) { try numbers(head, &offset, end: end) }
    case .text: try characters(head, &offset, end: end)
    case .cell:
      guard !head.isComplex else { throw wrong(head.offset, "a cell array cannot be complex") }
      try elements(head.count, &offset, end: end, depth: depth)
    case .structure:
      guard !head.isComplex else { throw wrong(head.offset, "a structure cannot be complex") }
      let fields = try fieldNames(&offset, end: end).count
      let (count, overflow) = fields.multipliedReportingOverflow(by: head.count)
      guard !overflow else { throw wrong(head.offset, "expected fields, found \(fields)") }
      try elements(count, &offset, end: end, depth: depth)
    case .other: return head.kind
    }
    guard offset == end || end - offset < 8 else {
      throw wrong(offset, "expected the end of the array, found \(end - offset) bytes more")
    }
    return head.kind
  }

  private func numbers(_ head: Head, _ offset: inout Int, end: Int) throws(ReadingError) {
    if head.count == 0, offset == end { return }
    let data = try tag(at: offset, end: end)
    guard let size = data.type?.size else {
      throw wrong(offset, "expected numbers, found an element of type \(data.code)")
    }
    guard data.data.count == head.count * size else {
      throw wrong(
        offset, "expected \(head.count) numbers of \(size) bytes, found \(data.data.count) bytes")
    }
    offset = data.next
  }

  private func characters(_ head: Head, _ offset: inout Int, end: Int) throws(ReadingError) {
    if head.count == 0, offset == end { return }
    let data = try tag(at: offset, end: end)
    let fits: Bool =
      switch data.type {
      case .int8, .uint8: data.data.count == head.count
      case .uint16, .utf16: data.data.count == 2 * head.count
      case .utf32: data.data.count == 4 * head.count
      case .utf8: data.data.count <= 4 * head.count && data.data.count >= head.count
      default: false
      }
    guard fits else {
      throw wrong(
        offset,
        "expected \(head.count) characters, found \(data.data.count) bytes of type \(data.code)")
    }
    offset = data.next
  }

  func fieldNames(_ offset: inout Int, end: Int) throws(ReadingError) -> [String] {
    let width = try tag(at: offset, end: end)
    guard width.type == .int32, width.data.count == 4 else {
      throw wrong(offset, "expected the length of field names, found type \(width.code)")
    }
    let length = word(width.data.lowerBound)
    guard (1...256).contains(length) else {
      throw wrong(offset, "expected the length of field names, found \(length)")
    }
    offset = width.next
    let names = try tag(at: offset, end: end)
    guard names.type == .int8, names.data.count % length == 0, names.data.count / length <= 4_096
    else { throw wrong(offset, "expected field names, found type \(names.code)") }
    var result: [String] = []
    for start in stride(from: names.data.lowerBound, to: names.data.upperBound, by: length) {
      let name = bytes[start..<start + length]
      guard let zero = name.firstIndex(of: 0), zero > start, name[..<zero].allSatisfy({ $0 > 31 })
      else { throw wrong(start, "expected a field name that ends in a zero byte") }
      result.append(String(decoding: name[..<zero], as: UTF8.self))
    }
    offset = names.next
    return result
  }

  private func elements(
    _ count: Int, _ offset: inout Int, end: Int, depth: Int
  ) throws(ReadingError) {
    guard count <= (end - offset) / 8 else {
      throw wrong(offset, "expected \(count) elements, found \(end - offset) bytes")
    }
    for _ in 0..<count {
      let element = try tag(at: offset, end: end)
      guard element.type == .matrix else {
        throw wrong(offset, "expected an array, found an element of type \(element.code)")
      }
      if !element.data.isEmpty {
        var inner = element.data.lowerBound
        let head = try self.head(&inner, end: element.data.upperBound)
        _ = try contents(head, &inner, end: element.data.upperBound, depth: depth + 1)
      }
      offset = element.next
    }
  }
}

extension MatlabDirectory.Kind {
  var isOther: Bool {
    if case .other = self { return true }
    return false
  }
}
