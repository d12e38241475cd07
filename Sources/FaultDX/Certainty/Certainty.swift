#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What a model knows of how sure it may be, learnt from recordings that its weights were not fitted to.
///
/// It needs nothing of the classifier but logits for windows, so it serves one network as well as several.
public struct Certainty: Sendable, Equatable {
  /// What logits are divided by before they become probabilities of a window (Guo et al., ICML 2017); 1 changes nothing.
  public var temperature: Double
  /// The power that the mean probabilities of a recording's windows are raised to, before they sum to 1 again.
  ///
  /// Windows of a recording depend on each other: one would have them count as independent (a large power), or as one
  /// (1). Which it is, held-out recordings say; 1 where there were too few.
  public var recordingPower: Double
  /// What all this was fitted on, as a sentence.
  public var source: String
  /// How probable a class must be to be among those that cannot be ruled out; `nil` where too few groups were held out.
  public var sets: PredictionSets?
  /// What training sounded like; `nil` where it was not looked at.
  public var known: KnownSpectra?

  /// Brings together what is known.
  public init(
    temperature: Double = 1, recordingPower: Double = 1, source: String = "",
    sets: PredictionSets? = nil, known: KnownSpectra? = nil
  ) {
    self.temperature = temperature
    self.recordingPower = recordingPower
    self.source = source
    self.sets = sets
    self.known = known
  }

  /// The probabilities of a recording from the mean probabilities of its windows.
  public func recording(_ mean: [Double]) -> [Double] {
    if recordingPower == 1 { return mean }
    let powers = mean.map { pow($0, recordingPower) }
    let sum = powers.reduce(0, +)
    return sum > 0 ? powers.map { $0 / sum } : mean
  }
}

/// The classes that cannot be ruled out, with a stated share of recordings whose true class is among them.
///
/// Split conformal prediction (Vovk et al. 2005) with the score `1 − p(class)` of recordings, in which each held-out
/// group (a bearing, a board) counts once, however many recordings it has (hierarchical conformal prediction: Lee,
/// Barber, Willett, 2023). The promise is for a recording of a new group that is like those held out; it is an average
/// over groups. A set can be empty: then no class is as probable as the true one usually is.
public struct PredictionSets: Sendable, Equatable {
  /// The share of recordings whose true class is in the set, in 0…1.
  public var coverage: Double
  /// The least probability with which each class is in the set, in the order of the model's labels.
  public var thresholds: [Double]
  /// Groups that were held out.
  public var groups: Int

  /// Takes thresholds.
  public init(coverage: Double, thresholds: [Double], groups: Int) {
    self.coverage = coverage
    self.thresholds = thresholds
    self.groups = groups
  }

  /// The indices of the classes that cannot be ruled out.
  ///
  /// - Parameter probabilities: Of a recording, in the order of the model's labels.
  public func callAsFunction(_ probabilities: [Double]) -> [Int] {
    probabilities.indices.filter { probabilities[$0] >= thresholds[$0] }
  }
}
