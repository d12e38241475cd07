/// Bars in groups: precision, recall and F1 of every class.
public struct BarsFigure: Figure {
  /// What its files are called.
  public var name: String
  /// What it shows, in a few words.
  public var title: String
  /// What is to be seen in it.
  public var summary: String
  /// What the bars of a group are, from top to bottom.
  public var series: [String]
  /// The groups, each with a number in 0…1 for every bar; `nil` where there is none.
  public var groups: [(name: String, values: [Double?])]

  /// Makes bars.
  public init(
    name: String, title: String, summary: String, series: [String],
    groups: [(name: String, values: [Double?])]
  ) {
    self.name = name
    self.title = title
    self.summary = summary
    self.series = series
    self.groups = groups
  }

  /// Its numbers.
  public var table: DataTable {
    DataTable(
      columns: [""] + series,
      rows: groups.map { group in
        [.text(group.name)] + group.values.map { $0.map { .share($0) } ?? .none }
      })
  }

  /// Draws it.
  public func draw(on canvas: inout Canvas) {
    let legend = canvas.legend(
      series.enumerated().map { ($1, DrawingStyle.line($0)) }, top: 0)
    let widest = groups.map { TextWidth.of($0.name, size: Canvas.textSize) }.max() ?? 0
    let names = min(widest, canvas.width * 0.36)
    // Where there are many, bars get thin and their numbers go into the table.
    let thickness = groups.count > 16 ? 5.0 : 13.0
    let pitch = max(thickness * Double(series.count) + 8, 16)
    let area = PlotArea(
      left: names + 10, top: legend + 8, right: canvas.width - (thickness > 10 ? 52 : 14),
      bottom: legend + 8 + pitch * Double(groups.count), x: 0...1, y: 0...1)
    for (index, group) in groups.enumerated() {
      let top = area.top + pitch * Double(index) + 4
      canvas.text(
        group.name, names, top + thickness * Double(series.count) / 2 + 4, .end, room: names)
      for (place, value) in group.values.enumerated() {
        guard let value, value.isFinite else { continue }
        let share = min(max(value, 0), 1)
        let y = top + thickness * Double(place)
        canvas.rectangle(
          area.left, y + 1, (area.right - area.left) * share, thickness - 2,
          DrawingStyle.fill(place),
          hint: "\(group.name): \(series[place]) \(NumberText.percent(value))")
        if thickness > 10 {
          canvas.text(
            NumberText.fixed(100 * value, 1), area.left + (area.right - area.left) * share + 5,
            y + thickness - 2.5, style: "m s")
        }
      }
    }
    canvas.xAxis(area, Axis("", unit: "%"))
    canvas.height = area.bottom + 42
  }
}
