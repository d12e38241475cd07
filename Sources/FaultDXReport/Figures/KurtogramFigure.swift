/// How impulsive a signal is in each band: bandwidths from top to bottom, frequencies from left to right.
///
/// J. Antoni, "Fast computation of the kurtogram for the detection of transient faults", Mechanical Systems and Signal
/// Processing 21, 2007.
public struct KurtogramFigure: Figure {
  /// The bands of one width, from 0 Hz to the highest frequency.
  public struct Level: Sendable {
    /// What it is called: `2.6`.
    public var name: String
    /// The spectral kurtosis of each band.
    public var kurtosis: [Double]

    /// Makes a level.
    public init(_ name: String, _ kurtosis: [Double]) {
      self.name = name
      self.kurtosis = kurtosis
    }
  }

  /// What its files are called.
  public var name: String
  /// What it shows, in a few words.
  public var title: String
  /// What is to be seen in it.
  public var summary: String
  /// From the widest bands to the narrowest.
  public var levels: [Level]
  /// The highest frequency, in Hz.
  public var highest: Double
  /// The band that was taken, in Hz, and the level it is of; `nil` where none was.
  public var chosen: (band: ClosedRange<Double>, level: Int)?

  /// Makes a figure.
  public init(
    name: String = "kurtogram", title: String = "Kurtogram", summary: String, levels: [Level],
    highest: Double, chosen: (band: ClosedRange<Double>, level: Int)? = nil
  ) {
    self.name = name
    self.title = title
    self.summary = summary
    self.levels = levels
    self.highest = highest
    self.chosen = chosen
  }

  /// Its numbers.
  public var table: DataTable {
    DataTable(
      columns: ["level", "from (Hz)", "to (Hz)", "kurtosis"],
      rows: levels.flatMap { level in
        level.kurtosis.enumerated().map { index, value in
          let width = highest / Double(level.kurtosis.count)
          return [
            .text(level.name), .number(width * Double(index)), .number(width * Double(index + 1)),
            .number(value),
          ]
        }
      })
  }

  /// Draws it.
  public func draw(on canvas: inout Canvas) {
    let all = levels.flatMap(\.kurtosis).filter(\.isFinite)
    guard let most = all.max(), !levels.isEmpty, highest > 0 else { return }
    // What is below 0 is less impulsive than noise: no colour is spent on it.
    let top = max(most, 1e-12)
    let names = levels.map { TextWidth.of($0.name, size: Canvas.textSize) }.max() ?? 0
    let pitch = 22.0
    let area = PlotArea(
      left: names + 12, top: 24, right: canvas.width - Canvas.rightMargin,
      bottom: 24 + pitch * Double(levels.count), x: 0...highest, y: 0...1)
    canvas.text("level", 0, 14, style: "m")
    for (row, level) in levels.enumerated() {
      let y = area.top + pitch * Double(row)
      canvas.text(level.name, names, y + 15, .end, style: "m")
      let width = (area.right - area.left) / Double(max(level.kurtosis.count, 1))
      for (index, value) in level.kurtosis.enumerated() {
        canvas.rectangle(
          area.left + width * Double(index), y, width + 0.3, pitch, "crisp",
          fill: ColourMap.colour(max(value, 0) / top))
      }
    }
    if let chosen, levels.indices.contains(chosen.level) {
      let (low, high) = (
        area.place(x: max(chosen.band.lowerBound, 0)),
        area.place(x: min(chosen.band.upperBound, highest))
      )
      canvas.rectangle(
        low, area.top + pitch * Double(chosen.level), high - low, pitch, "ring")
    }
    canvas.xAxis(area, Axis("frequency", unit: "Hz"))
    let y = area.bottom + 44
    canvas.text("kurtosis", area.left, y + 11, style: "m")
    let start = area.left + 78
    for step in 0..<24 {
      canvas.rectangle(
        start + Double(step) * 5, y, 5.4, 13, "crisp", fill: ColourMap.colour(Double(step) / 23))
    }
    canvas.text("0", start - 6, y + 11, .end, style: "m")
    canvas.text(NumberText.significant(most), start + 127, y + 11, style: "m")
    canvas.height = y + 20
  }
}
