/// How much a curve looks like that of a network which learnt nothing.
///
/// The numbers of every tensor of the networks are put in random order, and the curve for the same class is drawn again
/// (Adebayo et al., "Sanity checks for saliency maps", NeurIPS 2018, arXiv 1810.03292). A curve that comes out the same shows
/// the signal, its loudness for example, and nothing that was learnt. Compared is what a strip shows, the means of 64 pieces,
/// by the magnitude of Spearman's rank correlation; chance is the same with the second curve turned around the window.
public struct UntrainedResemblance: Sendable, Equatable {
  /// The networks, as in `Explanation.parts`.
  public var part: Int
  /// The curve.
  public var source: Explanation.Source
  /// How often the weights were shuffled.
  public var networks: Int
  /// Windows that were compared, which do not overlap.
  public var windows: Int
  /// The magnitude of the rank correlation, 0…1, mean over windows and shuffles.
  public var correlation: Double
  /// The same by chance.
  public var chance: Double
  /// How probable such a correlation or a larger one is by chance.
  public var p: Double

  /// What it comes to.
  public enum Verdict: String, Sendable, CaseIterable {
    /// A correlation of 0.5 and more beyond chance: a network that learnt nothing shows about the same.
    case same
    /// Less, but beyond chance at 5 %.
    case partly
    /// No more than chance.
    case different
  }

  /// What it comes to.
  public var verdict: Verdict {
    p >= 0.05 || correlation <= chance ? .different : correlation >= 0.5 ? .same : .partly
  }
}

extension UntrainedResemblance {
  /// How much is compared.
  public struct Settings: Sendable, Equatable {
    /// How often weights are shuffled.
    public var draws = 4
    /// The most windows, spread over the recording.
    public var windows = 16
    /// Turns around each window that chance is found from.
    public var shifts = 199
    /// Decides everything that is random.
    public var seed: UInt64 = 1

    /// 4 shuffles, 16 windows, 199 turns.
    public init() {}
  }
}
