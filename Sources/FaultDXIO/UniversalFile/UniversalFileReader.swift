import FaultDXSignal

/// Reads the time functions (dataset 58, as text or 58b, as bytes) of a universal file.
///
/// Functions that follow each other with the same instants at other places are channels of one recording; a
/// place that comes again begins the next.
struct UniversalFileReader {
  let file: String
  let options: ReadingOptions
  private let bytes: [UInt8]
  private var lines: TextLines
  private var reading = Reading()
  private var left: [String: Int] = [:]
  private var pending: [UniversalDataset] = []
  private var total = 0

  static func read(
    _ bytes: [UInt8], file: String, options: ReadingOptions
  ) throws(ReadingError) -> Reading {
    var reader = UniversalFileReader(
      file: file, options: options, bytes: bytes, lines: TextLines(bytes, file: file))
    while try reader.readDataset() {}
    return try reader.finish()
  }

  private init(file: String, options: ReadingOptions, bytes: [UInt8], lines: TextLines) {
    self.file = file
    self.options = options
    self.bytes = bytes
    self.lines = lines
  }

  private func isDelimiter(_ line: Range<Int>) -> Bool { lines.text(line) == "-1" }

  private mutating func readDataset() throws(ReadingError) -> Bool {
    guard let line = lines.filledLine() else { return false }
    guard isDelimiter(line) else {
      throw lines.wrong("expected -1 before a dataset")
    }
    guard let head = lines.line() else {
      throw lines.wrong("expected the number of a dataset, found the end of the file")
    }
    let words = lines.fields(head).map(lines.text)
    switch words.first {
    case "58": try readText()
    case "58b": try readBinary(words)
    default:
      left["dataset \(ReadingError.printable(words.first ?? ""))", default: 0] += 1
      while let line = lines.line() {
        if isDelimiter(line) { return true }
      }
      throw lines.wrong("expected -1 behind a dataset, found the end of the file")
    }
    return true
  }

  // MARK: Numbers

  private mutating func readText() throws(ReadingError) {
    var dataset = try UniversalDataset(&lines)
    guard let count = dataset.numbers else { throw lines.wrong("expected fewer points") }
    // Even spacing: 6E13.5, 4E20.12; uneven: 6E13.5, or pairs of E13.5 and E20.12. Numbers may touch.
    var index = 0
    while index < count {
      guard let line = lines.line(), !isDelimiter(line) else {
        throw lines.wrong("expected \(count) numbers, found \(index): the file is cut short")
      }
      var position = line.lowerBound
      while index < count {
        let width =
          !dataset.isDouble || !dataset.isEven && index.isMultiple(of: dataset.isComplex ? 3 : 2)
          ? 13 : 20
        let field = position..<min(position + width, line.upperBound)
        if lines.trimmed(field).isEmpty { break }
        guard let value = lines.value(field) else {
          throw .field(
            file: file, line: lines.number, column: position - line.lowerBound + 1,
            expected: "a number of \(width) characters", found: lines.text(field))
        }
        dataset.take(value, at: index)
        index += 1
        position = field.upperBound
      }
      guard position > line.lowerBound else { throw lines.wrong("expected numbers") }
    }
    try end(dataset)
  }

  private mutating func readBinary(_ words: [String]) throws(ReadingError) {
    guard words.count >= 5, let order = Int(words[1]), let format = Int(words[2]),
      let headerLines = Int(words[3]), let size = Int(words[4]), (1...2).contains(order),
      format == 2, headerLines == 11
    else {
      throw lines.wrong(
        "expected 58b with a byte order, IEEE 754 numbers, 11 lines and a number of bytes")
    }
    var dataset = try UniversalDataset(&lines)
    // The abscissa of uneven double data is double here.
    let width = dataset.isDouble ? 8 : 4
    guard let count = dataset.numbers, count <= bytes.count / width, count * width <= size,
      size <= bytes.count - lines.next
    else {
      throw lines.wrong(
        "expected \(dataset.points) points in \(size) bytes, found \(bytes.count - lines.next)")
    }
    for index in 0..<count {
      let slice = bytes[lines.next + index * width..<lines.next + (index + 1) * width]
      let bits = (order == 2 ? Array(slice) : slice.reversed()).reduce(UInt64(0)) {
        $0 << 8 | UInt64($1)
      }
      dataset.take(
        width == 8
          ? Double(bitPattern: bits) : Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))),
        at: index)
    }
    lines.skip(size)
    try end(dataset)
  }

  private mutating func end(_ dataset: UniversalDataset) throws(ReadingError) {
    guard let line = lines.filledLine(), isDelimiter(line) else {
      throw lines.wrong("expected -1 behind the numbers of a function")
    }
    total += dataset.points
    guard total <= options.maximumSamples else {
      throw lines.wrong("expected at most \(options.maximumSamples) samples, found more")
    }
    guard dataset.isTime, !dataset.isComplex else {
      left[dataset.isComplex ? "complex function" : "function not over time", default: 0] += 1
      return
    }
    if let first = pending.first {
      let continues =
        first.points == dataset.points && first.step == dataset.step
        && first.start == dataset.start && first.times == dataset.times
        && pending.count < AudioLimits.channels
        && !pending.contains { $0.response == dataset.response }
      if !continues { try flush() }
    }
    pending.append(dataset)
  }

  // MARK: Recordings

  private mutating func flush() throws(ReadingError) {
    guard let first = pending.first else { return }
    let channels = pending
    pending = []
    var samples: [Float] = []
    samples.reserveCapacity(first.points * channels.count)
    for frame in 0..<first.points {
      for channel in channels { samples.append(channel.values[frame]) }
    }
    let names = channels.count == 1 ? ["signal"] : channels.map(\.response)
    var recording = Recording(
      file: file, name: first.title, samples: samples, channelNames: names,
      sampleRate: options.rate)
    if options.rate == nil {
      if first.isEven {
        let rate = 1 / first.step
        recording.sampleRate = abs(rate - rate.rounded()) <= 1e-5 * rate ? rate.rounded() : rate
      } else {
        try InstantList(times: first.times, title: "the abscissa").setRate(
          of: &recording, in: &reading, options: options, interpolates: false)
      }
    }
    reading.recordings.append(recording)
  }

  private mutating func finish() throws(ReadingError) -> Reading {
    try flush()
    let others = left.sorted { $0.key < $1.key }.map { "\($0.value) x \($0.key)" }
      .joined(separator: ", ")
    guard !reading.recordings.isEmpty else {
      throw .contents(
        file: file,
        message:
          "expected functions over time (dataset 58), found \(others.isEmpty ? "none" : others)"
      )
    }
    let names = reading.recordings.map(\.name)
    if Set(names).count < names.count {
      for index in names.indices { reading.recordings[index].name = "function \(index + 1)" }
    }
    if names.count == 1 { reading.recordings[0].name = "" }
    if !others.isEmpty { reading.warn("\(file): left out \(others)") }
    let count = reading.recordings.count
    reading.notes.append("\(file): \(count) \(count == 1 ? "recording" : "recordings")")
    return reading
  }
}
