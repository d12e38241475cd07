import FaultDXSignal

/// Reads recordings from arrays of NumPy: one in a file (`.npy`) or several in an archive (`.npz`).
///
/// A list is one recording. Of a matrix, time lies along the long axis where the other is at most
/// ``mostChannels`` and `muchLonger` times shorter and comes last; where an array of labels is as long as the
/// first axis, that one counts recordings. Of three axes the first counts recordings and time is told from
/// channels in the same way. Everything else could mean two things, and is an error that asks for the axes.
struct NumpyReader {
  /// A second axis of at most so many may be one of channels.
  static let mostChannels = 8
  /// It is one where the other is at least so many times as long.
  static let muchLonger = 32

  let file: String
  let options: ReadingOptions
  var notes: [String] = []

  /// One array in a file.
  static func read(
    _ bytes: [UInt8], file: String, options: ReadingOptions
  ) throws(ReadingError) -> Reading {
    var reader = NumpyReader(file: file, options: options)
    let array = try NumpyArray(bytes, name: "", file: file)
    guard array.element.isNumeric else {
      throw .contents(file: file, message: "expected an array of numbers, found \(array.elements)")
    }
    return try reader.read([array], companions: NumpyCompanions())
  }

  /// The arrays of an archive.
  static func read(
    _ archive: ZipArchive, options: ReadingOptions
  ) throws(ReadingError) -> Reading {
    var reader = NumpyReader(file: archive.file, options: options)
    var arrays: [NumpyArray] = []
    var left = options.maximumBytes
    for member in archive.members {
      let bytes = try archive.contents(of: member, limit: left)
      left -= bytes.count
      arrays.append(
        try NumpyArray(
          bytes, name: String(member.name.dropLast(4)), file: "\(archive.file)/\(member.name)"))
    }
    let companions = NumpyCompanions(of: arrays)
    var signals = arrays.filter { !companions.holds($0) && $0.element.isNumeric && $0.count > 1 }
    if let wanted = options.variable {
      let exact = signals.filter { $0.name == wanted }
      let fitting = exact.isEmpty ? signals.filter { $0.name.hasSuffix(wanted) } : exact
      guard !fitting.isEmpty else {
        throw .options(
          "\(archive.file): there is no array \"\(wanted)\"; there is \(inWords(arrays))")
      }
      signals = fitting
    }
    guard !signals.isEmpty else {
      throw .contents(
        file: archive.file, message: "expected an array of numbers, found \(inWords(arrays))")
    }
    return try reader.read(signals, companions: companions)
  }

  private static func inWords(_ arrays: [NumpyArray]) -> String {
    arrays.map { "\"\($0.name)\" (\($0.shapeInWords))" }.joined(separator: ", ")
  }

  private mutating func read(
    _ arrays: [NumpyArray], companions: NumpyCompanions
  ) throws(ReadingError) -> Reading {
    var reading = Reading()
    var total = 0
    for array in arrays {
      total += array.count
      guard total <= options.maximumSamples else {
        throw .contents(
          file: file, message: "expected at most \(options.maximumSamples) samples, found more")
      }
      let labels = companions.labels(for: array, among: arrays)
      let axes = try axes(
        of: array, stated: companions.axes,
        areRecordings: companions.saysRecordings(of: array, among: arrays))
      let recordings = axes.recording.map { array.shape[$0] } ?? 1
      if let labels, labels.count != recordings {
        throw .contents(
          file: file,
          message: "expected \(recordings) labels in \"\(labels.name)\", one for each recording of "
            + "\"\(array.name)\", found \(labels.count)")
      }
      let labelWords = labels?.words
      let columns =
        axes.recording == 0
        ? companions.columns(for: array).map { (NumpyCompanions.stem($0.name), $0.words) } : []
      let floats = array.floats
      for index in 0..<recordings {
        var recording = Recording(
          file: file, name: name(array, index, of: arrays, isList: axes.recording != nil),
          samples: array.samples(of: index, axes, from: floats),
          channelNames: TableReader.plainNames(axes.channel.map { array.shape[$0] } ?? 1),
          sampleRate: options.rate ?? companions.rate?.value, label: labelWords?[index])
        if let split = NumpyCompanions.split(array.name) { recording.attributes["split"] = split }
        for (name, words) in columns { recording.take(words[index], named: name) }
        reading.recordings.append(recording)
      }
      note(array, axes, labels: labels?.name)
    }
    labelByNames(arrays, &reading)
    noteRate(companions)
    reading.notes = notes.map { "\(file): \($0)" }
    return reading
  }

  private func name(
    _ array: NumpyArray, _ index: Int, of arrays: [NumpyArray], isList: Bool
  ) -> String {
    let own = arrays.count > 1 ? array.name : ""
    guard isList else { return own }
    return own.isEmpty ? "row \(index + 1)" : "\(own) row \(index + 1)"
  }

  private mutating func note(_ array: NumpyArray, _ axes: NumpyAxes, labels: String?) {
    let title = array.name.isEmpty ? "the array" : "\"\(array.name)\""
    var parts = ["\(title) is \(array.shapeInWords)\(array.shape.count > 1 ? ": \(axes)" : "")"]
    if let labels { parts.append("labels in \"\(labels)\"") }
    notes.append(parts.joined(separator: "; "))
  }

