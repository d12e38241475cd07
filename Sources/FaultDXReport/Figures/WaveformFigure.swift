/// A signal over time and, below it, how much of the network's attention lay where.
public struct WaveformFigure: Figure {
  /// One curve of attention over the same time.
  public struct Strip: Sendable {
    /// Where it comes from: a block, a class-activation map.
    public var name: String
    /// Shares in 0…1 at equal distances over the whole signal.
    public var values: [Float]

    /// Makes a strip.
    public init(_ name: String, _ values: [Float]) {
      self.name = name
      self.values = values
    }
  }

  /// What its files are called.
  public var name: String
  /// What it shows, in a few words.
  public var title: String
  /// What is to be seen in it.
  public var summary: String
  /// The channels, one below the other.
  public var channels: [(name: String, trace: PeakEnvelope)]
  /// How long the signal is and where it begins, in the unit of the axis.
  public var extent: ClosedRange<Double>
  /// What is along it.
  public var axis: Axis
  /// The unit of the samples; empty where nothing said.
  public var amplitude: Axis
  /// Where the network looked; none where that is not known.
  public var strips: [Strip]
  /// Instants that are known to matter, marked above each channel, in the unit of the axis.
  public var events: [Double]
  /// The height of a channel, in CSS pixels.
  public var height: Double

  /// Makes a figure of a signal.
  public init(
    name: String, title: String, summary: String, channels: [(name: String, trace: PeakEnvelope)],
    extent: ClosedRange<Double>, axis: Axis = Axis("time", unit: "s"),
    amplitude: Axis = Axis(""), strips: [Strip] = [], events: [Double] = [], height: Double = 110
  ) {
    self.name = name
    self.title = title
    self.summary = summary
    self.channels = channels
    self.extent =
      extent.upperBound > extent.lowerBound
      ? extent : extent.lowerBound...extent.lowerBound + 1
    self.axis = axis
    self.amplitude = amplitude
    self.strips = strips
    self.events = events
    self.height = height
  }

  /// A table of a signal has the smallest and largest values of up to so many stretches.
  private static let mostRows = 200

  /// Its numbers.
  public var table: DataTable {
    let traces = channels.map { ($0.name, $0.trace.reduced(to: Self.mostRows)) }
    let count = traces.map(\.1.minimum.count).max() ?? 0
    let span = extent.upperBound - extent.lowerBound
    let rows = (0..<count).map { index -> [DataTable.Cell] in
      [.number(extent.lowerBound + span * Double(index) / Double(max(count, 1)))]
        + traces.flatMap { _, trace -> [DataTable.Cell] in
          guard index < trace.minimum.count else { return [.none, .none] }
          return [.number(Double(trace.minimum[index])), .number(Double(trace.maximum[index]))]
        }
        + strips.map { strip in
          strip.values.isEmpty
            ? .none : .number(Double(strip.values[index * strip.values.count / max(count, 1)]))
        }
    }
    return DataTable(
      columns: [axis.title + (axis.unit.map { " (\($0))" } ?? "")]
        + channels.flatMap { ["\($0.name) smallest", "\($0.name) largest"] } + strips.map(\.name),
      rows: rows)
  }

