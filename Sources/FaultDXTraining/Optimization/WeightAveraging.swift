/// Which weights come out of a run: those behind its last step, or an average over many.
///
/// Batch norms of averaged weights are measured anew on training windows: the averages that ran along belong to other
/// weights.
public enum WeightAveraging: Sendable, Equatable {
  /// The last weights.
  case none
  /// An average that forgets: each step `average ← d · average + (1 − d) · weights`, with `d` rising to `decay` as
  /// `(1 + step) / (10 + step)`, so that the first weights do not linger (Polyak and Juditsky, 1992).
  case exponential(decay: Double = 0.995)
  /// The mean of the weights behind the last epochs, from this share of them on (Izmailov et al., UAI 2018,
  /// arXiv 1803.05407).
  case stochastic(start: Double = 0.75)

  /// What configuration and command line call it.
  public var name: String {
    switch self {
    case .none: "none"
    case .exponential: "ema"
    case .stochastic: "swa"
    }
  }

  /// The first epoch, from 0, whose weights are averages.
  func firstEpoch(of epochs: Int) -> Int {
    if case .stochastic(let start) = self {
      min(epochs - 1, Int((start * Double(epochs)).rounded(.down)))
    } else {
      0
    }
  }
}

/// The averaged weights of a run.
struct AveragedWeights: Equatable {
  /// In the order of the parameters; empty where nothing is averaged.
  var values: [Float] = []
  /// Weights that went into them.
  var count = 0

  /// Takes weights in: `share` of the average is theirs, all of the first.
  mutating func add(_ weights: Memory<Float>, share: Double) {
    if count == 0 {
      values = weights.elements
    } else {
      let share = Float(share)
      values.withUnsafeMutableBufferPointer { values in
        for index in values.indices {
          let difference = weights.base[index] - values[index]
          // Adding nothing to −0 would make it 0, and a frozen weight stays what it is to the bit.
          if difference != 0 { values[index] += share * difference }
        }
      }
    }
    count += 1
  }
}
