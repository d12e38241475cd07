/// The names of marked places above a chart, in rows so that none stands on another.
struct MarkLabels {
  private let placed: [(mark: LineChart.Mark, row: Int?)]
  private let rows: Int

  private static let rowHeight = 16.0
  private static let mostRows = 4

  /// Finds a row for each name; one that fits in none is left out, its line is not.
  init(
    _ marks: [LineChart.Mark], room: (left: Double, right: Double), in range: ClosedRange<Double>
  ) {
    let span = range.upperBound - range.lowerBound
    var ends: [Double] = []
    var placed: [(LineChart.Mark, Int?)] = []
    for mark in marks.sorted(by: { $0.x < $1.x }) where range.contains(mark.x) {
      let place =
        room.left + (mark.x - range.lowerBound) / span
        * (room.right - Canvas.rightMargin - room.left)
      let half = TextWidth.of(mark.name, size: Canvas.textSize) / 2
      let start = Self.start(place, half, room.right)
      if let row = ends.firstIndex(where: { $0 + 6 <= start }) {
        ends[row] = start + 2 * half
        placed.append((mark, row))
      } else if ends.count < Self.mostRows {
        ends.append(start + 2 * half)
        placed.append((mark, ends.count - 1))
      } else {
        placed.append((mark, nil))
      }
    }
    self.placed = placed
    rows = ends.count
  }

  private static func start(_ place: Double, _ half: Double, _ right: Double) -> Double {
    min(max(place - half, 0), right - 2 * half)
  }

  /// The height that the names take.
  var height: Double { Double(rows) * Self.rowHeight }

  func draw(on canvas: inout Canvas, _ area: PlotArea) {
    for (mark, row) in placed {
      let x = area.place(x: mark.x)
      canvas.line(
        x, area.top, x, area.bottom,
        DrawingStyle.line(mark.colour) + (mark.isFaint ? " thin dash" : " thin"))
      guard let row else { continue }
      let half = TextWidth.of(mark.name, size: Canvas.textSize) / 2
      // The lowest row is the first, right above the area and the title of its axis.
      let baseline = area.top - 24 - Double(row) * Self.rowHeight
      canvas.text(
        mark.name, Self.start(x, half, canvas.width) + half, baseline, .middle,
        colour: "var(--c\(mark.colour % DrawingStyle.colours))")
    }
  }
}
