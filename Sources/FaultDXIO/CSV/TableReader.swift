import FaultDXSignal

/// Reads a table of numbers into recordings.
package struct TableReader {
  let buffer: TextBuffer
  let options: ReadingOptions
  let outline: TableOutline
  let columns: TableColumns
  let layout: ReadingOptions.Layout
  var reading = Reading()

  var file: String { buffer.file }

  /// Looks at the beginning of the table.
  init(
    _ buffer: TextBuffer, outline: TableOutline, options: ReadingOptions
  ) throws(ReadingError) {
    self.buffer = buffer
    self.options = options
    self.outline = outline
    let assignment = ColumnAssignment(file: buffer.file, outline: outline, options: options)
    layout = assignment.layout
    columns = try assignment.assign(layout: layout)
  }

  /// Reads the whole table.
  ///
  /// - Parameter blockSize: how many bytes are read at a time; for tests, which want blocks to end
  ///   everywhere.
  package static func read(
    _ source: ByteSource, options: ReadingOptions, blockSize: Int = 1 << 20
  ) throws(ReadingError) -> Reading {
    let buffer = try TextBuffer(source, blockSize: blockSize)
    let outline = try TableSniffer(options: options).outline(of: buffer)
    return try read(buffer, outline: outline, options: options)
  }

  static func read(
    _ buffer: TextBuffer, outline: TableOutline, options: ReadingOptions
  ) throws(ReadingError) -> Reading {
    var reader = try TableReader(buffer, outline: outline, options: options)
    if reader.layout == .wide {
      try reader.readWide()
    } else {
      try reader.readLong()
    }
    return reader.reading
  }

  mutating func append(_ recording: Recording) { reading.recordings.append(recording) }
  mutating func note(_ text: String) { reading.notes.append("\(file): \(text)") }

  /// The sampling rate that something other than a time column gives.
  var statedRate: (value: Double, source: String)? {
    if let rate = options.rate { return (rate, options.rateOrigin) }
    if let rate = outline.rate {
      return (rate.value, "from the comment on line \(rate.line)")
    }
    if let rate = outline.stepRate, columns.index(.time) == nil {
      return (rate.value, "from Delta_X on line \(rate.line)")
    }
    return nil
  }

  func text(_ parser: RowParser, _ role: ColumnRole) -> String? {
    guard let index = columns.index(role) else { return nil }
    let text = String(tableText: parser.words[index])
    return text.isEmpty ? nil : text
  }

  func speed(_ parser: RowParser) -> Double? {
    columns.index(.speed).flatMap {
      parser.scanner.number(parser.words[$0], mark: outline.dialect.decimalMark)
    }
  }

  /// Fills missing values (`NaN`) with the line between their neighbours, channel by channel.
  static func interpolate(_ samples: inout [Float], channels: Int) -> Bool {
    let frames = samples.count / channels
    for channel in 0..<channels {
      var lastKnown: Int?
      var frame = 0
      while frame < frames {
        let value = samples[frame * channels + channel]
        if value.isNaN {
          var next = frame + 1
          while next < frames, samples[next * channels + channel].isNaN { next += 1 }
          let right = next < frames ? samples[next * channels + channel] : nil
          let left = lastKnown.map { samples[$0 * channels + channel] }
          guard let from = left ?? right, let to = right ?? left else { return false }
          let start = frame - 1
          for missing in frame..<next {
            let fraction = Float(missing - start) / Float(next - start)
            samples[missing * channels + channel] =
              left == nil || right == nil ? from : from + (to - from) * fraction
          }
          frame = next
        } else {
          lastKnown = frame
          frame += 1
        }
      }
    }
    return true
  }

  /// Tells once what the missing values of a table became.
  mutating func noteMissing(_ rows: Int) {
    guard rows > 0 else { return }
    let what =
      switch options.missing {
      case .interpolate: "interpolated"
      case .drop: "left out"
      case .zero, .error: "set to zero"
      }
    note("\(rows) \(rows == 1 ? "row has" : "rows have") missing values, \(what)")
  }
}
