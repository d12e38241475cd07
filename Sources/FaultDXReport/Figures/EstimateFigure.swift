/// Estimates of a number against the truth: on the diagonal they are right.
public struct EstimateFigure: Figure {
  /// One recording.
  public struct Point: Sendable {
    /// The true number.
    public var truth: Double
    /// The estimate.
    public var estimate: Double
    /// Between what it is said to lie.
    public var bounds: ClosedRange<Double>?

    /// Makes a point.
    public init(truth: Double, estimate: Double, bounds: ClosedRange<Double>? = nil) {
      self.truth = truth
      self.estimate = estimate
      self.bounds = bounds
    }
  }

  /// What its files are called.
  public var name: String
  /// What it shows, in a few words.
  public var title: String
  /// What is to be seen in it.
  public var summary: String
  /// What is estimated, with its unit.
  public var quantity: Axis
  /// The recordings.
  public var points: [Point]

  /// Makes a figure.
  public init(
    name: String, title: String, summary: String, quantity: Axis, points: [Point]
  ) {
    self.name = name
    self.title = title
    self.summary = summary
    self.quantity = quantity
    self.points = points
  }

  /// Its numbers.
  public var table: DataTable {
    DataTable(
      columns: ["true", "estimate", "lower", "upper"],
      rows: points.map {
        [
          .number($0.truth), .number($0.estimate), .optional($0.bounds?.lowerBound),
          .optional($0.bounds?.upperBound),
        ]
      })
  }

  /// Draws it.
  public func draw(on canvas: inout Canvas) {
    let range = PlotArea.range(
      of: points.flatMap { point in
        [point.truth, point.estimate]
          + (point.bounds.map { [$0.lowerBound, $0.upperBound] } ?? [])
      }, margin: 0.05)
    var (x, y) = (quantity, quantity)
    x.title = "true \(quantity.title)"
    y.title = "estimate"
    let height = min(canvas.width * 0.7, 320)
    let area = PlotArea(
      left: Canvas.leftMargin(y, range, height: height), top: 24,
      right: canvas.width - Canvas.rightMargin, bottom: 24 + height, x: range, y: range)
    canvas.axes(area, x: x, y: y)
    canvas.line(area.left, area.bottom, area.right, area.top, "lm dash")
    for point in points where point.truth.isFinite && point.estimate.isFinite {
      let place = area.place(x: point.truth)
      if let bounds = point.bounds {
        canvas.line(
          place, area.place(y: bounds.lowerBound), place, area.place(y: bounds.upperBound),
          "l0 thin")
      }
      canvas.dot(place, area.place(y: point.estimate), "f0", radius: 3.5)
    }
    canvas.height = area.bottom + 42
  }
}
