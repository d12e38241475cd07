public import FaultDXSignal

/// What a recording was found to be, in memory that does not grow with its windows unless they are kept.
public struct DiagnosisSummary: Sendable, Equatable {
  /// The class with the highest mean probability.
  public var label: String
  /// The mean probability of `label` over the valid windows, in 0…1.
  public var confidence: Double
  /// The mean probability of every class, in the order of the model's labels.
  public var probabilities: [Double]
  /// How many windows chose each class, in the order of the model's labels.
  public var votes: [Int]
  /// How many windows were diagnosed.
  public var windowCount: Int
  /// How many windows were left out because their samples could not be believed.
  public var invalidWindowCount: Int
  /// The time line: consecutive windows that say the same, joined.
  public var spans: [Diagnosis.Span]
  /// Frames per second of the samples that were diagnosed, in Hz, or per unit of another axis; `nil` where nothing said.
  public var sampleRate: Double?
  /// What the frames follow each other along; shaft angle behind order tracking.
  public var axis: SignalAxis = .time
  /// The rate of the recording in Hz, where it had to be resampled to the model's.
  public var resampledFrom: Double?
  /// The windows that were diagnosed, in time order; `nil` unless they were to be kept.
  public var windows: WindowEvidence?
  /// As `Diagnosis.plausible`.
  public var plausible: [Int]?
  /// As `Diagnosis.novelty`.
  public var novelty: Novelty?

  /// As `Diagnosis.isUnknown`.
  public var isUnknown: Bool { novelty?.isUnknown ?? false }
}

extension DiagnosisSummary {
  /// What is left of a diagnosis by `model` without its windows, or with them.
  public init(_ diagnosis: Diagnosis, of model: Model, keepingWindows: Bool = false) {
    self.init(
      label: diagnosis.label, confidence: diagnosis.confidence,
      probabilities: diagnosis.probabilities, votes: diagnosis.votes,
      windowCount: diagnosis.windows.count, invalidWindowCount: diagnosis.invalidWindows.count,
      spans: diagnosis.spans(windowLength: model.windowLength, labels: model.labels),
      sampleRate: diagnosis.sampleRate, axis: diagnosis.axis,
      resampledFrom: diagnosis.resampledFrom,
      plausible: diagnosis.plausible, novelty: diagnosis.novelty)
    guard keepingWindows else { return }
    var kept = WindowEvidence(of: model)
    for window in diagnosis.windows {
      kept.append(number: window.start / model.hop, logits: window.logits)
    }
    windows = kept
  }
}
