import FaultDXSignal

/// Reads the `.ts` files of the UCR and UEA archives: a line is a series, its dimensions are the channels of a
/// recording, and its last field is the class.
///
/// Source: the format's description in sktime and aeon; a dimension is values between commas or, with time
/// stamps, pairs in parentheses; dimensions are divided by colons.
struct TimeSeriesReader {
  let options: ReadingOptions
  private var lines: TextLines
  private let header: TimeSeriesHeader
  private var reading = Reading()
  private var missingLines = 0
  private var total = 0

  static func read(
    _ bytes: [UInt8], file: String, options: ReadingOptions
  ) throws(ReadingError) -> Reading {
    var reader = try TimeSeriesReader(TextLines(bytes, file: file), options)
    return try reader.read()
  }

  private init(_ lines: TextLines, _ options: ReadingOptions) throws(ReadingError) {
    var lines = lines
    header = try TimeSeriesHeader(&lines)
    self.lines = lines
    self.options = options
  }

  private mutating func read() throws(ReadingError) -> Reading {
    var lengths: Set<Int> = []
    while let line = lines.filledLine() {
      if lines[lines.trimmed(line).lowerBound] == UInt8(ascii: "#") { continue }
      guard let recording = try recording(line) else { continue }
      lengths.insert(recording.frames)
      if let expected = header.seriesLength ?? reading.recordings.first?.frames,
        header.isEqualLength ?? (header.seriesLength != nil), recording.frames != expected,
        options.missing != .drop, options.gridRate == nil
      {
        throw lines.wrong("expected \(expected) values, found \(recording.frames)")
      }
      reading.recordings.append(recording)
    }
    guard !reading.recordings.isEmpty else {
      throw .contents(file: lines.file, message: "expected series after @data, found none")
    }
    note(lengths)
    return reading
  }

  private mutating func note(_ lengths: Set<Int>) {
    let shortest = lengths.min() ?? 0
    let longest = lengths.max() ?? 0
    var parts = [
      "\(reading.recordings.count) series of "
        + (shortest == longest ? "\(shortest)" : "\(shortest) to \(longest)") + " samples"
    ]
    if let problem = header.problem { parts.insert(problem, at: 0) }
    if !header.hasTimes, options.rate == nil { parts.append("the sampling rate is not known") }
    if header.hasTarget { parts.append("the numbers to be predicted are left out") }
    if missingLines > 0 {
      parts.append("\(missingLines) series with missing values (\(options.missing.rawValue))")
    }
    reading.notes.append("\(lines.file): \(parts.joined(separator: "; "))")
  }

  // MARK: A series

  private mutating func recording(_ line: Range<Int>) throws(ReadingError) -> Recording? {
    var fields = dimensions(of: line)
    var label: String?
    if header.hasLastField {
      let last = fields.removeLast()
      guard !fields.isEmpty else {
        throw lines.wrong("expected values and a class, found no colon")
      }
      if let classes = header.classes {
        let text = lines.text(last)
        guard !text.isEmpty, classes.isEmpty || classes.contains(text) else {
          throw lines.wrong(
            "expected one of the classes \(classes.prefix(8).joined(separator: ", ")), found "
              + "\"\(ReadingError.printable(text))\"")
        }
        label = text
      }
    }
    let expected = header.dimensions ?? (header.isUnivariate == true ? 1 : nil)
    guard expected ?? fields.count == fields.count, fields.count <= AudioLimits.channels else {
      throw lines.wrong(
        "expected \(expected ?? AudioLimits.channels) dimensions, found \(fields.count)")
    }
    var values: [[Float]] = []
    var times: [Double]?
    for (index, field) in fields.enumerated() {
      var own: [Double] = []
      let found =
        try header.hasTimes ? pairs(field, line: line, times: &own) : list(field, line: line)
      guard found.count == values.first?.count ?? found.count, times ?? own == own else {
        throw lines.wrong(
          "expected dimension \(index + 1) to have the \(values.first?.count ?? 0) instants of the "
            + "first, found \(found.count)"
            + (found.count == values.first?.count ? " others" : ""))
      }
      times = own
      values.append(found)
    }
    return try assemble(values, times: header.hasTimes ? times : nil, label: label)
  }

