/// Whether what a curve points at is what the verdict rests on.
///
/// Deletion takes away the positions with the highest values, first a tenth, then two and so on to all of them, and
/// averages what is left of the probability of the class; insertion puts them into an empty window in the same order
/// (Petsiuk, Das, Saenko, "RISE", BMVC 2018, arXiv 1806.07421). Both are compared with random positions, as many and in
/// runs of the same lengths: a curve that is pretty and means nothing gains nothing over them.
public struct Faithfulness: Sendable, Equatable {
  /// One of the two games.
  public struct Comparison: Sendable, Equatable {
    /// The mean probability of the class with the curve's positions, over tenths and windows.
    public var attended: Double
    /// The same with random positions.
    public var random: Double
    /// By how much the curve is better: above 0 where taking away lowers the probability further, or putting in raises it
    /// further, than random positions do.
    public var gain: Double
    /// 95 % bounds of `gain`, by drawing units with replacement; `nil` of one.
    public var interval: ClosedRange<Double>?
    /// How probable such a gain or a larger one is where curves mean nothing (one-sided).
    ///
    /// The share of random turns of the signs of the units' gains that reach it; with n units never below 1/2ⁿ.
    public var p: Double
    /// The same, corrected for the number of curves that were tried beside it (Holm): looking at nine maps, one is bound to
    /// please.
    public var correctedP: Double
  }

  /// What stands where something was taken away.
  public enum Fill: String, Sendable, CaseIterable {
    /// The window with its phases drawn anew: as loud and with the same spectrum, but nothing happens in it. For waveforms.
    case scrambled
    /// The mean: of a waveform the window's own, of bands, lines and components that of training.
    case mean
  }

  /// The networks and what they read, as in `Explanation.parts`.
  public var part: Int
  /// The curve.
  public var source: Explanation.Source
  /// What was put in the place of what was taken away.
  public var fill: Fill
  /// Windows that were asked, which do not overlap.
  public var windows: Int
  /// The pieces of evidence that gains, bounds and p values are over: the windows of one recording, or physical units.
  public var units: Int
  /// Taking away.
  public var deletion: Comparison
  /// Putting in.
  public var insertion: Comparison

  /// Whether taking away what the curve points at lowers the probability beyond chance, at 5 % corrected for the number of
  /// curves.
  public var isFaithful: Bool { deletion.gain > 0 && deletion.correctedP < 0.05 }

  /// Whether taking it away lowers the probability less than random positions do, by the bounds.
  public var isMisleading: Bool {
    deletion.gain < 0 && deletion.interval.map { $0.upperBound < 0 } ?? false
  }
}

extension Faithfulness {
  /// How curves are tried.
  public struct Settings: Sendable, Equatable {
    /// What is put in the place of samples that are taken away; other inputs have the mean.
    public var fill = Fill.scrambled
    /// The most windows that are asked, spread over the recording.
    public var windows = 32
    /// Random positions for each tenth of each window.
    public var draws = 8
    /// Decides everything that is random.
    public var seed: UInt64 = 1

    /// 32 windows, 8 draws, scrambled phases.
    public init() {}
  }
}
