import FaultDXSignal

/// What the windows of a stream said so far.
struct StreamEvidence {
  private let diagnoser: Diagnoser
  private var model: Model { diagnoser.model }
  private var spectrum = MeanSpectrum()
  private var sum: EvidenceSum
  private var timeline: Timeline
  private var kept: WindowEvidence?
  private var invalid = 0
  private var firstDefect: WindowDefect?
  /// Where the first window begins to which the network's answer was no number.
  private(set) var notFinite: Int?

  init(diagnoser: Diagnoser, keepsWindows: Bool) {
    self.diagnoser = diagnoser
    let model = diagnoser.model
    sum = EvidenceSum(classes: model.labels.count)
    timeline = Timeline(windowLength: model.windowLength, labels: model.labels)
    kept = keepsWindows ? WindowEvidence(of: model) : nil
  }

  /// Adds the next windows.
  mutating func add(_ answer: ShardAnswer) {
    for window in answer.windows {
      let start = window.number * model.hop
      switch window.result {
      case .answer(let logits, let probabilities):
        if notFinite == nil, !logits.allSatisfy(\.isFinite) { notFinite = start }
        sum.add(probabilities)
        if let bands = window.bands {
          spectrum.add(bands, weight: MeanSpectrum.weight(of: window.number))
        }
        timeline.add(start: start, says: probabilities.firstMaximum)
        kept?.append(number: window.number, logits: logits)
      case .defect(let defect):
        invalid += 1
        if firstDefect == nil { firstDefect = defect }
        timeline.add(start: start, says: nil)
      case nil: continue
      }
    }
  }

  /// The verdict, where there is one.
  ///
  /// - Parameter frames: how many there were, at the model's rate.
  func summary(
    of recording: Recording, frames: Int, sampleRate: Double?, axis: SignalAxis,
    resampledFrom: Double?
  ) throws(DiagnosisError) -> DiagnosisSummary {
    guard sum.count > 0 else {
      if let firstDefect {
        throw .invalidInput(recording: recording.identity, defect: firstDefect)
      }
      throw .tooShort(recording: recording.identity, frames: frames, window: model.windowLength)
    }
    let certainty = model.certainty
    let probabilities = certainty?.recording(sum.probabilities) ?? sum.probabilities
    let best = probabilities.firstMaximum
    var timeline = timeline
    return DiagnosisSummary(
      label: model.labels[best], confidence: probabilities[best], probabilities: probabilities,
      votes: sum.votes, windowCount: sum.count, invalidWindowCount: invalid,
      spans: timeline.finish(), sampleRate: sampleRate, axis: axis, resampledFrom: resampledFrom,
      windows: kept, plausible: certainty?.sets.map { $0(probabilities) },
      novelty: diagnoser.novelty(spectrum))
  }
}
