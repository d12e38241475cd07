extension MatlabWalker {
  /// The array in an element that ``variable(_:)`` has checked.
  func array(_ tag: Tag) throws(ReadingError) -> MatlabArray {
    // A cell that was never filled in.
    if tag.data.isEmpty { return .numbers([], dimensions: [0, 0], isComplex: false) }
    var offset = tag.data.lowerBound
    let end = tag.data.upperBound
    let head = try head(&offset, end: end)
    switch head.kind {
    case .numeric: return try numbers(head, at: offset, end: end)
    case .text: return .text
    case .cell: return .cell(try arrays(head.count, &offset, end: end))
    case .structure:
      let names = try fieldNames(&offset, end: end)
      // Of a structure without fields there may be any number for nothing.
      if names.isEmpty { return .structure([]) }
      let values = try arrays(head.count * names.count, &offset, end: end)
      return .structure(
        stride(from: 0, to: values.count, by: names.count).map { first in
          names.indices.map {
            MatlabArray.Field(name: names[$0], value: values[first + $0])
          }
        })
    case .other(let what): return .other(what)
    }
  }

  private func numbers(
    _ head: Head, at offset: Int, end: Int
  ) throws(ReadingError) -> MatlabArray {
    if head.isComplex { return .numbers([], dimensions: head.dimensions, isComplex: true) }
    var floats: [Float] = []
    if head.count > 0 {
      let data = try tag(at: offset, end: end)
      if let type = data.type {
        floats = MatlabNumbers(bytes: bytes, range: data.data, type: type, isBig: isBig).floats
      }
    }
    return .numbers(floats, dimensions: head.dimensions, isComplex: false)
  }

  private func arrays(
    _ count: Int, _ offset: inout Int, end: Int
  ) throws(ReadingError) -> [MatlabArray] {
    var arrays: [MatlabArray] = []
    arrays.reserveCapacity(count)
    for _ in 0..<count {
      let element = try tag(at: offset, end: end)
      arrays.append(try array(element))
      offset = element.next
    }
    return arrays
  }
}
