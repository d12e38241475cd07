import FaultDXSignal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Whether two classifiers differ on the same cases, from those on which exactly one of them is right.
///
/// Under equal skill the discordant cases are tosses of a fair coin. (Q. McNemar, 1947.) The exact binomial test keeps
/// its level but is conservative; the mid-p value counts the observed outcome half and is recommended in its place:
/// M. W. Fagerland, S. Lydersen, P. Laake, "The McNemar test for binary matched-pairs data: mid-p and asymptotic are
/// better than exact conditional", BMC Medical Research Methodology 13:91, 2013.
///
/// The cases must be independent. Windows of one recording are not: give one case for each recording or unit.
public struct McNemar: Sendable, Equatable {
  /// Cases on which only the first is right.
  public let onlyFirst: Int
  /// Cases on which only the second is right.
  public let onlySecond: Int

  /// From the counts.
  ///
  /// - Precondition: They are not negative.
  public init(onlyFirst: Int, onlySecond: Int) {
    require(onlyFirst >= 0 && onlySecond >= 0, "a count cannot be negative")
    self.onlyFirst = onlyFirst
    self.onlySecond = onlySecond
  }

  /// From whether each classifier was right in each case.
  ///
  /// - Precondition: As many answers of one as of the other.
  public init(firstRight: [Bool], secondRight: [Bool]) {
    require(
      firstRight.count == secondRight.count,
      "\(firstRight.count) answers cannot be paired with \(secondRight.count)")
    self.init(
      onlyFirst: zip(firstRight, secondRight).count { $0 && !$1 },
      onlySecond: zip(firstRight, secondRight).count { $1 && !$0 })
  }

  /// The two-sided exact binomial p value; 1 where they never differ.
  public var exact: Double { min(1, 2 * tail) }

  /// The two-sided mid-p value: outcomes further from even than the observed one, and half of those as far; 1 where
  /// they never differ.
  public var midP: Double {
    if trials == 0 { return 1 }
    return onlyFirst == onlySecond ? 1 - point / 2 : 2 * tail - point
  }

  private var trials: Int { onlyFirst + onlySecond }

  /// The probability of the smaller count or fewer.
  private var tail: Double {
    (0...min(onlyFirst, onlySecond)).reduce(0) { $0 + Self.binomial($1, of: trials) }
  }

  /// The probability of exactly what was observed.
  private var point: Double { Self.binomial(min(onlyFirst, onlySecond), of: trials) }

  /// The probability of so many heads of a fair coin.
  private static func binomial(_ heads: Int, of trials: Int) -> Double {
    let (n, k) = (Double(trials), Double(heads))
    return exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) - n * log(2))
  }
}
