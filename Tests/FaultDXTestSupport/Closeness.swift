/// Compares sums of `Float` products with their `Double` reference.
///
/// A sum of `terms` products carries at most about `terms` roundings, each of half a unit in the last place of
/// what has been summed so far; `magnitude` (the same sum over absolute values) bounds that. So the limit grows
/// with the length of the accumulation and knows about cancellation, instead of being a fraction of the value.
package struct SumDifference: Equatable, CustomStringConvertible {
  package let index: Int
  package let found: Float
  package let expected: Double
  package let limit: Double

  package var description: String {
    "element \(index): found \(found), expected \(expected) ± \(limit)"
  }

  /// The first element that lies outside its limit, or is not a number; `nil` when all are close.
  package static func first(
    _ found: [Float], _ expected: [Double], magnitude: [Double], terms: Int
  ) -> SumDifference? {
    guard found.count == expected.count else {
      return SumDifference(index: found.count, found: .nan, expected: .nan, limit: 0)
    }
    let unit = Double(Float.ulpOfOne) / 2
    for (index, value) in found.enumerated() {
      let limit = Double(terms + 3) * unit * magnitude[index]
      if !(abs(Double(value) - expected[index]) <= limit) {
        return SumDifference(
          index: index, found: value, expected: expected[index], limit: limit)
      }
    }
    return nil
  }
}
