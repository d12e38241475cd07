/// Lines over two axes: curves of training, reliability, noise, spectra.
public struct LineChart: Figure {
  /// One line.
  public struct Series: Sendable {
    /// How numbers are joined.
    public enum Form: Sendable, Equatable {
      /// A line.
      case line
      /// A line with a dot at each number.
      case dotted
      /// A thin line, for many numbers.
      case thin
      /// A column from 0 to each number.
      case columns
      /// A broken line in grey, to compare with.
      case reference
    }

    /// What it is called; empty for one that the legend leaves out.
    public var name: String
    /// The numbers, from left to right.
    public var points: [(x: Double, y: Double)]
    /// Between what they lie, for each point; `nil` where that is not known.
    public var bounds: [ClosedRange<Double>?]
    /// How they are joined.
    public var form: Form
    /// Which of the colours it has; its place in the chart where it is `nil`.
    public var colour: Int?
    /// How much each number counts: the area of its dot; empty where all count the same.
    public var weights: [Double] = []

    /// Makes a line.
    public init(
      _ name: String, _ points: [(x: Double, y: Double)], bounds: [ClosedRange<Double>?] = [],
      form: Form = .line, colour: Int? = nil, weights: [Double] = []
    ) {
      self.weights = weights
      self.name = name
      self.points = points
      self.bounds = bounds
      self.form = form
      self.colour = colour
    }
  }

  /// A place along x that is marked from bottom to top.
  public struct Mark: Sendable {
    /// What is said of it.
    public var name: String
    /// Where it is.
    public var x: Double
    /// Which of the colours it has.
    public var colour: Int
    /// Whether it is drawn broken, as what was looked for and not found.
    public var isFaint: Bool

    /// Makes a mark.
    public init(_ name: String, at x: Double, colour: Int = 1, isFaint: Bool = false) {
      self.name = name
      self.x = x
      self.colour = colour
      self.isFaint = isFaint
    }
  }

  /// What its files are called.
  public var name: String
  /// What it shows, in a few words.
  public var title: String
  /// What is to be seen in it.
  public var summary: String
  /// What is along x.
  public var x: Axis
  /// What is along y.
  public var y: Axis
  /// The lines.
  public var series: [Series]
  /// Marked places.
  public var marks: [Mark]
  /// The height of the area between the axes, in CSS pixels.
  public var height: Double

  /// Makes a chart.
  public init(
    name: String, title: String, summary: String, x: Axis, y: Axis, series: [Series],
    marks: [Mark] = [], height: Double = 210
  ) {
    self.name = name
    self.title = title
    self.summary = summary
    self.x = x
    self.y = y
    self.series = series
    self.marks = marks
    self.height = height
  }

  /// Its numbers.
  public var table: DataTable {
    let hasBounds = series.contains { !$0.bounds.isEmpty }
    var rows: [[DataTable.Cell]] = []
    for line in series where line.form != .reference {
      for (index, point) in line.points.enumerated() where index < Self.mostRows {
        let bounds = line.bounds.indices.contains(index) ? line.bounds[index] : nil
        rows.append(
          [.text(line.name), .number(point.x), .number(point.y)]
            + (hasBounds
              ? [.optional(bounds?.lowerBound), .optional(bounds?.upperBound)] : []))
      }
    }
    rows += marks.map { mark in
      [.text(mark.name), .number(mark.x), .none] + (hasBounds ? [.none, .none] : [])
    }
    return DataTable(
      columns: ["", name(of: x), name(of: y)] + (hasBounds ? ["lower", "upper"] : []), rows: rows)
  }

  /// A page is to be read; programs read documents.
  private static let mostRows = 4000

  private func name(of axis: Axis) -> String {
    switch axis.unit {
    case "%": axis.title
    case let unit?: "\(axis.title) (\(unit))"
    case nil: axis.title
    }
  }

  private var shown: [(line: Series, colour: Int)] {
    series.enumerated().map { ($1, $1.colour ?? $0) }
  }

