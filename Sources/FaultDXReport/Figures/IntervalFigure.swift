/// Figures of several kinds of classifiers below each other, each with the bounds it lies between.
public struct IntervalFigure: Figure {
  /// One of them.
  public struct Row: Sendable {
    /// Whose figure it is.
    public var name: String
    /// The figure; nothing is drawn where it is `nil`.
    public var value: Double?
    /// Between what it lies; `nil` where that is not known.
    public var bounds: ClosedRange<Double>?
    /// Whether it is the one that all is about.
    public var isOwn: Bool

    /// Makes a row.
    public init(
      _ name: String, _ value: Double?, bounds: ClosedRange<Double>? = nil, isOwn: Bool = false
    ) {
      self.name = name
      self.value = value
      self.bounds = bounds
      self.isOwn = isOwn
    }
  }

  /// What its files are called.
  public var name: String
  /// What it shows, in a few words.
  public var title: String
  /// What is to be seen in it.
  public var summary: String
  /// What the figures are.
  public var axis: Axis
  /// From top to bottom.
  public var rows: [Row]
  /// What all are held against, as a broken line; none where it is `nil`.
  public var reference: Double?

  /// Makes a figure.
  public init(
    name: String, title: String, summary: String, axis: Axis, rows: [Row], reference: Double? = nil
  ) {
    self.name = name
    self.title = title
    self.summary = summary
    self.axis = axis
    self.rows = rows
    self.reference = reference
  }

  /// Its numbers.
  public var table: DataTable {
    let wrap: (Double?) -> DataTable.Cell = { value in
      guard let value else { return .none }
      return axis.unit == "%" ? .share(value) : .number(value)
    }
    return DataTable(
      columns: ["", axis.title, "lower", "upper"],
      rows: rows.map {
        [.text($0.name), wrap($0.value), wrap($0.bounds?.lowerBound), wrap($0.bounds?.upperBound)]
      })
  }

  /// Draws it.
  public func draw(on canvas: inout Canvas) {
    let range =
      axis.range
      ?? PlotArea.range(
        of: rows.flatMap { row in
          [row.value, row.bounds?.lowerBound, row.bounds?.upperBound].compactMap { $0 }
        } + [reference ?? (axis.unit == nil ? nil : 0)].compactMap { $0 }, margin: 0.02)
    // Bold letters are wider.
    let widest =
      rows.map { TextWidth.of($0.name, size: Canvas.textSize) * ($0.isOwn ? 1.15 : 1) }.max() ?? 0
    let names = min(widest, canvas.width * 0.42)
    let scale = axis.scaled(for: range)
    let figures = rows.map { row in
      row.value.map {
        axis.unit == "%" ? NumberText.percent($0) : NumberText.significant($0 * scale.factor)
      } ?? "–"
    }
    let last = figures.map { TextWidth.of($0, size: Canvas.textSize) }.max() ?? 0
    let pitch = 26.0
    let area = PlotArea(
      left: names + 10, top: 6, right: canvas.width - last * 1.08 - 18,
      bottom: 6 + pitch * Double(rows.count), x: range, y: 0...1)
    if let reference {
      let x = place(reference, area)
      canvas.line(x, area.top, x, area.bottom, "lm thin dash")
    }
    for (index, row) in rows.enumerated() {
      let y = area.top + pitch * (Double(index) + 0.5)
      canvas.line(area.left, y, area.right, y, "grid")
      canvas.text(
        row.name, names, y + 4, .end, style: row.isOwn ? "b" : "",
        room: row.isOwn ? names / 1.15 : names)
      canvas.text(figures[index], canvas.width, y + 4, .end, style: row.isOwn ? "b" : "m")
      let colour = row.isOwn ? 0 : -1
      if let bounds = row.bounds {
        let (low, high) = (place(bounds.lowerBound, area), place(bounds.upperBound, area))
        let line = colour == 0 ? "l0" : "lm"
        canvas.line(low, y, high, y, line)
        canvas.line(low, y - 4, low, y + 4, line)
        canvas.line(high, y - 4, high, y + 4, line)
      }
      if let value = row.value, value.isFinite {
        canvas.dot(place(value, area), y, colour == 0 ? "f0" : "fm", radius: row.isOwn ? 5 : 4)
      }
    }
    canvas.xAxis(area, axis)
    canvas.height = area.bottom + 42
  }

  private func place(_ value: Double, _ area: PlotArea) -> Double {
    min(max(area.place(x: value), area.left), area.right)
  }
}