  /// Where names are to say the class and there are several arrays, theirs do.
  private func labelByNames(_ arrays: [NumpyArray], _ reading: inout Reading) {
    guard options.nameLabels == .fileNames, arrays.count > 1,
      reading.recordings.allSatisfy({ $0.label == nil })
    else { return }
    for index in reading.recordings.indices {
      let name = reading.recordings[index].name
      let array = arrays.first { name == $0.name || name.hasPrefix("\($0.name) row ") }
      reading.recordings[index].label = array.flatMap { FileSystem.label(ofFile: $0.name) }
    }
  }

  private mutating func noteRate(_ companions: NumpyCompanions) {
    guard options.rate == nil else { return }
    notes.append(
      companions.rate.map { "\($0.value.plain) Hz from the array \"\($0.name)\"" }
        ?? "the sampling rate is not known")
  }

  // MARK: Axes

  private func axes(
    of array: NumpyArray, stated: [ReadingOptions.Axis], areRecordings: Bool
  ) throws(ReadingError) -> NumpyAxes {
    let shape = array.shape
    guard (1...3).contains(shape.count), array.count > 0 else {
      throw .contents(
        file: file,
        message: "expected 1 to 3 axes with something on them, found \(array.shapeInWords)")
    }
    if shape.count == 1 { return NumpyAxes(time: 0) }
    let asked = asked(shape.count)
    if !options.axes.isEmpty, asked == nil {
      throw .options(
        "\(file): \(array.shapeInWords) has \(shape.count) axes, and the axes asked for are "
          + options.axes.map(\.rawValue).joined(separator: ", "))
    }
    guard
      let axes = asked ?? Self.axes(stated, count: shape.count)
        ?? found(shape, areRecordings: areRecordings)
    else {
      throw .contents(
        file: file,
        message: "\(title(array)) is \(array.shapeInWords), which could be "
          + Self.meanings(shape) + "; say what its axes are")
    }
    if let channel = axes.channel, shape[channel] > AudioLimits.channels {
      throw .contents(
        file: file,
        message:
          "\(title(array)) is \(array.shapeInWords), expected at most \(AudioLimits.channels) "
          + "channels; if each of them is a recording, say what the axes are")
    }
    return axes
  }

  private func title(_ array: NumpyArray) -> String {
    array.name.isEmpty ? "the array" : "\"\(array.name)\""
  }

  /// What the options say of so many axes; one of recordings or channels that an array lacks is no harm.
  private func asked(_ count: Int) -> NumpyAxes? {
    var wanted = options.axes
    if wanted.isEmpty, count == 2 {
      switch options.layout {
      case .long: wanted = [.time, .channel]
      case .wide: wanted = [.recording, .time]
      case .automatic, .manifest: break
      }
    }
    return Self.axes(wanted, count: count)
  }

  private static func axes(_ wanted: [ReadingOptions.Axis], count: Int) -> NumpyAxes? {
    guard wanted.count == count, Set(wanted).count == count,
      let time = wanted.firstIndex(of: .time)
    else { return nil }
    return NumpyAxes(
      recording: wanted.firstIndex(of: .recording), time: time,
      channel: wanted.firstIndex(of: .channel))
  }

  private func found(_ shape: [Int], areRecordings: Bool) -> NumpyAxes? {
    if shape.count == 3 {
      if Self.isTime(shape[1], beside: shape[2]) {
        return NumpyAxes(recording: 0, time: 1, channel: 2)
      }
      if Self.isTime(shape[2], beside: shape[1]) {
        return NumpyAxes(recording: 0, time: 2, channel: 1)
      }
      return nil
    }
    if areRecordings { return NumpyAxes(recording: 0, time: 1) }
    if shape[0] == 1 { return NumpyAxes(time: 1, channel: 0) }
    if Self.isTime(shape[0], beside: shape[1]) { return NumpyAxes(time: 0, channel: 1) }
    return nil
  }

  private static func isTime(_ long: Int, beside short: Int) -> Bool {
    short <= mostChannels && long >= muchLonger * short
  }

  private static func meanings(_ shape: [Int]) -> String {
    let (a, b) = (shape[shape.count - 2], shape[shape.count - 1])
    if shape.count == 3 {
      return
        "\(shape[0]) recordings of \(a) instants and \(b) channels (recording,time,channel) or of "
        + "\(b) instants and \(a) channels (recording,channel,time)"
    }
    return "\(a) recordings of \(b) samples (recording,time), \(a) instants of \(b) channels "
      + "(time,channel) or \(a) channels of \(b) instants (channel,time)"
  }
}

extension Recording {
  /// Takes what a list of an archive says of it.
  fileprivate mutating func take(_ value: String, named name: String) {
    guard !value.isEmpty else { return }
    let number = DecimalScanner().number(value.utf8)
    if NumpyCompanions.groupNames.contains(name) {
      group = value
    } else if ["speed", "speed_rpm", "rpm"].contains(name), let number {
      speed = number
    } else if ["load", "load_hp"].contains(name) {
      load = value
    } else if ["recording", "name", "id"].contains(name) {
      self.name = value
    } else {
      attributes[name] = value
    }
  }
}
