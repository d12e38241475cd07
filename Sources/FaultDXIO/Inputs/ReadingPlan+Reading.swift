import FaultDXSignal
import FaultDXStorage

extension ReadingPlan {
  /// Reads the files of the plan, one after the other.
  func read() throws(ReadingError) -> Reading {
    var reading = Reading()
    reading.notes = notes
    // The recordings that a file's name may label, by file.
    var unlabelled: [(path: String, range: Range<Int>)] = []
    var collected: [(file: String, text: String)] = []
    for entry in entries {
      do throws(ReadingError) {
        let one = try readAlone(entry)
        let start = reading.recordings.count
        reading.recordings += one.recordings
        reading.warnings += one.warnings
        reading.gridRates.formUnion(one.gridRates)
        if entry.nameMayLabel {
          unlabelled.append((entry.path, start..<reading.recordings.count))
        }
        for note in one.notes {
          let isOwn = note.hasPrefix(entry.path + ": ")
          collected.append(
            isOwn ? (entry.path, String(note.dropFirst(entry.path.count + 2))) : ("", note))
        }
      } catch {
        if entries.count == 1 { throw error }
        reading.failures.append(Reading.Failure(file: entry.path, error: error))
      }
    }
    if options.gridRate == nil, reading.gridRates.count > 1, let lowest = reading.gridRates.min() {
      // A grid of its own for each file would tell the classes apart by their rates, and by what
      // bringing those to one leaves.
      var again = self
      again.options.gridRate = lowest
      again.notes.append(
        "tables with non-uniform times are interpolated at one rate, \(lowest.short) Hz, the lowest of "
          + "their own")
      return try again.read()
    }
    if let manifest, !entries.isEmpty, reading.failures.count == entries.count,
      reading.failures.allSatisfy({ $0.error.isNotFound })
    {
      throw .contents(
        file: manifest,
        message: "none of its \(entries.count) files is there; the first was looked for at "
          + "\(entries[0].path): give the folder that holds them as the root")
    }
    reading.notes += Self.gather(collected)
    labelByNames(unlabelled, &reading)
    if !options.conditions.isEmpty, reading.recordings.isEmpty, reading.failures.isEmpty {
      throw .options("no recording has \(options.conditions.sentence)")
    }
    return reading
  }

  /// One file, with the recordings that fulfil the conditions.
  func readAlone(_ entry: Entry) throws(ReadingError) -> Reading {
    var reading = try read(entry)
    try check(&reading.recordings, of: entry)
    return reading
  }

  /// A sound file of at least so many bytes, to be read in blocks; `nil` for any other.
  ///
  /// It is not wanted where it does not fulfil the conditions.
  func stream(
    _ entry: Entry, from bytes: Int
  ) throws(ReadingError) -> (stream: RecordingStream, isWanted: Bool)? {
    guard entry.bytes == nil, let size = try FileSystem.regularSize(entry.path), size >= bytes,
      FileFormat(try ByteSource(path: entry.path).header(FileFormat.headerLength)).isAudio
    else { return nil }
    let options = options(for: entry)
    let stream = try AudioReader.stream(path: entry.path, size: size, options: options)
    try stream.select(ChannelSelection(options.channels))
    entry.describe(&stream.recording)
    var recordings = [stream.recording]
    try check(&recordings, of: entry)
    if let checked = recordings.first { stream.recording = checked }
    return (stream, !recordings.isEmpty)
  }

  /// Leaves the recordings that fulfil the conditions, where a manifest has not chosen them.
  private func check(_ recordings: inout [Recording], of entry: Entry) throws(ReadingError) {
    for recording in recordings {
      guard let rate = recording.sampleRate, !ReadingOptions.plausibleRates.contains(rate) else {
        continue
      }
      throw .contents(
        file: entry.path,
        message: "expected a sampling rate from 1e-6 to 1e12 Hz, found \(rate.plain) Hz")
    }
    if let speed = options.speed {
      for index in recordings.indices where recordings[index].speed == nil {
        recordings[index].speed = speed
      }
    }
    if entry.row == nil { try filter(&recordings) }
  }

  /// The options with what a manifest's row says.
  private func options(for entry: Entry) -> ReadingOptions {
    var options = self.options
    if let row = entry.row {
      if let rate = row.rate {
        options.rate = rate
        options.rateIsManifests = true
      }
      if let channel = row.channel, options.channels.isEmpty { options.channels = [channel] }
      if let variable = row.variable, options.variable == nil { options.variable = variable }
      // The manifest's label column is not the file's.
      options.labelColumn = nil
    }
    return options
  }

