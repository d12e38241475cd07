/// The tags before the data of a `.ts` file.
struct TimeSeriesHeader {
  var problem: String?
  var hasTimes = false
  var isUnivariate: Bool?
  var dimensions: Int?
  var isEqualLength: Bool?
  var seriesLength: Int?
  /// The classes, where there is one on every line; empty where they are not listed.
  var classes: [String]?
  /// Whether a number to be predicted stands where the class would.
  var hasTarget = false

  /// Whether a last field that is no signal ends every line.
  var hasLastField: Bool { classes != nil || hasTarget }

  /// Takes all lines up to `@data`.
  init(_ lines: inout TextLines) throws(ReadingError) {
    while let line = lines.filledLine() {
      let text = lines.text(line)
      if text.hasPrefix("#") || text.hasPrefix("%") { continue }
      guard text.hasPrefix("@") else {
        throw lines.wrong("expected a tag such as @data, found \"\(ReadingError.printable(text))\"")
      }
      let words = text.split { $0 == " " || $0 == "\t" }.map(String.init)
      if words[0].lowercased() == "@data" { return }
      try take(words, lines)
    }
    throw lines.wrong("expected @data, found the end of the file")
  }

  private mutating func take(_ words: [String], _ lines: TextLines) throws(ReadingError) {
    func truth() throws(ReadingError) -> Bool {
      switch words.dropFirst().first?.lowercased() {
      case "true": return true
      case "false": return false
      default: throw lines.wrong("expected true or false after \(words[0])")
      }
    }
    func count() throws(ReadingError) -> Int {
      guard words.count == 2, let value = Int(words[1]), value > 0 else {
        throw lines.wrong("expected a number after \(words[0])")
      }
      return value
    }
    switch words[0].lowercased() {
    case "@problemname": problem = words.dropFirst().joined(separator: " ")
    case "@timestamps": hasTimes = try truth()
    case "@univariate": isUnivariate = try truth()
    case "@dimension", "@dimensions": dimensions = try count()
    case "@equallength": isEqualLength = try truth()
    case "@serieslength": seriesLength = try count()
    case "@classlabel": classes = try truth() ? Array(words.dropFirst(2)) : nil
    case "@targetlabel": hasTarget = try truth()
    case "@missing": _ = try truth()
    default: throw lines.wrong("expected a tag of a .ts file, found \"\(words[0])\"")
    }
  }
}
