/// What all windows of a recording say together.
///
/// The verdict is the class with the highest **mean probability** over the windows. The mean of the
/// log-probabilities would treat the windows as independent witnesses; they overlap and come from one
/// machine, so it turns a slight lead into certainty with every further window, and one window that a
/// network is surely wrong about (10⁻⁹ for the true class) outvotes all others. The mean of probabilities
/// stays on the scale of a single window, and a network that was calibrated by window stays so.
///
///     let verdict = RecordingVerdict(
///       labels: model.labels, windows: SlidingWindows(frames: n, length: 1024, hop: 512).map { $0 },
///       probabilities: probabilities)
///     verdict?.label            // "outer_race"
///     verdict?.confidence       // 0.97
///     verdict?.spans            // where the label changes in time
public struct RecordingVerdict: Sendable, Equatable {
  /// A stretch of time over which the windows agree.
  public struct Span: Sendable, Equatable {
    /// The frames, each of the recording in exactly one span from the first window to the last.
    public let frames: Range<Int>
    /// The class, by position in `labels`.
    public let index: Int
    /// The class.
    public let label: String
  }

  /// The classes.
  public let labels: [String]
  /// The mean probability of each class; they add up to what those of a window add up to.
  public let probabilities: [Double]
  /// How many windows were for each class.
  public let votes: [Int]
  /// The position of the verdict in `labels`, the first of equals.
  public let index: Int
  /// The stretches over which the windows agree, in time.
  public let spans: [Span]

  /// Sums up the windows of a recording.
  ///
  /// - Parameters:
  ///   - labels: The classes.
  ///   - windows: The frames of each window, in time. Windows that were invalid are left out.
  ///   - probabilities: Row by row, the probability of each class for each window; finite.
  /// - Returns: `nil` where there is no window: nothing can be said.
  /// - Precondition: `probabilities.count == windows.count * labels.count`.
  public init?(labels: [String], windows: [Range<Int>], probabilities: [Float]) {
    require(
      !labels.isEmpty && probabilities.count == windows.count * labels.count,
      "\(windows.count) windows of \(labels.count) classes do not have "
        + "\(probabilities.count) probabilities")
    guard !windows.isEmpty else { return nil }
    var sums = [Double](repeating: 0, count: labels.count)
    var votes = [Int](repeating: 0, count: labels.count)
    var winners: [Int] = []
    for window in windows.indices {
      let row = probabilities[(window * labels.count)..<((window + 1) * labels.count)]
      for (label, probability) in row.enumerated() { sums[label] += Double(probability) }
      let winner = Self.firstMaximum(row.map(Double.init))
      votes[winner] += 1
      winners.append(winner)
    }
    self.labels = labels
    self.votes = votes
    self.probabilities = sums.map { $0 / Double(windows.count) }
    index = Self.firstMaximum(self.probabilities)
    spans = Self.spans(labels, windows, winners)
  }

  /// The class of the verdict.
  public var label: String { labels[index] }

  /// The mean probability of that class.
  public var confidence: Double { probabilities[index] }

  private static func firstMaximum(_ values: [Double]) -> Int {
    values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
  }

  /// Where two neighbouring windows disagree, the label changes half-way between their centres.
  private static func spans(
    _ labels: [String], _ windows: [Range<Int>], _ winners: [Int]
  ) -> [Span] {
    var spans: [Span] = []
    var start = windows[0].lowerBound
    for window in windows.indices {
      let isLast = window == windows.count - 1
      if !isLast && winners[window + 1] == winners[window] { continue }
      let end: Int
      if isLast {
        end = windows[window].upperBound
      } else {
        let (here, next) = (windows[window], windows[window + 1])
        end = (here.lowerBound + here.upperBound + next.lowerBound + next.upperBound) / 4
      }
      spans.append(
        Span(frames: start..<end, index: winners[window], label: labels[winners[window]]))
      start = end
    }
    return spans
  }
}