  /// Draws it.
  public func draw(on canvas: inout Canvas) {
    let ranges = channels.map { channel in
      PlotArea.range(
        of: (channel.trace.minimum + channel.trace.maximum).map(Double.init), margin: 0.04)
    }
    let names = strips.map { min(TextWidth.of($0.name, size: Canvas.textSize), 110) + 8 }.max() ?? 0
    let left = max(
      ranges.map { Canvas.leftMargin(amplitude, $0, height: height) }.max() ?? 0, names)
    var top = 8.0
    var area = PlotArea(
      left: left, top: 0, right: canvas.width - Canvas.rightMargin, bottom: 0, x: extent, y: 0...1)
    for (channel, range) in zip(channels, ranges) {
      var axis = amplitude
      if channels.count > 1 {
        axis.title = axis.title.isEmpty ? channel.name : "\(channel.name), \(axis.title)"
      }
      top += axis.scaled(for: range).title.isEmpty ? 4 : 18
      area = PlotArea(
        left: left, top: top, right: canvas.width - Canvas.rightMargin, bottom: top + height,
        x: extent, y: range)
      drawValues(axis, range, on: &canvas, area)
      draw(channel.trace, on: &canvas, area)
      for event in events where extent.contains(event) {
        let x = area.place(x: event)
        canvas.line(x, area.top, x, area.top + 12, "l1")
      }
      top += height + 10
    }
    for strip in strips {
      draw(strip, top: top, on: &canvas, area)
      top += 24
    }
    let bottom = PlotArea(
      left: area.left, top: top, right: area.right, bottom: top, x: extent, y: 0...1)
    canvas.xAxis(bottom, axis)
    canvas.height = top + 42
    if !strips.isEmpty { scale(on: &canvas, left: area.left) }
  }

  private func drawValues(
    _ axis: Axis, _ range: ClosedRange<Double>, on canvas: inout Canvas, _ area: PlotArea
  ) {
    let scale = axis.scaled(for: range)
    let ticks = Ticks(
      in: range.lowerBound * scale.factor...range.upperBound * scale.factor,
      atMost: max(3, Int(height / 36)))
    for (value, text) in zip(ticks.values, ticks.texts) {
      let y = area.place(y: value / scale.factor)
      canvas.line(area.left, y, area.right, y, "grid")
      canvas.text(text, area.left - 6, y + 4, .end, style: "m")
    }
    canvas.text(scale.title, 0, area.top - 8, style: "m", room: canvas.width)
  }

  private func draw(_ trace: PeakEnvelope, on canvas: inout Canvas, _ area: PlotArea) {
    let columns = max(Int(area.right - area.left), 1)
    let shown = trace.reduced(
      to: trace.isWhole && trace.count <= 2 * columns ? trace.count : columns)
    let count = Double(max(shown.minimum.count, 1))
    var points: [(x: Double, y: Double)] = []
    for index in shown.minimum.indices {
      let x = area.left + (area.right - area.left) * (Double(index) + 0.5) / count
      let (low, high) = (Double(shown.minimum[index]), Double(shown.maximum[index]))
      points.append((x, area.place(y: high)))
      if low < high { points.append((x, area.place(y: low))) }
    }
    if points.count == 1 { canvas.dot(points[0].x, points[0].y, "f0") }
    canvas.path(points, "l0 thin")
  }

  private static let mostCells = 256

  private func draw(_ strip: Strip, top: Double, on canvas: inout Canvas, _ area: PlotArea) {
    canvas.text(strip.name, area.left - 8, top + 14, .end, style: "m", room: area.left - 8)
    guard !strip.values.isEmpty else { return }
    let cells = min(strip.values.count, Self.mostCells)
    let width = (area.right - area.left) / Double(cells)
    for cell in 0..<cells {
      let range = cell * strip.values.count / cells..<(cell + 1) * strip.values.count / cells
      let mean = strip.values[range].reduce(0, +) / Float(range.count)
      // A little wider, so that no line of the ground shows between two of one colour.
      canvas.rectangle(
        area.left + width * Double(cell), top, width + (cell < cells - 1 ? 0.4 : 0), 19, "crisp",
        fill: ColourMap.colour(Double(mean)))
    }
  }

  private func scale(on canvas: inout Canvas, left: Double) {
    let y = canvas.height + 4
    canvas.text("attention", left, y + 11, style: "m")
    let start = left + 72
    for step in 0..<24 {
      canvas.rectangle(
        start + Double(step) * 5, y, 5.4, 13, "crisp", fill: ColourMap.colour(Double(step) / 23))
    }
    canvas.text("0", start - 6, y + 11, .end, style: "m")
    canvas.text("1", start + 127, y + 11, style: "m")
    canvas.height = y + 20
  }
}
