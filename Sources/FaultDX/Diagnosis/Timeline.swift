/// Joins consecutive windows that say the same into spans.
///
/// Where two neighbouring windows disagree, the label changes half-way between their centres, so that every
/// frame from the first window to the last is in exactly one span.
struct Timeline {
  let windowLength: Int
  let labels: [String]
  private(set) var spans: [Diagnosis.Span] = []
  /// The window whose end only the next one tells.
  private var last: (start: Int, said: Int?)?
  /// What the last span says.
  private var said: Int?

  init(windowLength: Int, labels: [String]) {
    self.windowLength = windowLength
    self.labels = labels
  }

  /// The next window and the class it was given; `nil` for an invalid one.
  mutating func add(start: Int, says: Int?) {
    if let last { close(last, at: (last.start + start + windowLength) / 2) }
    last = (start, says)
  }

  /// The spans up to the end of the last window.
  mutating func finish() -> [Diagnosis.Span] {
    if let last { close(last, at: last.start + windowLength) }
    last = nil
    return spans
  }

  private mutating func close(_ window: (start: Int, said: Int?), at end: Int) {
    if let last = spans.last, said == window.said {
      spans[spans.count - 1].frames = last.frames.lowerBound..<end
    } else {
      let start = spans.last?.frames.upperBound ?? window.start
      spans.append(.init(frames: start..<end, label: window.said.map { labels[$0] }))
      said = window.said
    }
  }
}
