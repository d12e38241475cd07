/// What was said when: a row for each class, filled where the windows say it.
///
/// A verdict that changes more often than a drawing has columns fills a column in several rows, each as strongly as it was
/// said: nothing is painted over.
public struct TimelineFigure: Figure {
  /// A stretch over which one thing was said.
  public struct Span: Sendable {
    /// From where to where, in the unit of the axis.
    public var range: ClosedRange<Double>
    /// What was said; `nil` where the samples could not be believed.
    public var label: String?

    /// Makes a span.
    public init(_ range: ClosedRange<Double>, _ label: String?) {
      self.range = range
      self.label = label
    }
  }

  /// What its files are called.
  public var name: String
  /// What it shows, in a few words.
  public var title: String
  /// In time order.
  public var spans: [Span]
  /// What is along it.
  public var axis: Axis
  /// The classes in their order; those that were never said get no row.
  public var labels: [String]

  /// Makes a time line.
  public init(
    name: String, title: String, spans: [Span], labels: [String],
    axis: Axis = Axis("time", unit: "s")
  ) {
    self.name = name
    self.title = title
    self.spans = spans
    self.labels = labels
    self.axis = axis
  }

  private static let invalid = "invalid input"

  private var rows: [String] {
    let said = Set(spans.compactMap(\.label))
    return labels.filter(said.contains)
      + (spans.contains { $0.label == nil } ? [Self.invalid] : [])
  }

  private var extent: ClosedRange<Double> {
    PlotArea.range(of: spans.flatMap { [$0.range.lowerBound, $0.range.upperBound] })
  }

  /// What is to be seen in it.
  public var summary: String {
    let total = spans.reduce(0) { $0 + $1.range.upperBound - $1.range.lowerBound }
    let shares = rows.map { row in
      let own = spans.filter { ($0.label ?? Self.invalid) == row }.reduce(0) {
        $0 + $1.range.upperBound - $1.range.lowerBound
      }
      return "\(row) \(NumberText.percent(total > 0 ? own / total : 0)) of the time"
    }
    return shares.joined(separator: ", ")
      + "; \(spans.count) \(spans.count == 1 ? "stretch" : "stretches")."
  }

  private static let mostRows = 1000

  /// Its numbers.
  public var table: DataTable {
    DataTable(
      columns: ["from (\(axis.unit ?? ""))", "to", "verdict"],
      rows: spans.prefix(Self.mostRows).map {
        [
          .number($0.range.lowerBound), .number($0.range.upperBound),
          .text($0.label ?? Self.invalid),
        ]
      })
  }

  /// Draws it.
  public func draw(on canvas: inout Canvas) {
    let rows = rows
    let widest = rows.map { TextWidth.of($0, size: Canvas.textSize) }.max() ?? 0
    let names = min(widest, canvas.width * 0.36)
    let pitch = 24.0
    let area = PlotArea(
      left: names + 10, top: 4, right: canvas.width - Canvas.rightMargin,
      bottom: 4 + pitch * Double(rows.count), x: extent, y: 0...1)
    let columns = max(Int(area.right - area.left), 1)
    for (index, row) in rows.enumerated() {
      let top = area.top + pitch * Double(index)
      canvas.text(row, names, top + 16, .end, room: names)
      canvas.line(area.left, top + pitch, area.right, top + pitch, "grid")
      for run in Self.runs(shares(of: row, columns)) {
        canvas.rectangle(
          area.left + Double(run.columns.lowerBound), top + 4, Double(run.columns.count),
          pitch - 7, row == Self.invalid ? "bad" : "good", opacity: run.share)
      }
    }
    canvas.xAxis(area, axis)
    canvas.height = area.bottom + 42
  }

  /// How much of each column says so, in tenths.
  private func shares(of row: String, _ columns: Int) -> [Double] {
    var shares = [Double](repeating: 0, count: columns)
    let extent = extent
    let scale = Double(columns) / (extent.upperBound - extent.lowerBound)
    for span in spans where (span.label ?? Self.invalid) == row {
      let (from, to) = (
        (span.range.lowerBound - extent.lowerBound) * scale,
        (span.range.upperBound - extent.lowerBound) * scale
      )
      for column in max(Int(from), 0)..<max(min(Int(to.rounded(.up)), columns), max(Int(from), 0)) {
        shares[column] += max(0, min(to, Double(column + 1)) - max(from, Double(column)))
      }
    }
    return shares.map { ($0 * 10).rounded() / 10 }
  }

  private static func runs(_ shares: [Double]) -> [(columns: Range<Int>, share: Double)] {
    var runs: [(columns: Range<Int>, share: Double)] = []
    for (column, share) in shares.enumerated() where share > 0 {
      if let last = runs.last, last.columns.upperBound == column, last.share == share {
        runs[runs.count - 1].columns = last.columns.lowerBound..<column + 1
      } else {
        runs.append((column..<column + 1, share))
      }
    }
    return runs
  }
}
