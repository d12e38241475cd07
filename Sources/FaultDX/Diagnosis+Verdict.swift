import FaultDXSignal

extension Diagnosis {
  /// Puts the verdict together from the windows.
  ///
  /// The recording's probabilities are the mean of its windows'. A mean of logarithms would treat the
  /// windows as independent witnesses: they are not, so a slight lead would turn into certainty with every
  /// further window, and one that is surely wrong about the true class would outvote all others.
  ///
  /// - Precondition: there is at least one window.
  init(
    labels: [String], windows: [Window], invalid: [InvalidWindow], sampleRate: Double?,
    resampledFrom: Double?
  ) {
    var sums = [Double](repeating: 0, count: labels.count)
    var votes = [Int](repeating: 0, count: labels.count)
    for window in windows {
      for (index, probability) in window.probabilities.enumerated() {
        sums[index] += Double(probability)
      }
      votes[window.predicted] += 1
    }
    let probabilities = sums.map { $0 / Double(windows.count) }
    let best = probabilities.firstMaximum
    self.init(
      label: labels[best], confidence: probabilities[best], probabilities: probabilities,
      votes: votes, windows: windows, invalidWindows: invalid, sampleRate: sampleRate,
      resampledFrom: resampledFrom)
  }

  /// The time line: consecutive windows that say the same, joined.
  ///
  /// Where two neighbouring windows disagree, the label changes half-way between their centres, so that
  /// every frame from the first window to the last is in exactly one span.
  ///
  /// - Parameter windowLength: Frames in a window, of the model that made the diagnosis.
  /// - Parameter labels: The model's labels.
  public func spans(windowLength: Int, labels: [String]) -> [Span] {
    let said =
      (windows.map { (start: $0.start, label: Optional(labels[$0.predicted])) }
      + invalidWindows.map { (start: $0.start, label: nil) }).sorted { $0.start < $1.start }
    var spans: [Span] = []
    for (index, window) in said.enumerated() {
      let isLast = index == said.count - 1
      let end =
        isLast
        ? window.start + windowLength : (window.start + said[index + 1].start + windowLength) / 2
      if let last = spans.last, last.label == window.label {
        spans[spans.count - 1].frames = last.frames.lowerBound..<end
      } else {
        let start = spans.last?.frames.upperBound ?? window.start
        spans.append(Span(frames: start..<end, label: window.label))
      }
    }
    return spans
  }
}
