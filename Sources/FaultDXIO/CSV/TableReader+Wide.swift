import FaultDXSignal

extension TableReader {
  /// A row is a window; its numbers are the samples of one channel.
  mutating func readWide() throws(ReadingError) {
    let parser = RowParser(buffer: buffer, outline: outline, columns: columns, options: options)
    let labelIsLeading = outline.header == nil && options.labelColumn == nil
    var row = 0
    var known: [String: Int] = [:]
    var recordings: [Recording] = []
    try parse(parser) { segment in
      row += 1
      if segment.samples.isEmpty { return }
      let words = segment.words
      var label = text(words, .label)
      if labelIsLeading, let text = label { label = Self.plainLabel(text, parser) }
      var name = text(words, .recording) ?? "row \(row)"
      known[name, default: 0] += 1
      if let times = known[name], times > 1 { name += " (\(times))" }
      recordings.append(
        Recording(
          file: file, name: name, samples: segment.samples, sampleRate: statedRate?.value,
          label: label, group: text(words, .group), speed: speed(words), load: text(words, .load)))
    }
    reading.recordings = recordings
    guard !reading.recordings.isEmpty else {
      throw .contents(file: file, message: "expected rows of numbers, found none")
    }
    var parts = ["each row is a recording of \(columns.indices(.signal).count) samples"]
    if options.rate == nil {
      parts.append(
        statedRate.map { "\($0.value.plain) Hz \($0.source)" } ?? "the sampling rate is not known")
    }
    if let name = columns.name(.label) {
      parts.append(outline.header == nil ? "label in \(name)" : "label column \"\(name)\"")
    }
    for (role, what) in [(ColumnRole.recording, "recording"), (.group, "group")] {
      if let name = columns.name(role) { parts.append("\(what) column \"\(name)\"") }
    }
    parts.append("\(reading.recordings.count) recordings")
    note(parts.joined(separator: "; "))
    reading.notes += columns.notes
    noteMissing(parser.rowsWithMissing)
  }

  /// `1`, `1.0` and `1.0000000e+00` are one class: older archives write them all.
  private static func plainLabel(_ text: String, _ parser: RowParser) -> String {
    guard let value = parser.scanner.number(text.utf8, mark: parser.dialect.decimalMark),
      value == value.rounded(), abs(value) < 1e15
    else { return text }
    return String(Int64(value))
  }
}
