/// Rows that stand together: those that share their words, or the one row of a wide table.
struct TableSegment: Sendable {
  /// The words of the first row, in the order of the columns that hold words.
  var words: [[UInt8]]
  var samples: [Float]
  var times: [Double]
}

/// Numbers that come in pieces, of which one long array is made at the end.
struct Pieces<Element: Sendable>: Sendable {
  private var pieces: [[Element]] = []
  private static var small: Int { 1 << 14 }

  var isEmpty: Bool { pieces.allSatisfy(\.isEmpty) }

  mutating func append(_ piece: [Element]) {
    if let last = pieces.indices.last, pieces[last].count < Self.small {
      pieces[last] += piece
    } else {
      pieces.append(piece)
    }
  }

  /// All of them as one; each piece is given back as soon as it was copied.
  mutating func take() -> [Element] {
    defer { pieces = [] }
    if pieces.count == 1 { return pieces[0] }
    var all: [Element] = []
    all.reserveCapacity(pieces.reduce(0) { $0 + $1.count })
    for index in pieces.indices {
      all += pieces[index]
      pieces[index] = []
    }
    return all
  }
}
