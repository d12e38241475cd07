import FaultDXSignal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Whether one classifier is more accurate than another on the same units, from what each unit gains.
///
/// If neither were better, a unit would be as likely to gain so many windows as to lose them. The p value is the share of
/// all ways to turn signs that move the sum as far from zero as it is, or further. Units need not be alike, nor gains
/// normal, and nothing is drawn: the distribution of the sum is added up exactly. (R. A. Fisher, "The Design of
/// Experiments", 1935, section 21; E. J. G. Pitman, "Significance tests which may be applied to samples from any
/// populations", 1937.)
public struct SignFlipTest: Sendable, Equatable {
  /// What the first classifier got right less what the second did, for each unit.
  public let gains: [Int]

  /// Takes the gains of units.
  public init(gains: [Int]) { self.gains = gains }

  /// The most steps that are taken for an exact distribution: a few tenths of a second.
  private static let mostSteps = 200_000_000

  /// The p value of both sides; 1 where no unit gains or loses.
  ///
  /// Where there are so many units that it would take long, the sum is taken as normal, which it then is.
  public var p: Double {
    let sizes = gains.filter { $0 != 0 }.map { abs($0) }.sorted()
    let observed = abs(gains.reduce(0, +))
    if sizes.isEmpty || observed == 0 { return 1 }
    let largest = sizes.reduce(0, +)
    if largest * sizes.count > Self.mostSteps {
      let variance = sizes.reduce(0.0) { $0 + Double($1) * Double($1) }
      return erfc(Double(observed) / (2 * variance).squareRoot())
    }
    // The probability that the units with a positive sign sum to each number.
    var share = [Double](repeating: 0, count: largest + 1)
    share[0] = 1
    var reached = 0
    for size in sizes {
      reached += size
      for sum in stride(from: reached, through: 0, by: -1) {
        share[sum] = 0.5 * (share[sum] + (sum >= size ? share[sum - size] : 0))
      }
    }
    // The signed sum is twice that less the sum of all.
    var tail = 0.0
    for (sum, share) in share.enumerated() where abs(2 * sum - largest) >= observed {
      tail += share
    }
    return min(1, tail)
  }

  /// The smallest p value that so many units can give: when all of them gain or lose as much.
  ///
  /// - Precondition: `units` is not negative.
  public static func smallestP(units: Int) -> Double {
    require(units >= 0, "\(units) units gain nothing")
    return min(1, 2 * pow(0.5, Double(units)))
  }
}
