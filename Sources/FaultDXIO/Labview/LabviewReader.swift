import FaultDXSignal

/// Reads LabVIEW measurement files (`.lvm`): each segment, which has a header of its own, is a recording.
///
/// Source: National Instruments, "Specification for the LabVIEW Measurement File (.lvm)", version 2.0.
struct LabviewReader {
  let options: ReadingOptions
  private var lines: TextLines
  private var reading = Reading()
  private var delimiter = UInt8(ascii: "\t")
  private var mark = UInt8(ascii: ".")
  private var columns = Columns.one
  private var total = 0

  /// Which columns hold times.
  private enum Columns { case none, one, multi }

  private static let endOfHeader = "***End_of_Header***"

  static func read(
    _ bytes: [UInt8], file: String, options: ReadingOptions
  ) throws(ReadingError) -> Reading {
    var reader = LabviewReader(options: options, lines: TextLines(bytes, file: file))
    try reader.readHeader()
    while try reader.readSegment() {}
    return try reader.finish()
  }

  private init(options: ReadingOptions, lines: TextLines) {
    self.options = options
    self.lines = lines
  }

  // MARK: Headers

  private func fields(_ line: Range<Int>) -> [Range<Int>] {
    lines.fields(line, delimiter: delimiter)
  }

  private mutating func readHeader() throws(ReadingError) {
    guard let first = lines.filledLine(), lines.starts(first, with: "LabVIEW Measurement") else {
      throw lines.wrong("expected LabVIEW Measurement")
    }
    if lines.bytes(first).contains(UInt8(ascii: ",")) { delimiter = UInt8(ascii: ",") }
    while let line = lines.filledLine() {
      if lines.starts(line, with: Self.endOfHeader) { return }
      let parts = fields(line)
      let value = parts.count > 1 ? lines.text(parts[1]).lowercased() : ""
      switch lines.text(parts[0]) {
      case "Separator": delimiter = value == "comma" ? UInt8(ascii: ",") : 9
      case "Decimal_Separator": mark = value == "," ? UInt8(ascii: ",") : UInt8(ascii: ".")
      case "X_Columns":
        switch value {
        case "no": columns = .none
        case "one": columns = .one
        case "multi": columns = .multi
        default: throw lines.wrong("expected X_Columns No, One or Multi, found \"\(value)\"")
        }
      default: break
      }
    }
    throw lines.wrong("expected \(Self.endOfHeader), found the end of the file")
  }

  /// What a segment says of its channels.
  private struct Segment {
    var channels: Int?
    var steps: [Double] = []
    var samples: [Int] = []
  }

  private mutating func readSegment() throws(ReadingError) -> Bool {
    var segment = Segment()
    var isSpecial = false
    var isEmpty = true
    while let line = lines.filledLine() {
      if isBlank(line) { continue }
      if lines.starts(line, with: Self.endOfHeader) {
        try readRows(segment)
        return true
      }
      if lines.starts(line, with: "***Start_Special***") { isSpecial = true }
      if lines.starts(line, with: "***End_Special***") { isSpecial = false }
      isEmpty = false
      if isSpecial { continue }
      let parts = fields(line)
      let values = parts.dropFirst().filter { !lines.trimmed($0).isEmpty }
      switch lines.text(parts[0]) {
      case "Channels": segment.channels = values.first.flatMap { Int(lines.text($0)) }
      case "Samples": segment.samples = values.compactMap { Int(lines.text($0)) }
      case "Delta_X":
        segment.steps = []
        for value in values {
          guard let step = lines.value(value, mark: mark), step.isFinite else {
            throw lines.wrong("expected a step after Delta_X, found \"\(lines.text(value))\"")
          }
          segment.steps.append(step)
        }
      default: break
      }
    }
    guard isEmpty else {
      throw lines.wrong("expected \(Self.endOfHeader) of a segment, found the end of the file")
    }
    return false
  }

  /// Blank, or nothing but delimiters.
  private func isBlank(_ line: Range<Int>) -> Bool {
    lines.bytes(line).allSatisfy { $0 == 32 || $0 == 9 || $0 == delimiter }
  }

  // MARK: Rows

