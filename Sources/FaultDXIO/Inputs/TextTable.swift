/// A table of words, read whole: for manifests, which are short.
struct TextTable {
  struct Row {
    let line: Int
    let fields: [String]
  }

  static let largest = 64 << 20

  let file: String
  let header: [String]
  let rows: [Row]

  init(_ source: ByteSource, options: ReadingOptions) throws(ReadingError) {
    let buffer = try TextBuffer(source)
    var plain = ReadingOptions()
    plain.delimiter = options.delimiter
    plain.header = .present
    let outline = try TableSniffer(options: plain).outline(of: buffer)
    file = source.name
    header = outline.header ?? []
    while !buffer.atEnd {
      guard buffer.end - buffer.start <= Self.largest else {
        throw .contents(file: source.name, message: "expected a manifest of at most 64 MiB")
      }
      try buffer.readMore()
    }
    var rows: [Row] = []
    var line = outline.firstDataLine
    let bytes = UnsafeBufferPointer(start: buffer.base, count: buffer.end)
    var position = buffer.start
    while position < bytes.count {
      let rest = UnsafeBufferPointer(rebasing: bytes[position...])
      guard let (length, lines) = TableSniffer.lineLength(rest, atEnd: true) else { break }
      let content = Array(rest[..<length])
      if !TableSniffer.isBlank(content), !TableSniffer.isComment(content) {
        rows.append(Row(line: line, fields: outline.dialect.fields(content)))
      }
      line += lines
      position += length
      if position < bytes.count { position += bytes[position...].starts(with: [13, 10]) ? 2 : 1 }
    }
    self.rows = rows
  }
}