  /// Draws it.
  public func draw(on canvas: inout Canvas) {
    let named = shown.filter { !$0.line.name.isEmpty }
    let legend = canvas.legend(
      named.count > 1 || named.contains { $0.line.form == .reference }
        ? named.map { ($0.line.name, Self.style($0.line, $0.colour)) } : [], top: 0)
    let xRange = x.range ?? PlotArea.range(of: series.flatMap { $0.points.map(\.x) })
    let yRange =
      y.range
      ?? PlotArea.range(
        of: series.flatMap { line in
          line.points.map(\.y)
            + line.bounds.compactMap { $0 }.flatMap { [$0.lowerBound, $0.upperBound] }
            + (line.form == .columns ? [0] : [])
        }, margin: 0.05)
    let labels = MarkLabels(
      marks, room: (Canvas.leftMargin(y, yRange, height: height), canvas.width), in: xRange)
    let top = legend + 24 + labels.height
    let area = PlotArea(
      left: Canvas.leftMargin(y, yRange, height: height), top: top,
      right: canvas.width - Canvas.rightMargin, bottom: top + height, x: xRange, y: yRange)
    canvas.axes(area, x: x, y: y)
    labels.draw(on: &canvas, area)
    for (line, colour) in shown { draw(line, colour, on: &canvas, area) }
    canvas.height = area.bottom + 42
  }

  private func draw(_ line: Series, _ colour: Int, on canvas: inout Canvas, _ area: PlotArea) {
    let known = zip(line.points, line.bounds).compactMap { point, bounds in
      bounds.map { (x: point.x, low: $0.lowerBound, high: $0.upperBound) }
    }
    if known.count > 1 {
      canvas.path(
        (known.map { ($0.x, $0.low) } + known.reversed().map { ($0.x, $0.high) }).map {
          (area.place(x: $0.0), Self.within(area, $0.1))
        }, "\(DrawingStyle.fill(colour)) soft", closes: true)
    }
    let places = line.points.filter { $0.x.isFinite && $0.y.isFinite }.map {
      (x: area.place(x: $0.x), y: Self.within(area, $0.y))
    }
    if line.form == .columns { return columns(places, colour, on: &canvas, area) }
    let columns = Int(area.right - area.left)
    canvas.path(
      places.count > 3 * columns ? Self.peaks(places) : places, Self.style(line, colour))
    if line.form == .dotted || places.count == 1 {
      let heaviest = line.weights.max() ?? 0
      for (index, place) in places.enumerated() {
        let isWeighed = line.weights.count == places.count && heaviest > 0
        let share = isWeighed ? (max(line.weights[index], 0) / heaviest).squareRoot() : 0.3
        canvas.dot(place.x, place.y, DrawingStyle.fill(colour), radius: 1.5 + 5 * share)
      }
    }
  }

  private func columns(
    _ places: [(x: Double, y: Double)], _ colour: Int, on canvas: inout Canvas, _ area: PlotArea
  ) {
    let zero = Self.within(area, 0)
    let width = max(
      1, min(14, 0.7 * (area.right - area.left) / Double(max(places.count, 1))))
    for place in places {
      let left = min(max(place.x - width / 2, area.left), area.right - width)
      canvas.rectangle(
        left, min(place.y, zero), width, max(abs(zero - place.y), 0.5),
        DrawingStyle.fill(place.y <= zero ? colour : colour + 1))
    }
    canvas.line(area.left, zero, area.right, zero, "axis")
  }

  private static func within(_ area: PlotArea, _ value: Double) -> Double {
    min(max(area.place(y: value), area.top), area.bottom)
  }

  /// The highest and the lowest of each column of pixels, in the order they come.
  private static func peaks(_ places: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    var result: [(x: Double, y: Double)] = []
    var (low, high) = (places[0], places[0])
    func keep() {
      result += low.x <= high.x ? [low, high] : [high, low]
    }
    for place in places.dropFirst() {
      if place.x.rounded(.down) != low.x.rounded(.down) {
        keep()
        (low, high) = (place, place)
      } else {
        if place.y < low.y { low = place }
        if place.y > high.y { high = place }
      }
    }
    keep()
    return result
  }

  private static func style(_ line: Series, _ colour: Int) -> String {
    switch line.form {
    case .line, .dotted, .columns: DrawingStyle.line(colour)
    case .thin: DrawingStyle.line(colour) + " thin"
    case .reference: "lm dash"
    }
  }
}
