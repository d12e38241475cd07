/// Precision, recall and F1 of one class or an average, and how much they rest on.
public struct ClassScores: Sendable, Equatable {
  /// Of what was predicted as this class, the part that was.
  public let precision: Double
  /// Of what was this class, the part that was predicted as it.
  public let recall: Double
  /// The harmonic mean of the two.
  public let f1: Double
  /// How often the class (for an average: any class) was the truth.
  public let support: Int

  /// Creates scores.
  public init(precision: Double, recall: Double, f1: Double, support: Int) {
    self.precision = precision
    self.recall = recall
    self.f1 = f1
    self.support = support
  }

  /// From counts; what would divide by zero is 0.
  init(correct: Int, predicted: Int, support: Int) {
    precision = quotient(Double(correct), Double(predicted))
    recall = quotient(Double(correct), Double(support))
    // From the counts, not from precision and recall: the same last digit as scikit-learn.
    f1 = quotient(2 * Double(correct), Double(support) + Double(predicted))
    self.support = support
  }
}

/// The definitions are scikit-learn's, with `zero_division=0`.
extension ConfusionMatrix {
  /// The part of all predictions that was right; 0 where there are none.
  public var accuracy: Double { quotient(Double(correct), Double(total)) }

  /// The mean recall of the classes that occur; 0 where none does.
  public var balancedAccuracy: Double {
    let recalls = labels.indices.filter { support(of: $0) > 0 }.map { scores(of: $0).recall }
    return quotient(pairwiseSum(recalls), Double(recalls.count))
  }

  /// Precision, recall, F1 and support of a class.
  public func scores(of label: Int) -> ClassScores {
    ClassScores(
      correct: self[label, label], predicted: predictions(of: label), support: support(of: label))
  }

  /// The plain mean over all classes, those that never occur included.
  public var macroAverage: ClassScores { .macro(labels.indices.map { scores(of: $0) }) }

  /// The mean over the classes, each weighted by its support.
  public var weightedAverage: ClassScores { .weighted(labels.indices.map { scores(of: $0) }) }

  /// The mean F1 over all classes.
  public var macroF1: Double { macroAverage.f1 }

  /// Cohen's kappa: agreement beyond what the margins alone would give.
  ///
  /// `nil` where it is not defined: nothing was counted, or one class is the only truth and the only
  /// prediction. (J. Cohen, "A coefficient of agreement for nominal scales", 1960.)
  public var cohenKappa: Double? {
    let total = Double(total)
    guard total > 0 else { return nil }
    let byChance = labels.indices.reduce(0.0) {
      $0 + Double(support(of: $1)) * Double(predictions(of: $1)) / total
    }
    let disagreementByChance = total - byChance
    guard disagreementByChance > 0 else { return nil }
    return 1 - (total - Double(correct)) / disagreementByChance
  }

  /// The Matthews correlation coefficient for any number of classes; 0 where it is not defined.
  ///
  /// J. Gorodkin, "Comparing two K-category assignments by a K-category correlation coefficient", 2004.
  public var matthewsCorrelation: Double {
    let total = Double(total)
    var both = 0.0
    var truthSquares = 0.0
    var predictionSquares = 0.0
    for label in labels.indices {
      let truths = Double(support(of: label))
      let predictions = Double(predictions(of: label))
      both += truths * predictions
      truthSquares += truths * truths
      predictionSquares += predictions * predictions
    }
    let spread = (total * total - predictionSquares) * (total * total - truthSquares)
    guard spread > 0 else { return 0 }
    return (Double(correct) * total - both) / spread.squareRoot()
  }
}

extension ClassScores {
  static func macro(_ scores: [ClassScores]) -> ClassScores {
    average(scores, weights: nil)
  }

  static func weighted(_ scores: [ClassScores]) -> ClassScores {
    let weights = scores.map { Double($0.support) }
    // As scikit-learn does where no class has any support: every class counts the same.
    return average(scores, weights: weights.allSatisfy { $0 == 0 } ? nil : weights)
  }

  private static func average(_ scores: [ClassScores], weights: [Double]?) -> ClassScores {
    func mean(_ values: [Double]) -> Double {
      guard let weights else { return quotient(pairwiseSum(values), Double(values.count)) }
      return pairwiseSum(zip(values, weights).map { $0 * $1 }) / pairwiseSum(weights)
    }
    return ClassScores(
      precision: mean(scores.map(\.precision)), recall: mean(scores.map(\.recall)),
      f1: mean(scores.map(\.f1)), support: scores.reduce(0) { $0 + $1.support })
  }
}

/// The quotient, or 0 where it is not defined.
func quotient(_ numerator: Double, _ denominator: Double) -> Double {
  denominator == 0 ? 0 : numerator / denominator
}

/// The sum in the order in which NumPy adds: a report printed to two digits must round to the same side.
func pairwiseSum(_ values: [Double]) -> Double {
  func sum(_ range: Range<Int>) -> Double {
    let count = range.count
    if count < 8 { return values[range].reduce(0, +) }
    if count > 128 {
      let half = count / 2
      let middle = range.lowerBound + half - half % 8
      return sum(range.lowerBound..<middle) + sum(middle..<range.upperBound)
    }
    var lanes = Array(values[range.prefix(8)])
    let even = range.lowerBound + count - count % 8
    for index in (range.lowerBound + 8)..<even {
      lanes[(index - range.lowerBound) % 8] += values[index]
    }
    let head =
      ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3]))
      + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]))
    return values[even..<range.upperBound].reduce(head, +)
  }
  return sum(values.indices)
}
