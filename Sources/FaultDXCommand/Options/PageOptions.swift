import ArgumentParser
import FaultDXReport
import FaultDXStorage

/// A result as a page, its figures as files, and what both are held against.
struct PageOptions: ParsableArguments {
  @Option(
    name: .customLong("report"), help: "Also write the result as one HTML page.",
    completion: .file(extensions: ["html"]))
  var path: String?

  @Option(
    help: """
      A CSV file with instants (time_s, recording) that the page holds against what the networks looked at, as simulate \
      bearing --impacts writes them.
      """, completion: .file())
  var events: String?

  @OptionGroup var figures: FigureOptions

  /// Whether there is anything to draw.
  var isAsked: Bool { path != nil || figures.folder != nil }

  func validate() throws {
    if events != nil, !isAsked {
      throw ValidationError("--events is for the page: name one with --report")
    }
  }

  /// Reads the instants, where there are some, and finds out early whether the page can be written.
  func begin() throws -> EventFile? {
    if let path { try DurableFile.checkWritable(path) }
    return try events.map { try EventFile($0) }
  }

  /// Writes the page and the figures, where they were asked for.
  func write(html: @autoclosure () -> String, _ drawn: [any Figure], _ common: CommonOptions) throws
  {
    if let path {
      try DurableFile.write(html(), to: path)
      common.note("wrote \(path)")
    }
    try figures.write(drawn, common)
  }
}
