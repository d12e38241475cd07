import FaultDXSignal

extension Diagnosis {
  /// Puts the verdict together from the windows.
  ///
  /// - Precondition: there is at least one window.
  init(
    labels: [String], certainty: Certainty? = nil, novelty: Novelty? = nil, windows: [Window],
    invalid: [InvalidWindow], sampleRate: Double?,
    axis: SignalAxis = .time, resampledFrom: Double?
  ) {
    var evidence = EvidenceSum(classes: labels.count)
    for window in windows { evidence.add(window.probabilities) }
    let probabilities = certainty?.recording(evidence.probabilities) ?? evidence.probabilities
    let best = probabilities.firstMaximum
    self.init(
      label: labels[best], confidence: probabilities[best], probabilities: probabilities,
      votes: evidence.votes, windows: windows, invalidWindows: invalid, sampleRate: sampleRate,
      axis: axis, resampledFrom: resampledFrom,
      plausible: certainty?.sets.map { $0(probabilities) }, novelty: novelty)
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
      (windows.map { (start: $0.start, class: Optional($0.predicted)) }
      + invalidWindows.map { (start: $0.start, class: nil) }).sorted { $0.start < $1.start }
    var timeline = Timeline(windowLength: windowLength, labels: labels)
    for window in said { timeline.add(start: window.start, says: window.class) }
    return timeline.finish()
  }
}
