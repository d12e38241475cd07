extension Explainer {
  /// Tries every curve of the recording's windows by deletion and insertion.
  ///
  /// The p values speak of this recording: windows of another bearing may differ. Of several recordings together ask
  /// `FaithfulnessTrials`.
  ///
  /// - Parameters:
  ///   - label: a class; each window's own verdict unless named.
  ///   - settings: how much is tried.
  /// - Throws: `ExplanationError.noSuchClass`.
  public func faithfulness(
    of label: String? = nil, _ settings: Faithfulness.Settings = .init()
  ) throws(ExplanationError) -> [Faithfulness] {
    var trials = FaithfulnessTrials(settings)
    try trials.add(self, of: label)
    return trials.results
  }

  /// Numbers of sound windows that do not overlap, spread over the recording.
  func apartWindows(most: Int) -> [Int] {
    let model = diagnoser.model
    var apart: [Int] = []
    var end = 0
    for window in diagnosis.windows where window.start >= end {
      apart.append(window.start / model.hop)
      end = window.start + model.windowLength
    }
    let most = max(1, most)
    guard apart.count > most else { return apart }
    // From the middle of each share on, so that one window is not always the first.
    return (0..<most).map { apart[(2 * $0 + 1) * apart.count / (2 * most)] }
  }
}
