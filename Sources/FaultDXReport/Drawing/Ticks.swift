/// Round numbers along an axis: steps of 1, 2 or 5 times a power of ten.
struct Ticks: Sendable, Equatable {
  let values: [Double]
  let decimals: Int

  /// The ticks within a range.
  ///
  /// - Parameter most: How many there may be; at least two are tried for.
  init(in range: ClosedRange<Double>, atMost most: Int) {
    let span = range.upperBound - range.lowerBound
    guard span.isFinite, span > 0 else {
      values = [range.lowerBound]
      decimals = 0
      return
    }
    let raw = span / Double(max(most, 1))
    let power = NumberText.exponent(of: raw)
    var unit = 1.0
    for _ in 0..<abs(power) { unit = power > 0 ? unit * 10 : unit / 10 }
    let steps = [0.5, 1, 2, 5, 10].map { $0 * unit }
    var chosen = steps.dropFirst().firstIndex { $0 >= raw * (1 - 1e-9) } ?? steps.count - 1
    func count(_ step: Double) -> Double {
      let last = (range.upperBound / step + 1e-9).rounded(.down)
      return last - (range.lowerBound / step - 1e-9).rounded(.up) + 1
    }
    // One tick says where a number lies, and not how far it is to another.
    while chosen > 0, most > 1, count(steps[chosen]) < 2 { chosen -= 1 }
    let step = steps[chosen]
    decimals = max(0, chosen == 0 ? 1 - power : chosen == 4 ? -power - 1 : -power)
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    // Numbers so far from zero that steps are lost in rounding have only ends.
    guard abs(first) < 1e12, abs(last) < 1e12, first <= last else {
      values = [range.lowerBound, range.upperBound]
      return
    }
    values = (Int(first)...Int(last)).map { Double($0) * step }
  }

  /// What stands at each.
  var texts: [String] { values.map { NumberText.fixed($0, decimals) } }
}
