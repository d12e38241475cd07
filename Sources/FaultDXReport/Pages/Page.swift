/// One HTML file that needs nothing else: no script, no font, no picture, no network.
struct Page {
  let title: String
  private var content: [Markup] = []
  /// Every figure in the order of the page, for those who want them as files.
  private(set) var figures: [any Figure] = []

  init(title: String) { self.title = title }

  /// How wide figures are drawn: over the whole column, in half of it, and on a telephone.
  private static let (whole, half, narrow) = (1000.0, 490.0, 340.0)

  mutating func add(_ markup: Markup?) {
    if let markup { content.append(markup) }
  }

  mutating func heading(_ text: String, _ lead: String? = nil) {
    content.append(.tag("h2", [:], text))
    if let lead { content.append(.tag("p", ["class": "muted"], lead)) }
  }

  mutating func paragraph(_ text: String, style: String = "") {
    content.append(style.isEmpty ? .tag("p", [:], text) : .tag("p", ["class": style], text))
  }

  /// A box with what must not be overlooked, or what is well.
  mutating func box(_ sentences: [String], isWarning: Bool) {
    guard !sentences.isEmpty else { return }
    content.append(
      .tag(
        "div", ["class": isWarning ? "warning" : "fine"], sentences.map { .tag("p", [:], $0) }))
  }

  /// Figures in large digits, side by side.
  mutating func cards(_ cards: [Card?]) {
    let cards = cards.compactMap { $0 }
    if !cards.isEmpty { content.append(.tag("div", ["class": "cards"], cards.map(\.markup))) }
  }

  /// Names and what they stand for.
  mutating func facts(_ facts: [(String, String?)]) {
    let known = facts.compactMap { name, value in value.map { (name, $0) } }
    guard !known.isEmpty else { return }
    content.append(
      .tag("dl", [:], known.flatMap { [.tag("dt", [:], $0.0), .tag("dd", [:], $0.1)] }))
  }

  /// A table.
  ///
  /// - Parameter style: the class of a row, by its place.
  mutating func table(_ table: DataTable, style: (Int) -> String? = { _ in nil }) {
    content.append(Self.markup(table, style))
  }

  /// A figure over the whole column, with its numbers behind a line to open.
  mutating func figure(_ figure: any Figure) { content.append(markup(figure, Self.whole)) }

  /// Figures two by two.
  mutating func pairs(_ figures: [(any Figure)?]) {
    let figures = figures.compactMap { $0 }
    guard figures.count > 1 else {
      if let only = figures.first {
        content.append(markup(only, Self.half))
      }
      return
    }
    content.append(
      .tag("div", ["class": "pair"], figures.map { markup($0, Self.half) }))
  }

  /// Something long that can be opened.
  mutating func details(_ summary: String, _ content: Markup) {
    self.content.append(.tag("details", [:], [.tag("summary", [:], summary), content]))
  }

  /// Text as a machine takes it.
  mutating func code(_ text: String) {
    content.append(.tag("pre", [:], [.tag("code", [:], text)]))
  }

  private mutating func markup(_ figure: any Figure, _ width: Double) -> Markup {
    figures.append(figure)
    let mark = "figure-\(figures.count)"
    func drawing(_ width: Double, _ kind: String) -> Markup {
      guard
        case .element(let name, let attributes, let children) = figure.markup(
          width: width, mark: "\(mark)-\(kind)")
      else { return .many([]) }
      return .element(name, [("class", kind)] + attributes, children)
    }
    let caption = Markup.tag(
      "figcaption", [:], [.text(figure.title), .tag("span", [:], figure.summary)])
    let numbers = Markup.tag(
      "details", [:],
      [.tag("summary", [:], "the numbers as a table"), Self.markup(figure.table) { _ in nil }])
    return .tag(
      "figure", [:], [caption, drawing(width, "wide"), drawing(Self.narrow, "narrow"), numbers])
  }

  /// More rows than anybody reads are left to the documents for programs.
  private static let mostRows = 400

  static func markup(_ all: DataTable, _ style: (Int) -> String?) -> Markup {
    // A column without a single number says nothing.
    let table = all.withoutEmptyColumns
    let numeric = table.columns.indices.map { column in
      table.rows.contains { $0.indices.contains(column) && $0[column].isNumeric }
    }
    func cell(_ name: String, _ column: Int, _ text: String) -> Markup {
      numeric[column] ? .tag(name, ["class": "n"], text) : .tag(name, [:], text)
    }
    let head = Markup.tag(
      "thead", [:], [.tag("tr", [:], table.columns.enumerated().map { cell("th", $0, $1) })])
    var rows = table.rows.prefix(mostRows).enumerated().map { index, row in
      let cells = zip(table.columns.indices, row).map { cell("td", $0, $1.text) }
      return style(index).map { Markup.tag("tr", ["class": $0], cells) } ?? .tag("tr", [:], cells)
    }
    if table.rows.count > mostRows {
      rows.append(
        .tag(
          "tr", [:],
          [
            .tag(
              "td", ["colspan": String(table.columns.count)],
              "… and \(table.rows.count - mostRows) rows more, which --format json has")
          ]))
    }
    return .tag(
      "div", ["class": "table", "tabindex": "0"],
      [.tag("table", [:], [head, .tag("tbody", [:], rows)])])
  }

  /// The file.
  ///
  /// - Parameter footer: what made it.
  func html(footer: String) -> String {
    let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    let head = Markup.tag(
      "head", [:],
      [
        .tag("meta", ["charset": "utf-8"]),
        .tag("meta", ["http-equiv": "Content-Security-Policy", "content": policy]),
        .tag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
        .tag("meta", ["name": "referrer", "content": "no-referrer"]),
        .tag("title", [:], title),
        // An empty picture, so that no browser asks anybody for one.
        .tag("link", ["rel": "icon", "href": "data:,"]),
        .tag("style", [:], [.styleSheet(DrawingStyle.sheet)]),
        .tag("style", [:], [.styleSheet(PageStyle.sheet)]),
      ])
    let body = Markup.tag(
      "body", [:], [.tag("main", [:], content + [.tag("footer", [:], footer)])])
    return "<!DOCTYPE html>\n"
      + Markup.tag(
        "html", ["lang": "en", "xmlns": "http://www.w3.org/1999/xhtml"], [head, body]
      ).serialized + "\n"
  }
}

/// One figure in large digits with its name and what limits it.
struct Card {
  var name: String
  var figure: String
  var more: String?

  init(_ name: String, _ figure: String, _ more: String? = nil) {
    self.name = name
    self.figure = figure
    self.more = more
  }

  var markup: Markup {
    .tag(
      "div", ["class": "card"],
      [
        .tag("div", ["class": "name"], name),
        .tag("div", ["class": "figure"], [.breakable(figure)]),
      ]
        + (more.map { [.tag("div", ["class": "more"], $0)] } ?? []))
  }
}
