import FaultDXSignal

/// Reads a table of numbers into recordings.
package struct TableReader {
  let buffer: TextBuffer
  let options: ReadingOptions
  let outline: TableOutline
  let columns: TableColumns
  let layout: ReadingOptions.Layout
  /// The bytes of a block that one thread parses at a time.
  let blockLength: Int
  /// The columns that hold words, in the order of a segment's words.
  private let textColumns: [Int]
  private let scanner = DecimalScanner()
  var reading = Reading()

  var file: String { buffer.file }

  /// Looks at the beginning of the table.
  init(
    _ buffer: TextBuffer, outline: TableOutline, options: ReadingOptions, blockLength: Int
  ) throws(ReadingError) {
    self.blockLength = blockLength
    self.buffer = buffer
    self.options = options
    self.outline = outline
    let assignment = ColumnAssignment(file: buffer.file, outline: outline, options: options)
    layout = assignment.layout
    columns = try assignment.assign(layout: layout)
    textColumns = columns.roles.indices.filter { [columns] in columns.roles[$0].isText }
  }

  /// Reads the whole table.
  ///
  /// - Parameters:
  ///   - blockSize: how many bytes are read at a time; for tests, which want blocks to end everywhere.
  ///   - blockLength: how many bytes a thread parses at a time, where there are several; for tests too.
  package static func read(
    _ source: ByteSource, options: ReadingOptions, blockSize: Int = 1 << 20,
    blockLength: Int = 1 << 20
  ) throws(ReadingError) -> Reading {
    let buffer = try TextBuffer(source, blockSize: blockSize)
    let outline = try TableSniffer(options: options).outline(of: buffer)
    return try read(buffer, outline: outline, options: options, blockLength: blockLength)
  }

  static func read(
    _ buffer: TextBuffer, outline: TableOutline, options: ReadingOptions,
    blockLength: Int = 1 << 20
  ) throws(ReadingError) -> Reading {
    var reader = try TableReader(
      buffer, outline: outline, options: options, blockLength: blockLength)
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

  private func word(_ words: [[UInt8]], _ role: ColumnRole) -> [UInt8]? {
    textColumns.firstIndex { columns.roles[$0] == role }.map { words[$0] }
  }

  func text(_ words: [[UInt8]], _ role: ColumnRole) -> String? {
    let text = word(words, role).map { String(tableText: $0) }
    return text.flatMap { $0.isEmpty ? nil : $0 }
  }

  func speed(_ words: [[UInt8]]) -> Double? {
    word(words, .speed).flatMap { scanner.number($0, mark: outline.dialect.decimalMark) }
  }

  /// The words that part recordings, without those that are only noted.
  func keys(_ words: [[UInt8]]) -> [[UInt8]] {
    zip(textColumns, words).filter {
      columns.roles[$0.0] != .speed && columns.roles[$0.0] != .load
    }.map(\.1)
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
