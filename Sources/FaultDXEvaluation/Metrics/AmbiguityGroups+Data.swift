import FaultDXSignal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension AmbiguityGroups {
  /// The level of the tests, shared by all classifiers.
  public static let significance = 0.05

  /// How the groups of data are found, in a sentence.
  public static let test = """
    no classifier is better than chance within the group (Fisher's exact test on units, one-sided, 5 % in all), and for \
    one of them Newcombe's bound (95 %) excludes that it is right in three of four cases
    """

  /// The classes that none of some classifiers told apart.
  ///
  /// Two classes are merged where, among the units of the two that were taken for one of the two,
  /// 1. no classifier shows an association of prediction and truth: Fisher's exact test, one-sided, the level of 5 %
  ///    divided by the number of classifiers;
  /// 2. the units suffice to say so: for one classifier the upper bound of `recall + recall - 1` lies below a half, that
  ///    is, it would be right in less than three of four cases. (Square-and-add of Wilson's bounds: R. G. Newcombe,
  ///    Statistics in Medicine 17, 1998.) Two units of each class never suffice.
  ///
  /// The pair with the lowest such bound is merged first; what it became is then tested against the others, until no pair
  /// is left: a class that resembles two which differ joins one of them at most.
  ///
  /// - Parameter classifiers: What each of them said of held-out units, one count for each unit
  ///   (``Predictions/outcomesByUnit``). A classifier that ignores its input, such as the majority, belongs not here.
  /// - Precondition: There is a classifier, and all are of the same classes.
  public init(of classifiers: [ConfusionMatrix]) {
    guard let labels = classifiers.first?.labels,
      classifiers.allSatisfy({ $0.labels == labels })
    else { fatalError("groups need classifiers of the same classes") }
    var partition = AmbiguityGroups(labels: labels, groups: [])
    while let pair = Self.closest(classifiers.map(partition.merging)) {
      var groups = partition.groups
      groups[pair.0] += groups[pair.1]
      groups.remove(at: pair.1)
      partition = AmbiguityGroups(labels: labels, groups: groups)
    }
    self = partition
  }

  /// The two classes with the lowest bound among those that may be merged.
  private static func closest(_ classifiers: [ConfusionMatrix]) -> (Int, Int)? {
    let level = significance / Double(classifiers.count)
    var best: (pair: (Int, Int), bound: Double)?
    let count = classifiers[0].classCount
    for first in 0..<count {
      for second in (first + 1)..<max(count, first + 1) {
        let pairs = classifiers.map { PairOutcomes($0, first, second) }
        let bound = pairs.map(\.upperBound).min() ?? 1
        guard bound < min(0.5, best?.bound ?? 1),
          pairs.allSatisfy({ $0.associationByChance > level })
        else { continue }
        best = ((first, second), bound)
      }
    }
    return best?.pair
  }
}

/// The units of two classes that were taken for one of the two.
struct PairOutcomes {
  /// The first taken for itself and for the second, the second for the first and for itself.
  let counts: (Int, Int, Int, Int)

  init(_ matrix: ConfusionMatrix, _ first: Int, _ second: Int) {
    counts = (
      matrix[first, first], matrix[first, second], matrix[second, first], matrix[second, second]
    )
  }

  /// The probability that chance alone puts at least as many of the first class where they belong, given how many there
  /// are of each class and how many predictions of each: Fisher's exact test, one-sided.
  var associationByChance: Double {
    let (a, b, c, d) = counts
    let (firsts, seconds, takenForFirst) = (a + b, c + d, a + c)
    func choose(_ n: Int, _ k: Int) -> Double {
      lgamma(Double(n + 1)) - lgamma(Double(k + 1)) - lgamma(Double(n - k + 1))
    }
    let most = min(firsts, takenForFirst)
    let all = choose(firsts + seconds, takenForFirst)
    let tail = (a...max(a, most)).reduce(0.0) {
      $0 + exp(choose(firsts, $1) + choose(seconds, takenForFirst - $1) - all)
    }
    return min(1, tail)
  }

  /// The upper bound, at 95 %, of the recalls' sum less one: 0 is chance, 1 is certainty.
  var upperBound: Double {
    let (a, b, c, d) = counts
    guard a + b > 0, c + d > 0 else { return 1 }
    let first = Double(a) / Double(a + b)
    let second = Double(d) / Double(c + d)
    let up = Self.wilsonUpper(a, of: a + b) - first
    let upSecond = Self.wilsonUpper(d, of: c + d) - second
    return first + second - 1 + (up * up + upSecond * upSecond).squareRoot()
  }

  private static func wilsonUpper(_ hits: Int, of trials: Int) -> Double {
    // One-sided, 95 %.
    let z = 1.6448536269514722
    let (n, p) = (Double(trials), Double(hits) / Double(trials))
    let middle = p + z * z / (2 * n)
    return (middle + z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()) / (1 + z * z / n)
  }
}
