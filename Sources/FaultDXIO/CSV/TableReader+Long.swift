import FaultDXSignal

extension TableReader {
  private struct Key: Hashable {
    var label: String?
    var group: String?
    var recording: String?
  }

  /// One recording in the making; rows of one key need not stand together.
  private struct Draft {
    var key: Key
    var samples = Pieces<Float>()
    var times = Pieces<Double>()
    var speed: Double?
    var load: String?
    var stretch = 0
  }

  /// A row is an instant.
  mutating func readLong() throws(ReadingError) {
    let signals = columns.indices(.signal)
    let names = signals.map { columns.names[$0] }
    let areRuns = options.columnsAreRecordings ?? ColumnAssignment.areRuns(names)
    guard areRuns || signals.count <= AudioLimits.channels else {
      throw .contents(
        file: file,
        message:
          "expected at most \(AudioLimits.channels) channels, found \(signals.count) columns of "
          + "numbers; choose columns, or say that a row is a window (wide) or a column a recording")
    }
    let parser = RowParser(buffer: buffer, outline: outline, columns: columns, options: options)
    var drafts = try parse(parser)
    drafts.removeAll { $0.samples.isEmpty }
    guard !drafts.isEmpty else {
      throw .contents(file: file, message: "expected rows of numbers, found none")
    }
    let missing = parser.rowsWithMissing
    let titles = Self.titles(drafts)
    var rates: [Double] = []
    for index in drafts.indices {
      var samples = drafts[index].samples.take()
      let times = drafts[index].times.take()
      let draft = drafts[index]
      if missing > 0, options.missing == .interpolate,
        !Self.interpolate(&samples, channels: signals.count)
      {
        throw .contents(
          file: file, message: "expected numbers to interpolate between, found a column with none")
      }
      let channelNames = outline.header == nil ? Self.plainNames(signals.count) : names
      var recording = Recording(
        file: file, name: titles[index], samples: samples, channelNames: channelNames,
        sampleRate: statedRate?.value, label: draft.key.label, group: draft.key.group,
        speed: draft.speed, load: draft.load)
      if options.rate == nil, columns.index(.time) != nil {
        try setRate(of: &recording, times: times, parser: parser)
      } else if let given = options.rate {
        compare(given, with: times)
      }
      if let rate = recording.sampleRate { rates.append(rate) }
      if areRuns {
        appendRuns(of: recording)
      } else {
        append(recording)
      }
    }
    noteLong(rates: rates, areRuns: areRuns, drafts: drafts.count)
    noteMissing(missing)
  }

  static func plainNames(_ count: Int) -> [String] {
    count == 1 ? ["signal"] : (1...max(count, 1)).map { "channel \($0)" }
  }

  private func parse(_ parser: RowParser) throws(ReadingError) -> [Draft] {
    var drafts: [Draft] = []
    var found: [Key: Int] = [:]
    var stretches: [Key: Int] = [:]
    let hasRecording = columns.index(.recording) != nil
    var current = 0
    var keys: [[UInt8]]?
    try parse(parser) { segment in
      let own = self.keys(segment.words)
      if own != keys {
        keys = own
        let key = Key(
          label: text(segment.words, .label), group: text(segment.words, .group),
          recording: text(segment.words, .recording))
        if hasRecording, let index = found[key] {
          current = index
        } else {
          stretches[key, default: 0] += 1
          current = drafts.count
          found[key] = current
          drafts.append(
            Draft(
              key: key, speed: speed(segment.words), load: text(segment.words, .load),
              stretch: stretches[key] ?? 1))
        }
      }
      drafts[current].samples.append(segment.samples)
      drafts[current].times.append(segment.times)
    }
    return drafts
  }

  /// Names that tell the recordings of the file apart.
  private static func titles(_ drafts: [Draft]) -> [String] {
    if drafts.count == 1 { return [drafts[0].key.recording ?? ""] }
    if drafts.contains(where: { $0.key.recording != nil }) {
      var names = drafts.map { $0.key.recording ?? "" }
      if Set(names).count < names.count {
        names = drafts.map { [$0.key.label, $0.key.recording].joinedKnown }
      }
      if Set(names).count < names.count {
        names = drafts.map { [$0.key.label, $0.key.group, $0.key.recording].joinedKnown }
      }
      return names
    }
    let names = drafts.map { "\($0.key.label ?? "unlabelled")_\($0.stretch)" }
    if Set(names).count == names.count { return names }
    return drafts.map { "\([$0.key.label, $0.key.group].joinedKnown)_\($0.stretch)" }
  }

  /// Turns each channel into a recording of its own; run k of every file shares one draw of the parts.
  private mutating func appendRuns(of recording: Recording) {
    let channels = recording.channels
    for channel in 0..<channels {
      var run = recording
      let name = recording.channelNames[channel]
      run.samples = stride(from: channel, to: recording.samples.count, by: channels).map {
        recording.samples[$0]
      }
      run.channelNames = [String(name.prefix { $0 != "@" })]
      run.name = recording.name.isEmpty ? name : "\(recording.name) \(name)"
      if run.group == nil, let at = name.firstIndex(of: "@") {
        run.group = "run \(name[name.index(after: at)...])"
      }
      append(run)
    }
  }

  private mutating func noteLong(rates: [Double], areRuns: Bool, drafts: Int) {
    var parts: [String] = []
    let distinct = Set(rates)
    if let stated = statedRate {
      if options.rate == nil { parts.append("\(stated.value.plain) Hz \(stated.source)") }
    } else if let rate = distinct.first {
      let column = columns.name(.time).map { " from the time column \"\($0)\"" } ?? ""
      parts.append(
        distinct.count == 1
          ? "\(rate.plain) Hz\(column)"
          : "\((distinct.min() ?? 0).plain) to \((distinct.max() ?? 0).plain) Hz\(column)")
    } else {
      parts.append("the sampling rate is not known")
    }
    if outline.preambleLines > 0 {
      parts.append("\(outline.preambleLines) lines before the table left out")
    }
    if outline.dialect.decimalMark == UInt8(ascii: ",") { parts.append("decimal commas") }
    for (role, what) in [(ColumnRole.label, "label"), (.recording, "recording"), (.group, "group")]
    {
      if let name = columns.name(role) { parts.append("\(what) column \"\(name)\"") }
    }
    if areRuns {
      parts.append(
        "each of the \(columns.indices(.signal).count) columns a recording (run) of its own")
    }
    let count = reading.recordings.count
    parts.append("\(count) \(count == 1 ? "recording" : "recordings")")
    note(parts.joined(separator: "; "))
    reading.notes += columns.notes
    let frames = reading.recordings.reduce(0) { $0 + $1.frames }
    if columns.index(.recording) == nil, drafts > 4, frames / drafts < 8 {
      note(
        "the label changes every few rows: if each row is a window, say so (wide layout)")
    }
  }
}

extension [String?] {
  fileprivate var joinedKnown: String { compactMap { $0 }.joined(separator: "/") }
}

extension Double {
  /// A number as an engineer writes it: `12000`, not `12000.0`.
  var plain: String {
    if self == rounded(), magnitude < 1e15 { return String(Int64(self)) }
    return "\(self)"
  }
}
