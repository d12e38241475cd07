/// What a figure is drawn on: as wide as it is told, as high as the figure makes it, y downwards, units of CSS pixels.
///
/// A figure is drawn once for a wide place and once for a narrow one, so that text is as large on a telephone as on a desk.
public struct Canvas {
  /// How wide the drawing is.
  public let width: Double
  /// How high; a figure sets it.
  public var height: Double = 0
  private(set) var content: [Markup] = []

  /// The height of text.
  static let textSize = 12.0

  /// An empty canvas.
  public init(width: Double) { self.width = width }

  /// Whether there is little room.
  var isNarrow: Bool { width < 420 }

  /// Where text is held.
  enum Anchor: String {
    case start, middle, end
  }

  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String
  ) {
    content.append(
      .tag(
        "line",
        [
          "class": style, "x1": NumberText.coordinate(x1), "y1": NumberText.coordinate(y1),
          "x2": NumberText.coordinate(x2), "y2": NumberText.coordinate(y2),
        ]))
  }

  /// A line through points, or the outline of a filled shape.
  mutating func path(
    _ points: [(x: Double, y: Double)], _ style: String, closes: Bool = false
  ) {
    guard points.count > 1 else { return }
    var text = ""
    for (index, point) in points.enumerated() {
      text += index == 0 ? "M" : "L"
      text += "\(NumberText.coordinate(point.x)) \(NumberText.coordinate(point.y))"
    }
    content.append(.tag("path", ["class": style, "d": closes ? text + "Z" : text]))
  }

  /// A rectangle in the colour of a class, or in one of its own.
  mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String = "",
    fill: String? = nil, opacity: Double? = nil, hint: String? = nil
  ) {
    var attributes: [(name: String, value: String)] = style.isEmpty ? [] : [("class", style)]
    attributes += [
      ("x", NumberText.coordinate(x)), ("y", NumberText.coordinate(y)),
      ("width", NumberText.coordinate(max(width, 0))),
      ("height", NumberText.coordinate(max(height, 0))),
    ]
    if let fill { attributes.append(("fill", fill)) }
    if let opacity { attributes.append(("fill-opacity", NumberText.coordinate(opacity))) }
    content.append(.element("rect", attributes, hint.map { [.tag("title", [:], $0)] } ?? []))
  }

  mutating func dot(_ x: Double, _ y: Double, _ style: String, radius: Double = 3) {
    content.append(
      .tag(
        "circle",
        [
          "class": style, "cx": NumberText.coordinate(x), "cy": NumberText.coordinate(y),
          "r": NumberText.coordinate(radius),
        ]))
  }

  /// Text on a baseline, shortened to the room it has.
  mutating func text(
    _ text: String, _ x: Double, _ y: Double, _ anchor: Anchor = .start, style: String = "",
    room: Double = .infinity, colour: String? = nil
  ) {
    let fitted =
      room.isFinite ? TextWidth.fitted(text, in: room, size: Self.textSize) : text
    guard !fitted.isEmpty else { return }
    var attributes: [(name: String, value: String)] = style.isEmpty ? [] : [("class", style)]
    attributes += [("x", NumberText.coordinate(x)), ("y", NumberText.coordinate(y))]
    if anchor != .start { attributes.append(("text-anchor", anchor.rawValue)) }
    if let colour { attributes.append(("style", "fill:\(colour)")) }
    var children: [Markup] = [.text(fitted)]
    if fitted != text.visible { children.append(.tag("title", [:], text)) }
    content.append(.element("text", attributes, children))
  }
}
