/// One function (dataset 58) of a universal file.
struct UniversalDataset {
  var title = ""
  /// What tells the place and direction of the response.
  var response = ""
  var functionType = 0
  var isComplex = false
  var isDouble = false
  var points = 0
  var isEven = true
  var start = 0.0
  var step = 0.0
  /// Whether the abscissa is a time.
  var isTime = true
  var times: [Double] = []
  var values: [Float] = []
}

extension UniversalDataset {
  /// Takes the eleven lines before the numbers.
  ///
  /// Source: Structural Dynamics Research Laboratory, University of Cincinnati, "Universal File Datasets
  /// Summary", dataset 58.
  init(_ lines: inout TextLines) throws(ReadingError) {
    var records: [Range<Int>] = []
    for index in 1...11 {
      guard let line = lines.line() else {
        throw lines.wrong("expected line \(index) of 11 of a function, found the end of the file")
      }
      records.append(line)
      if index == 6 { try takePlace(lines, line, lines.fields(line)) }
      if index == 7 { try takeForm(lines, lines.fields(line)) }
      if index == 8 {
        let words = lines.fields(line)
        guard let type = words.first.flatMap({ Int(lines.text($0)) }) else {
          throw lines.wrong("expected the characteristics of the abscissa")
        }
        // 17 is the time; 0 is unknown, and of a time response a time.
        isTime = type == 17 || type == 0 && functionType == 1
      }
    }
    title = lines.text(records[0])
    if title.uppercased() == "NONE" { title = "" }
  }

  private mutating func takePlace(
    _ lines: TextLines, _ line: Range<Int>, _ words: [Range<Int>]
  ) throws(ReadingError) {
    guard let type = words.first.flatMap({ Int(lines.text($0)) }) else {
      throw lines.wrong("expected the type of a function")
    }
    functionType = type
    // 2(I5, I10), then for response and reference each 1X, 10A1, I10, I4; names may hold blanks.
    let place = line.dropFirst(30).prefix(25)
    guard let first = place.first, let last = place.last else {
      throw lines.wrong("expected the nodes and directions of a function")
    }
    response = lines.fields(first..<last + 1).map(lines.text).joined(separator: " ")
  }

  private mutating func takeForm(
    _ lines: TextLines, _ words: [Range<Int>]
  ) throws(ReadingError) {
    guard words.count >= 5, let type = Int(lines.text(words[0])),
      let points = Int(lines.text(words[1])), let spacing = Int(lines.text(words[2])),
      let start = lines.value(words[3]), let step = lines.value(words[4])
    else {
      throw lines.wrong("expected a type, a number of points, a spacing, a start and a step")
    }
    guard [2, 4, 5, 6].contains(type), points > 0, (0...1).contains(spacing) else {
      throw lines.wrong(
        "expected data of type 2, 4, 5 or 6 with points, found type \(type) with \(points)")
    }
    isDouble = type == 4 || type == 6
    isComplex = type >= 5
    self.points = points
    isEven = spacing == 1
    self.start = start
    self.step = step
    guard !isEven || isComplex || step > 0 && step.isFinite else {
      throw lines.wrong("expected a step above 0, found \(step)")
    }
  }

  /// How many numbers follow.
  var numbers: Int? {
    let each = (isComplex ? 2 : 1) + (isEven ? 0 : 1)
    let (count, overflow) = points.multipliedReportingOverflow(by: each)
    return overflow ? nil : count
  }

  /// Puts a number where it belongs: the abscissa comes first where it is written at all.
  mutating func take(_ number: Double, at index: Int) {
    if isComplex { return }
    if isEven {
      values.append(Float(number))
    } else if index.isMultiple(of: 2) {
      times.append(number)
    } else {
      values.append(Float(number))
    }
  }
}
