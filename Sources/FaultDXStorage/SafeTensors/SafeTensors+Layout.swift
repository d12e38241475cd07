/// What the header says about one tensor, checked as far as it can be without the data.
struct Layout {
  let name: String
  let type: ElementType
  let shape: [Int]
  /// Elements.
  let count: Int
  /// The first byte, from the start of the data.
  let begin: Int
  /// The byte after the last, from the start of the data.
  let end: Int

  init(_ member: JSONObject.Member, file: String) throws(SafeTensorsError) {
    let name = member.key
    func fail(_ problem: SafeTensorsError.Problem) -> SafeTensorsError {
      SafeTensorsError(file, .tensor(name), problem)
    }
    guard case .object(let fields) = member.value else {
      throw fail(.expected("an object", found: member.value.kind))
    }
    for field in fields where !["dtype", "shape", "data_offsets"].contains(field.key) {
      throw fail(.expected("dtype, shape and data_offsets", found: "\"\(field.key)\""))
    }
    let typeName = fields["dtype"]?.stringValue
    guard let type = typeName.flatMap(ElementType.init(rawValue:)) else {
      let found = typeName.map { "\"\($0)\"" } ?? fields["dtype"].kind
      throw fail(.expected("a dtype of F32, F64, F16, BF16, I64 or I32", found: found))
    }
    let shape = try Self.sizes(fields["shape"], "a shape", fail)
    guard shape.count <= SafeTensors.rankLimit else {
      throw fail(.rankTooHigh(shape.count, limit: SafeTensors.rankLimit))
    }
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      if overflow { throw fail(.sizeOverflow(shape)) }
      count = product
    }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: type.size)
    if overflow { throw fail(.sizeOverflow(shape)) }
    let offsets = try Self.sizes(fields["data_offsets"], "data_offsets", fail)
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw fail(.expected("two rising data_offsets", found: "\(offsets)"))
    }
    guard offsets[1] - offsets[0] == bytes else {
      throw fail(.sizeMismatch(expected: bytes, found: offsets[1] - offsets[0]))
    }
    self.name = name
    self.type = type
    self.shape = shape
    self.count = count
    begin = offsets[0]
    end = offsets[1]
  }

  /// An array of whole numbers that are not negative.
  private static func sizes(
    _ json: JSON?, _ what: String, _ fail: (SafeTensorsError.Problem) -> SafeTensorsError
  ) throws(SafeTensorsError) -> [Int] {
    guard case .array(let values)? = json else {
      throw fail(.expected("\(what) that is an array", found: json.kind))
    }
    var sizes: [Int] = []
    for value in values {
      guard case .integer(let size) = value, size >= 0 else {
        throw fail(.expected("\(what) of whole numbers from 0", found: "\(value)"))
      }
      sizes.append(size)
    }
    return sizes
  }
}

extension JSON {
  /// What kind of value this is, in a word.
  var kind: String {
    switch self {
    case .null: "null"
    case .bool: "a truth value"
    case .integer, .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

extension JSON? {
  /// What kind of value this is, in a word.
  var kind: String { self?.kind ?? "nothing" }
}