  private mutating func assemble(
    _ values: [[Float]], times: [Double]?, label: String?
  ) throws(ReadingError) -> Recording? {
    let channels = values.count
    let frames = values[0].count
    total += frames * channels
    guard total <= options.maximumSamples else {
      throw lines.wrong("expected at most \(options.maximumSamples) samples, found more")
    }
    var times = times
    var samples: [Float] = []
    samples.reserveCapacity(frames * channels)
    for frame in 0..<frames { for channel in values { samples.append(channel[frame]) } }
    if samples.contains(where: \.isNaN) {
      missingLines += 1
      try fill(&samples, channels: channels, times: &times)
    }
    guard !samples.isEmpty else { return nil }
    var recording = Recording(
      file: lines.file, name: "row \(reading.recordings.count + 1)", samples: samples,
      channelNames: TableReader.plainNames(channels), sampleRate: options.rate, label: label)
    if let times {
      try InstantList(times: times, title: "line \(lines.number): the time").setRate(
        of: &recording, in: &reading, options: options, interpolates: false)
    }
    return recording
  }

  private func fill(
    _ samples: inout [Float], channels: Int, times: inout [Double]?
  ) throws(ReadingError) {
    switch options.missing {
    case .error: break
    case .zero: for index in samples.indices where samples[index].isNaN { samples[index] = 0 }
    case .interpolate:
      guard TableReader.interpolate(&samples, channels: channels) else {
        throw lines.wrong("expected numbers to interpolate between, found none")
      }
    case .drop:
      let kept = (0..<samples.count / channels).filter { frame in
        !samples[frame * channels..<(frame + 1) * channels].contains(where: \.isNaN)
      }
      samples = kept.flatMap { samples[$0 * channels..<($0 + 1) * channels] }
      times = times.map { times in kept.map { times[$0] } }
    }
  }

  /// The stretches between colons, of which time stamps in parentheses may hold some too.
  private func dimensions(of line: Range<Int>) -> [Range<Int>] {
    var fields: [Range<Int>] = []
    var start = line.lowerBound
    var depth = 0
    for position in line {
      switch lines[position] {
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"): depth -= 1
      case UInt8(ascii: ":") where depth <= 0 || !header.hasTimes:
        fields.append(start..<position)
        start = position + 1
      default: break
      }
    }
    fields.append(start..<line.upperBound)
    return fields
  }

  private func list(
    _ field: Range<Int>, line: Range<Int>
  ) throws(ReadingError) -> [Float] {
    var values: [Float] = []
    for part in lines.fields(field, delimiter: UInt8(ascii: ",")) {
      values.append(try value(part, line: line))
    }
    guard !values.isEmpty else { throw lines.wrong("expected values, found an empty dimension") }
    return values
  }

  /// `(0.0,1.5),(0.1,?)`.
  private func pairs(
    _ field: Range<Int>, line: Range<Int>, times: inout [Double]
  ) throws(ReadingError) -> [Float] {
    let parts = lines.fields(field, delimiter: UInt8(ascii: ",")).map(lines.trimmed)
    guard parts.count.isMultiple(of: 2), !parts.isEmpty else {
      throw lines.wrong("expected pairs of a time and a value in parentheses")
    }
    var values: [Float] = []
    for index in stride(from: 0, to: parts.count, by: 2) {
      let (first, second) = (parts[index], parts[index + 1])
      guard !first.isEmpty, !second.isEmpty, lines[first.lowerBound] == UInt8(ascii: "("),
        lines[second.upperBound - 1] == UInt8(ascii: ")"),
        let time = lines.value(first.lowerBound + 1..<first.upperBound)
      else {
        throw .field(
          file: lines.file, line: lines.number, column: first.lowerBound - line.lowerBound + 1,
          expected: "a time in seconds and a value in parentheses", found: lines.text(first))
      }
      times.append(time)
      values.append(try value(second.lowerBound..<second.upperBound - 1, line: line))
    }
    return values
  }

  /// A value; `NaN` for one that is missing and may be.
  private func value(
    _ field: Range<Int>, line: Range<Int>
  ) throws(ReadingError) -> Float {
    if let value = lines.value(field), Float(value).isFinite { return Float(value) }
    let text = lines.text(field)
    if options.missing != .error, FieldKind.isMissing(text) { return .nan }
    throw .field(
      file: lines.file, line: lines.number, column: field.lowerBound - line.lowerBound + 1,
      expected: "a number", found: text)
  }
}
