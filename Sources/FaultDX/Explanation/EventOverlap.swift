/// Whether a curve points at events whose instants are known, such as the impacts of a simulated bearing.
///
/// The attended samples of a window are those with the highest values of the curve. Counted is how many of them lie
/// within reach behind an event. Chance is the same curve turned around its window by every possible shift, which keeps its
/// shape and takes away its place; the mean over all shifts is the share of samples that lie within reach of events.
public struct EventOverlap: Sendable, Equatable {
  /// The networks, as in `Explanation.parts`.
  public var part: Int
  /// The curve.
  public var source: Explanation.Source
  /// Windows that were looked at, which do not overlap.
  public var windows: Int
  /// The pieces of evidence: the windows of one recording, or physical units.
  public var units: Int
  /// Events in them.
  public var events: Int
  /// The share of attended samples that lie within reach behind an event.
  public var attended: Double
  /// The same by chance.
  public var chance: Double
  /// How probable such an overlap or a larger one is by chance: of one recording the share of draws of one shift for each
  /// window that reach it, of several units the share of turns of the signs of their gains over chance.
  public var p: Double
  /// The same, corrected for the number of curves that were held against the events (Holm).
  public var correctedP: Double
  /// 95 % bounds of what the overlap gains over chance, by drawing units with replacement; `nil` of one.
  public var interval: ClosedRange<Double>?
  /// The overlap of the same curves with the numbers of the network in random order: what it must fall to where curves mean
  /// nothing.
  public var shuffled: Double
  /// How probable that one is by chance.
  public var shuffledP: Double
  /// The overlap of the curves of the same networks with the numbers of every tensor in random order, which learnt nothing:
  /// what it reaches is owed to the signal.
  public var untrained: Double
  /// How probable it is by chance that the networks gain so much over those (turning signs over units).
  public var untrainedP: Double

  /// What the overlap gains over chance.
  public var gain: Double { attended - chance }
}

extension EventOverlap {
  /// What counts as attended and as near an event.
  public struct Settings: Sendable, Equatable {
    /// How long an event is heard, in seconds: the housing of a bearing rings a few milliseconds.
    public var reach = 0.002
    /// The share of a window's samples that counts as attended.
    public var attended = 0.2
    /// The most windows that are looked at, spread over the recording.
    public var windows = 32
    /// Draws of shifts.
    public var draws = 999
    /// How often weights are shuffled.
    public var untrained = 4
    /// Decides everything that is random.
    public var seed: UInt64 = 1

    /// 2 ms, a fifth of the samples, 32 windows, 999 draws, 4 shuffles of weights.
    public init() {}
  }
}

extension Explainer {
  /// How far the curves of waveforms point at events.
  ///
  /// - Parameters:
  ///   - events: in seconds after the recording's start; any order.
  ///   - label: the class; each window's own verdict unless named.
  /// - Returns: An overlap for each curve; none where no network reads samples, or no window holds an event.
  /// - Throws: `ExplanationError.noSuchClass` or `.noRate`.
  public func overlap(
    withEventsAt events: [Double], for label: String? = nil,
    _ settings: EventOverlap.Settings = .init()
  ) throws(ExplanationError) -> [EventOverlap] {
    var trials = EventTrials(settings)
    try trials.add(self, eventsAt: events, for: label)
    return trials.results
  }
}