  private func read(_ entry: Entry) throws(ReadingError) -> Reading {
    let options = options(for: entry)
    var reading =
      if let bytes = entry.bytes {
        try RecordingReader.readBytes(bytes, name: entry.path, options: options)
      } else if let archived = entry.archived {
        try RecordingReader.readBytes(
          archived.contents(limit: options.maximumBytes), name: entry.path, options: options,
          isArchived: true)
      } else {
        try RecordingReader.readFile(entry.path, options: options)
      }
    for index in reading.recordings.indices { entry.describe(&reading.recordings[index]) }
    return reading
  }

  /// One sentence for a note that many files share.
  private static func gather(_ notes: [(file: String, text: String)]) -> [String] {
    var order: [String] = []
    var files: [String: [String]] = [:]
    for note in notes {
      if files[note.text] == nil { order.append(note.text) }
      files[note.text, default: []].append(note.file)
    }
    var result: [String] = []
    for text in order {
      let named = files[text] ?? []
      if named.count < 3 || named.contains("") {
        for file in Set(named).sorted() { result.append(file.isEmpty ? text : "\(file): \(text)") }
      } else {
        result.append("\(named[0]) and \(named.count - 1) more: \(text)")
      }
    }
    return result
  }

  private func labelByNames(
    _ files: [(path: String, range: Range<Int>)], _ reading: inout Reading
  ) {
    guard options.nameLabels != .none else { return }
    let open = files.filter { file in
      file.range.contains { reading.recordings[$0].label == nil }
    }
    var labels = open.map { FileSystem.label(ofFile: $0.path) }
    let areWhole = open.allSatisfy { $0.range.count > 1 }
    if options.nameLabels == .fileNames || areWhole, Set(labels).count == 1, open.count > 1 {
      // `f0.txt`, `f1.txt`: only the numbers differ, and labels from names are asked for, or each file
      // holds recordings enough to be a class.
      labels = open.map { FileSystem.stem(of: $0.path) }
    }
    let distinct = Set(labels.compactMap { $0 }).sorted()
    guard !distinct.isEmpty, distinct.count > 1 || options.nameLabels == .fileNames else { return }
    for (file, label) in zip(open, labels) {
      for index in file.range where reading.recordings[index].label == nil {
        reading.recordings[index].label = label
      }
    }
    let shown = distinct.prefix(10).joined(separator: ", ")
    reading.notes.append(
      "labels from the file names: \(shown)\(distinct.count > 10 ? ", … (\(distinct.count))" : "")")
  }

  // MARK: Conditions

  private func filter(_ recordings: inout [Recording]) throws(ReadingError) {
    guard !options.conditions.isEmpty else { return }
    var kept: [Recording] = []
    for recording in recordings where try options.conditions.hold(recording.value) {
      kept.append(recording)
    }
    recordings = kept
  }
}

extension ReadingPlan.Entry {
  /// Tells a recording of the file what is known about it from elsewhere.
  fileprivate func describe(_ recording: inout Recording) {
    recording.label = labelWins ? label ?? recording.label : recording.label ?? label
    row?.describe(&recording)
  }
}

extension ReadingError {
  fileprivate var isNotFound: Bool {
    if case .file(let error) = self, case .notFound = error { return true }
    return false
  }
}

extension Recording {
  /// What is known under a column's name; empty where nothing is, `nil` where there is no such column.
  fileprivate func value(_ column: String) -> String? {
    switch column.lowercased() {
    case "label": label ?? ""
    case "group": group ?? ""
    case "load": load ?? ""
    case "file": file
    case "recording", "name": name
    case "speed", "speed_rpm", "rpm": speed.map { $0.plain } ?? ""
    case "rate", "sample_rate": sampleRate.map { $0.plain } ?? ""
    default: attributes[column]
    }
  }
}

extension [ReadingOptions.Condition] {
  var sentence: String {
    map { "\($0.column) = \($0.value)" }.joined(separator: ", ")
  }

  /// Whether all conditions hold, those on one column as alternatives.
  func hold(_ value: (String) -> String?) throws(ReadingError) -> Bool {
    var holds: [String: Bool] = [:]
    for condition in self {
      guard let found = value(condition.column) else {
        throw .options("there is no column \"\(condition.column)\" to choose by")
      }
      let scanner = DecimalScanner()
      var same = found == condition.value
      if !same, let a = scanner.number(found.utf8), let b = scanner.number(condition.value.utf8) {
        same = a == b
      }
      let column = condition.column.lowercased()
      holds[column] = (holds[column] ?? false) || same
    }
    return holds.values.allSatisfy { $0 }
  }
}
