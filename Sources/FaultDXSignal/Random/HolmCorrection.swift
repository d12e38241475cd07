/// p values of several comparisons such that the chance of any false one among them stays what is said of one.
///
/// S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6, 1979. It holds
/// however the comparisons depend on each other, as they do where all are with one reference.
public enum HolmCorrection {
  /// The corrected p values, in the order given: the smallest times the count, the next times one less, and so on, none
  /// below one before it nor above 1.
  public static func adjusted(_ values: [Double]) -> [Double] {
    var adjusted = values
    var highest = 0.0
    // Equal ones get the same, whichever comes first.
    for (rank, index) in values.indices.sorted(by: { values[$0] < values[$1] }).enumerated() {
      highest = max(highest, min(1, values[index] * Double(values.count - rank)))
      adjusted[index] = highest
    }
    return adjusted
  }
}