  private mutating func readRows(_ segment: Segment) throws(ReadingError) {
    guard let head = lines.filledLine() else {
      throw lines.wrong("expected the names of the columns, found the end of the file")
    }
    var names = fields(head).map(lines.text)
    while names.last.map({ $0.isEmpty || $0 == "Comment" }) == true { names.removeLast() }
    let layout = try self.layout(names, segment)
    var times: [Double] = []
    var samples: [Float] = []
    while true {
      // A blank line, or the end, ends a segment; the next one begins with its own header.
      let before = lines
      guard let line = lines.line() else { break }
      if isBlank(line) { break }
      let parts = fields(line)
      if lines.text(parts[0]) == "Channels" {
        lines = before
        break
      }
      for column in layout.signals {
        guard column < parts.count else {
          throw lines.wrong(
            "expected \(layout.signals.count) channels, found the end of the line")
        }
        samples.append(try lines.sample(parts[column], column: column + 1, mark: mark))
      }
      if let time = layout.time {
        guard time < parts.count, let value = lines.value(parts[time], mark: mark) else {
          throw lines.wrong("expected a time in column \(time + 1)")
        }
        times.append(value)
      }
      total += layout.signals.count
      guard total <= options.maximumSamples else {
        throw lines.wrong("expected at most \(options.maximumSamples) samples, found more")
      }
    }
    guard !samples.isEmpty else { throw lines.wrong("expected rows of numbers, found none") }
    try append(samples, times: times, layout, segment)
  }

  private struct Layout {
    var signals: [Int]
    var names: [String]
    var time: Int?
    /// The step that the header states, of all these channels.
    var step: Double?
  }

  private func layout(
    _ names: [String], _ segment: Segment
  ) throws(ReadingError) -> Layout {
    // Also where no times are saved there is a column for them, which is empty.
    let signals: [Int] =
      columns == .multi
      ? Array(stride(from: 1, to: names.count, by: 2)) : Array(names.indices.dropFirst())
    guard !signals.isEmpty, segment.channels ?? signals.count == signals.count else {
      throw lines.wrong(
        "expected \(segment.channels ?? 1) channels, found names for \(signals.count)")
    }
    let titles = signals.map { names[$0] }
    var chosen = Array(signals.indices)
    if !options.columns.isEmpty {
      chosen = []
      for wanted in options.columns {
        let number = Int(wanted).map { $0 - 1 }
        guard
          let index = titles.firstIndex(where: { $0.lowercased() == wanted.lowercased() })
            ?? number.flatMap({ titles.indices.contains($0) ? $0 : nil })
        else {
          throw .options(
            "\(lines.file): there is no channel \"\(wanted)\"; there is "
              + titles.prefix(12).map { "\"\($0)\"" }.joined(separator: ", "))
        }
        chosen.append(index)
      }
    }
    guard chosen.count <= AudioLimits.channels else {
      throw lines.wrong("expected at most \(AudioLimits.channels) channels, found \(chosen.count)")
    }
    func values<Value: Equatable>(_ all: [Value], _ what: String) throws(ReadingError) -> Value? {
      let own = chosen.compactMap { $0 < all.count ? all[$0] : nil }
      guard let first = own.first else { return nil }
      guard own.allSatisfy({ $0 == first }) else {
        throw lines.wrong("the channels differ in their \(what); choose columns that do not")
      }
      return first
    }
    _ = try values(segment.samples, "numbers of samples")
    let step = try values(segment.steps, "steps (Delta_X)").flatMap { $0 > 0 ? $0 : nil }
    return Layout(
      signals: chosen.map { signals[$0] }, names: chosen.map { titles[$0] },
      time: columns == .none ? nil : columns == .one ? 0 : signals[chosen[0]] - 1, step: step)
  }

  private mutating func append(
    _ samples: [Float], times: [Double], _ layout: Layout, _ segment: Segment
  ) throws(ReadingError) {
    var recording = Recording(
      file: lines.file, samples: samples, channelNames: layout.names, sampleRate: options.rate)
    if let claimed = segment.samples.first, claimed != recording.frames {
      reading.warn(
        "\(lines.file): a segment says \(claimed) samples and holds \(recording.frames)")
    }
    if recording.sampleRate == nil {
      if let step = layout.step {
        let rate = 1 / step
        // A step is written with few digits; a whole rate that explains it is meant.
        recording.sampleRate = abs(rate - rate.rounded()) <= 1e-6 * rate ? rate.rounded() : rate
      } else if !times.isEmpty {
        try InstantList(times: times, title: "the column X_Value").setRate(
          of: &recording, in: &reading, options: options, interpolates: false)
      }
    }
    reading.recordings.append(recording)
  }

  private mutating func finish() throws(ReadingError) -> Reading {
    guard !reading.recordings.isEmpty else {
      throw .contents(file: lines.file, message: "expected a segment of measurements, found none")
    }
    if reading.recordings.count > 1 {
      for index in reading.recordings.indices {
        reading.recordings[index].name = "segment \(index + 1)"
      }
    }
    let count = reading.recordings.count
    let rate = reading.recordings[0].sampleRate.map { "\($0.short) Hz" }
    reading.notes.append(
      "\(lines.file): \(count) \(count == 1 ? "segment" : "segments"); "
        + (rate ?? "the sampling rate is not known"))
    return reading
  }
}
