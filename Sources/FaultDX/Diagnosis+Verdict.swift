extension Diagnosis {
  /// Puts the verdict together from the windows.
  ///
  /// The recording's probabilities are the mean of its windows', so that one window which is wildly sure
  /// of itself weighs no more than any other (a mean of logarithms would let it veto a class).
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
    var best = 0
    for index in probabilities.indices where probabilities[index] > probabilities[best] {
      best = index
    }
    self.init(
      label: labels[best], confidence: probabilities[best], probabilities: probabilities,
      votes: votes, windows: windows, invalidWindows: invalid, sampleRate: sampleRate,
      resampledFrom: resampledFrom)
  }

  /// The time line: consecutive windows that say the same, joined; what follows begins where its first
  /// window does.
  ///
  /// - Parameter windowLength: Frames in a window, of the model that made the diagnosis.
  /// - Parameter labels: The model's labels.
  public func spans(windowLength: Int, labels: [String]) -> [Span] {
    let said =
      windows.map { (start: $0.start, label: Optional(labels[$0.predicted])) }
      + invalidWindows.map { (start: $0.start, label: nil) }
    var spans: [Span] = []
    for (start, label) in said.sorted(by: { $0.start < $1.start }) {
      let end = start + windowLength
      if let last = spans.last, last.label == label {
        spans[spans.count - 1].frames = last.frames.lowerBound..<max(end, last.frames.upperBound)
      } else {
        if let last = spans.last {
          spans[spans.count - 1].frames =
            last.frames.lowerBound..<min(last.frames.upperBound, start)
        }
        spans.append(Span(frames: start..<end, label: label))
      }
    }
    return spans
  }
}
