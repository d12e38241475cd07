/// The rectangle of a chart between its axes, and the way from numbers to places in it.
struct PlotArea {
  let left: Double
  let top: Double
  let right: Double
  let bottom: Double
  let x: ClosedRange<Double>
  let y: ClosedRange<Double>

  /// The place of a number along x.
  func place(x value: Double) -> Double {
    left + (value - x.lowerBound) / (x.upperBound - x.lowerBound) * (right - left)
  }

  /// The place of a number along y.
  func place(y value: Double) -> Double {
    bottom - (value - y.lowerBound) / (y.upperBound - y.lowerBound) * (bottom - top)
  }

  /// A range that a chart can be drawn over, whatever the data are.
  ///
  /// - Parameter margin: the share of the span that is left free at both ends.
  static func range(of values: [Double], margin: Double = 0) -> ClosedRange<Double> {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return 0...1 }
    let span = high - low
    guard span.isFinite, span > max(high.magnitude, low.magnitude) * 1e-9 else {
      let room = max(low.magnitude, high.magnitude) * 0.1
      return room > 0 && room.isFinite ? low - room...high + room : low - 0.5...low + 0.5
    }
    return low - span * margin...high + span * margin
  }
}

extension Canvas {
  /// Room that stands free at the right of a chart, for half of the last number.
  static let rightMargin = 14.0

  /// How far from the left a chart begins so that the numbers of its y axis stand beside it.
  static func leftMargin(_ y: Axis, _ range: ClosedRange<Double>, height: Double) -> Double {
    let scale = y.scaled(for: range)
    let ticks = yTicks(y, range, height: height)
    return 12 + (ticks.texts.map { TextWidth.of($0, size: textSize) }.max() ?? 0)
      + (scale.title.isEmpty ? 0 : 4)
  }

  private static func yTicks(
    _ y: Axis, _ range: ClosedRange<Double>, height: Double
  ) -> Ticks {
    let scale = y.scaled(for: range)
    return Ticks(
      in: range.lowerBound * scale.factor...range.upperBound * scale.factor,
      atMost: max(3, Int(height / 36)))
  }

  /// Draws axes, their numbers, and lines from side to side; below the area it takes 44, above it 18.
  mutating func axes(_ area: PlotArea, x: Axis, y: Axis, hasGrid: Bool = true) {
    let yScale = y.scaled(for: area.y)
    let yTicks = Self.yTicks(y, area.y, height: area.bottom - area.top)
    for (value, text) in zip(yTicks.values, yTicks.texts) {
      let place = area.place(y: value / yScale.factor)
      if hasGrid { line(area.left, place, area.right, place, "grid") }
      self.text(text, area.left - 6, place + 4, .end, style: "m")
    }
    if !yScale.title.isEmpty {
      text(yScale.title, 0, area.top - 8, style: "m", room: width)
    }
    xAxis(area, x)
  }

  /// Draws the axis below an area.
  mutating func xAxis(_ area: PlotArea, _ x: Axis) {
    let scale = x.scaled(for: area.x)
    let range = area.x.lowerBound * scale.factor...area.x.upperBound * scale.factor
    var most = max(2, Int((area.right - area.left) / 60))
    var ticks = Ticks(in: range, atMost: most)
    // Long numbers need more room than most.
    while most > 1, widest(ticks) * Double(ticks.values.count) > area.right - area.left {
      most -= 1
      ticks = Ticks(in: range, atMost: most)
    }
    for (value, text) in zip(ticks.values, ticks.texts) {
      let place = area.place(x: value / scale.factor)
      line(place, area.bottom, place, area.bottom + 4, "axis")
      // Half of a number must not leave the drawing.
      let half = TextWidth.of(text, size: Self.textSize) / 2
      self.text(
        text, min(max(place, half), width - half), area.bottom + 17, .middle, style: "m")
    }
    line(area.left, area.bottom, area.right, area.bottom, "axis")
    text(
      scale.title, (area.left + area.right) / 2, area.bottom + 35, .middle, style: "m",
      room: area.right - area.left)
  }

  private func widest(_ ticks: Ticks) -> Double {
    (ticks.texts.map { TextWidth.of($0, size: Self.textSize) }.max() ?? 0) + 14
  }

  /// Draws names with samples of their lines, in as many rows as they need.
  ///
  /// - Returns: the height that it took.
  mutating func legend(_ names: [(name: String, style: String)], top: Double) -> Double {
    var (x, y) = (0.0, top + 12)
    for (name, style) in names {
      let needed = 26 + min(TextWidth.of(name, size: Self.textSize), width - 40) + 14
      if x > 0, x + needed > width {
        x = 0
        y += 18
      }
      line(x, y - 4, x + 18, y - 4, style)
      text(name, x + 24, y, room: width - x - 26)
      x += needed
    }
    return names.isEmpty ? 0 : y + 6 - top
  }
}
