extension MatlabReader {
  /// What CWRU calls the accelerometer at the drive end.
  private static let driveEnd = "_DE_time"

  /// The variable to read, and the path inside it that was asked for.
  mutating func select() throws(ReadingError) -> (MatlabDirectory.Variable, path: String?) {
    let readable = directory.variables.filter { !$0.kind.isOther && $0.kind != .text }
    guard !readable.isEmpty else {
      let found = directory.variables.map(\.inWords).joined(separator: ", ")
      throw .contents(
        file: file,
        message: "expected a variable with numbers, found \(found.isEmpty ? "none" : found)")
    }
    if let wanted = options.variable { return try find(wanted, in: readable) }
    let driveEnd = readable.filter { $0.name.hasSuffix(Self.driveEnd) && $0.kind == .numeric }
    if !driveEnd.isEmpty {
      return (choose(driveEnd, "end in \(Self.driveEnd)"), nil)
    }
    // The long side of a matrix is its time.
    let signals = readable.filter { $0.kind == .numeric && $0.count > 1 }
    if let longest = signals.max(by: { Self.length($0) < Self.length($1) }) {
      if signals.count > 1 {
        let others = signals.filter { $0.name != longest.name }.map(\.name).joined(separator: ", ")
        notes.append(
          "the longest variable \"\(longest.name)\" (\(longest.shape)) is read, not \(others)")
      }
      return (longest, nil)
    }
    let nested = readable.filter { $0.kind == .cell || $0.kind == .structure }
    guard let first = nested.first else {
      throw .contents(file: file, message: "expected a signal, found nothing but single numbers")
    }
    if nested.count > 1 {
      notes.append(
        "the variable \"\(first.name)\" is read, not "
          + nested.dropFirst().map(\.name).joined(separator: ", "))
    }
    return (first, nil)
  }

  private static func length(_ variable: MatlabDirectory.Variable) -> Int {
    variable.dimensions.max() ?? 0
  }

  private mutating func find(
    _ wanted: String, in readable: [MatlabDirectory.Variable]
  ) throws(ReadingError) -> (MatlabDirectory.Variable, path: String?) {
    if let exact = readable.first(where: { $0.name == wanted }) { return (exact, nil) }
    // `a.b.c`, `c{3}`, `s(2).f`: the variable is what stands before the first of these.
    let top = wanted.prefix { !".{(".contains($0) }
    if top.count < wanted.count, !top.isEmpty,
      let variable = readable.first(where: { $0.name == top })
    {
      return (variable, wanted)
    }
    let ending = readable.filter { $0.name.hasSuffix(wanted) }
    if !ending.isEmpty { return (choose(ending, "end in \(wanted)"), nil) }
    let nested = readable.filter { $0.kind == .cell || $0.kind == .structure }
    if let first = nested.first { return (first, wanted) }
    let names = directory.variables.map(\.inWords).joined(separator: ", ")
    throw .options("\(file): there is no variable \"\(wanted)\"; there is \(names)")
  }

  /// One of several that fit: the one with the number in the file's name, else the longest, and a note.
  private mutating func choose(
    _ fitting: [MatlabDirectory.Variable], _ how: String
  ) -> MatlabDirectory.Variable {
    guard fitting.count > 1 else { return fitting[0] }
    let digits = FileSystem.stem(of: file).split { !($0.isASCII && $0.isNumber) }
    let numbered = digits.last.flatMap { number in
      fitting.first { variable in
        variable.name.split { !($0.isASCII && $0.isNumber) }.contains { Int($0) == Int(number) }
      }
    }
    var longest = fitting[0]
    for variable in fitting where Self.length(variable) > Self.length(longest) {
      longest = variable
    }
    let chosen = numbered ?? longest
    let others = fitting.filter { $0.name != chosen.name }.map(\.name).joined(separator: ", ")
    notes.append("\(fitting.count) variables \(how): \"\(chosen.name)\" is read, not \(others)")
    return chosen
  }
}
