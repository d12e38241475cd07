public import FaultDXStorage

/// A picture with its words and its numbers.
public protocol Figure: Sendable {
  /// What its files are called: letters, digits and hyphens.
  var name: String { get }
  /// What it shows, in a few words.
  var title: String { get }
  /// What is to be seen in it, in a sentence or two, for people who do not see it.
  var summary: String { get }
  /// Its numbers.
  var table: DataTable { get }
  /// Draws it and sets the height of the canvas.
  func draw(on canvas: inout Canvas)
}

extension Figure {
  /// The drawing alone, as a file that opens anywhere: well-formed XML, light and dark.
  ///
  /// - Parameter width: in CSS pixels.
  public func svg(width: Double = 960) -> String {
    var canvas = Canvas(width: width)
    draw(on: &canvas)
    let ground = Markup.tag(
      "rect",
      [
        "width": NumberText.coordinate(canvas.width),
        "height": NumberText.coordinate(canvas.height), "style": "fill:var(--ground)",
      ])
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      + drawing(
        canvas, mark: "figure",
        style: [.tag("style", [:], [.styleSheet(DrawingStyle.sheet)]), ground]
      ).serialized
  }

  /// The drawing as part of a page.
  func markup(width: Double, mark: String) -> Markup {
    var canvas = Canvas(width: width)
    draw(on: &canvas)
    return drawing(canvas, mark: mark, style: [])
  }

  private func drawing(_ canvas: Canvas, mark: String, style: [Markup]) -> Markup {
    let (width, height) = (
      NumberText.coordinate(canvas.width), NumberText.coordinate(canvas.height)
    )
    return .element(
      "svg",
      [
        ("xmlns", "http://www.w3.org/2000/svg"), ("width", width), ("height", height),
        ("viewBox", "0 0 \(width) \(height)"), ("role", "img"),
        ("aria-labelledby", "\(mark)-title \(mark)-text"),
      ],
      [
        .tag("title", ["id": "\(mark)-title"], title),
        .tag("desc", ["id": "\(mark)-text"], summary),
      ] + style + canvas.content)
  }

  /// The numbers for programs: `{"title": ..., "columns": [...], "rows": [[...]]}`.
  public var json: JSON {
    var members: JSONObject = ["title": .string(title), "summary": .string(summary)]
    for member in table.json.objectValue ?? [:] { members[member.key] = member.value }
    return .object(members)
  }
}
