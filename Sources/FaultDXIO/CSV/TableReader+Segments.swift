extension TableReader {
  /// Rows whose times are read before all threads begin: they tell where time begins and in what unit.
  private static let leadingRows = 64

  /// Parses the rows that are left and hands them over in their order.
  ///
  /// Where the text is long, all threads of the options parse blocks of it. Whatever is unusual (a value
  /// that is wrong, a quote that spans blocks, more samples than are allowed) makes this thread read all of
  /// it again, so that nobody can tell how many threads there were.
  func parse(
    _ parser: RowParser, _ body: (TableSegment) -> Void
  ) throws(ReadingError) {
    let rules = SegmentRules(
      file: file, outline: outline, columns: columns, layout: layout, options: options)
    var total = 0
    if options.threads > 1, let rest = buffer.rest, rest.count >= RowBlocks.fewest * blockLength {
      if layout == .long, columns.index(.time) != nil {
        let stop = try rules.next(parser, &total, maximumRows: Self.leadingRows, body)
        if stop == .end { return }
      }
      if parseBlocks(parser, total, rules, body) { return }
    }
    while try rules.next(parser, &total, maximumRows: .max, body) != .end {}
  }

  /// Parses the rest of the text on all threads; `false`, with nothing done, where that is not possible.
  private func parseBlocks(
    _ parser: RowParser, _ total: Int, _ rules: SegmentRules, _ body: (TableSegment) -> Void
  ) -> Bool {
    guard let rest = buffer.rest else { return false }
    let seed = parser.timeParser
    let work = RowBlocks(bytes: rest, blockLength: blockLength, file: file)
    guard
      let blocks = work.parse(threads: options.threads, { rules.rows(of: $0, times: seed) })
    else { return false }
    let samples = blocks.reduce(total) { $0 + $1.samples }
    // The limit may be met before the last sample; the exact place is for one thread to find.
    guard samples + columns.roles.count <= options.maximumSamples,
      blocks.allSatisfy({ $0.times.unit == seed.unit && $0.times.midnights == seed.midnights }),
      TimeParser.isWithinHalfADay(blocks.map(\.times))
    else { return false }
    for block in blocks {
      parser.rowsWithMissing += block.rowsWithMissing
      parser.timeParser.resolution = min(parser.timeParser.resolution, block.times.resolution)
      for segment in block.segments { body(segment) }
    }
    return true
  }
}

/// How the rows of one table become segments, on whatever thread.
struct SegmentRules: Sendable {
  let file: String
  let outline: TableOutline
  let columns: TableColumns
  let layout: ReadingOptions.Layout
  let options: ReadingOptions

  /// The next rows of one segment.
  ///
  /// - Parameter total: the samples of all segments so far.
  func next(
    _ parser: RowParser, _ total: inout Int, maximumRows: Int, _ body: (TableSegment) -> Void
  ) throws(ReadingError) -> RowParser.Stop {
    parser.adoptsWords = true
    let stop = try parser.parse(maximumRows: layout == .wide ? 1 : maximumRows)
    if parser.adoptsWords { return stop }
    var segment = parser.takeSegment()
    total += segment.samples.count
    guard total <= options.maximumSamples else { throw parser.tooManySamples() }
    if layout == .wide {
      segment.times = []
      if options.missing == .interpolate, !segment.samples.isEmpty,
        !TableReader.interpolate(&segment.samples, channels: 1)
      {
        throw .line(
          file: file, line: parser.line - 1,
          message: "expected numbers to interpolate between, found none")
      }
    }
    body(segment)
    return stop
  }

  /// The rows of a block; nothing where one of them is wrong.
  func rows(of block: TextBuffer, times: TimeParser) -> BlockRows? {
    let parser = RowParser(buffer: block, outline: outline, columns: columns, options: options)
    parser.timeParser = times
    var segments: [TableSegment] = []
    var samples = 0
    // Many short segments need more memory than the recordings that they belong to.
    let most = layout == .wide ? .max : 16 + block.end / 1_024
    do throws(ReadingError) {
      while try next(parser, &samples, maximumRows: .max, { segments.append($0) }) != .end {
        if segments.count > most { return nil }
      }
    } catch {
      return nil
    }
    return BlockRows(
      segments: segments, samples: samples, rowsWithMissing: parser.rowsWithMissing,
      times: parser.timeParser)
  }
}

/// What a block of a table holds.
struct BlockRows: Sendable {
  let segments: [TableSegment]
  let samples: Int
  let rowsWithMissing: Int
  /// What is known about times behind the block.
  let times: TimeParser
}
