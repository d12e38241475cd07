import FaultDXSignal

/// Between which bounds a figure lies with 95 % confidence, and how that was found.
///
/// Windows are not drawn independently, units are: the bootstrap therefore draws whole units (recordings,
/// or groups where they are known), each with all its windows. It says nothing about few units, and nothing
/// about a figure that no draw changes (all right, all wrong). There the accuracy gets Wilson's interval
/// with each unit as one trial.
///
///     let units = Interval.units(
///       labels: labels, names: windows.map(\.group), truth: truth, predicted: predicted)
///     let interval = Interval.accuracy(of: units, unitName: "groups", seed: 1)
///     print(interval)     // "0.91 to 0.99 (95 %, bootstrap over 24 groups)"
public struct Interval: Sendable, Equatable, CustomStringConvertible {
  /// How an interval was found.
  public enum Method: Sendable, Equatable {
    /// Percentiles of the figure over so many draws of so many units with replacement.
    case bootstrap(units: Int, draws: Int)
    /// Wilson's score interval with each of so many units as one trial.
    case wilson(units: Int)
  }

  /// What was predicted for the windows (or the one verdict) of a unit.
  public struct Unit: Sendable {
    /// True and predicted classes.
    public let outcomes: ConfusionMatrix
    /// What the units of one draw are stratified by: the class of the unit, the first of several.
    let stratum: Int

    /// A unit with what was predicted for it.
    public init(_ outcomes: ConfusionMatrix) {
      self.outcomes = outcomes
      stratum = outcomes.labels.indices.first { outcomes.support(of: $0) > 0 } ?? -1
    }
  }

  /// The lower bound.
  public let lower: Double
  /// The upper bound.
  public let upper: Double
  /// How they were found.
  public let method: Method
  /// What the units are, in the plural: "recordings", "groups".
  public let unitName: String

  /// With fewer units of any class the bootstrap is not used.
  ///
  /// Drawing n units of a class with replacement shows only (n - 1) / n of the variance between them: of two
  /// units half, of one nothing, and the interval would be narrow for want of data.
  public static let fewestUnitsOfClass = 5
  /// With fewer units in all the bootstrap is not used.
  public static let fewestUnits = 10

  /// The bounds and the method in words.
  public var description: String {
    let how =
      switch method {
      case .bootstrap(let units, _): "bootstrap over \(units) \(unitName)"
      case .wilson(let units): "Wilson, each of \(units) \(unitName) as one trial"
      }
    let bounds = "\(fixedPoint(lower, digits: 2)) to \(fixedPoint(upper, digits: 2))"
    return "\(bounds) (95 %, \(how))"
  }

  /// The units behind predictions: those of one name (recording or group) belong together.
  ///
  /// - Precondition: As many names, true and predicted classes.
  public static func units(
    labels: [String], names: [String], truth: [Int], predicted: [Int]
  ) -> [Unit] {
    require(
      names.count == truth.count && names.count == predicted.count,
      "\(names.count) names, \(truth.count) truths and \(predicted.count) predictions do not pair")
    var positions: [String: Int] = [:]
    var matrices: [ConfusionMatrix] = []
    for index in names.indices {
      let position = positions[names[index]] ?? matrices.count
      if position == matrices.count {
        positions[names[index]] = position
        matrices.append(ConfusionMatrix(labels: labels))
      }
      matrices[position].add(truth: truth[index], predicted: predicted[index])
    }
    return matrices.map(Unit.init)
  }

  /// The interval of the accuracy over all windows (or verdicts) of the units.
  ///
  /// - Parameter unitName: What the units are, in the plural.
  /// - Returns: `nil` where there is no unit.
  public static func accuracy(
    of units: [Unit], unitName: String = "recordings", seed: UInt64, draws: Int = 2000
  ) -> Interval? {
    guard let total = sum(units), total.total > 0 else { return nil }
    if suffices(units) {
      let interval = bootstrap(units, unitName, seed, draws) { $0.accuracy }
      if interval.upper > interval.lower { return interval }
    }
    let (lower, upper) = wilson(rate: total.accuracy, trials: units.count)
    return Interval(
      lower: lower, upper: upper, method: .wilson(units: units.count), unitName: unitName)
  }

  /// The interval of the macro F1 over all windows (or verdicts) of the units.
  ///
  /// - Returns: `nil` where there are too few units for a bootstrap or no draw changes the figure: there is no simple
  ///   interval to fall back to.
  public static func macroF1(
    of units: [Unit], unitName: String = "recordings", seed: UInt64, draws: Int = 2000
  ) -> Interval? {
    guard suffices(units) else { return nil }
    let interval = bootstrap(units, unitName, seed, draws) { $0.macroF1 }
    return interval.upper > interval.lower ? interval : nil
  }

  /// Wilson's score interval at 95 % for a rate over independent trials.
  ///
  /// E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
  ///
  /// - Precondition: At least one trial; `rate` from 0 to 1.
  public static func wilson(rate: Double, trials: Int) -> (lower: Double, upper: Double) {
    require(trials > 0 && rate >= 0 && rate <= 1, "no interval for \(rate) of \(trials) trials")
    let z = 1.959963984540054
    let n = Double(trials)
    let center = (rate + z * z / (2 * n)) / (1 + z * z / n)
    let spread =
      z / (1 + z * z / n) * (rate * (1 - rate) / n + z * z / (4 * n * n)).squareRoot()
    // At the ends the bound is the end; rounding must not leave it a little off.
    return (rate == 0 ? 0 : center - spread, rate == 1 ? 1 : center + spread)
  }

  private static func sum(_ units: [Unit]) -> ConfusionMatrix? {
    guard var total = units.first?.outcomes else { return nil }
    for unit in units.dropFirst() { total += unit.outcomes }
    return total
  }

  private static func suffices(_ units: [Unit]) -> Bool {
    units.count >= fewestUnits
      && Dictionary(grouping: units, by: \.stratum).values.allSatisfy {
        $0.count >= fewestUnitsOfClass
      }
  }

  /// Percentiles over draws of units with replacement, class by class, so that no draw loses a class.
  private static func bootstrap(
    _ units: [Unit], _ unitName: String, _ seed: UInt64, _ draws: Int,
    _ figure: (ConfusionMatrix) -> Double
  ) -> Interval {
    require(draws > 0, "a bootstrap needs draws")
    let strata = Dictionary(grouping: units, by: \.stratum).sorted { $0.key < $1.key }.map(\.value)
    // Most cells of a unit's matrix are 0; adding only the others keeps thousands of units cheap.
    let cells = strata.map { $0.map { unit in Self.cells(unit.outcomes) } }
    let labels = units[0].outcomes.labels
    var figures: [Double] = []
    for draw in 0..<draws {
      var generator = CounterGenerator(seed: seed, stream: Self.stream, substream: UInt64(draw))
      var matrix = ConfusionMatrix(labels: labels)
      for stratum in cells {
        for _ in stratum.indices {
          for cell in stratum[generator.integer(below: stratum.count)] {
            matrix.add(truth: cell.truth, predicted: cell.predicted, count: cell.count)
          }
        }
      }
      figures.append(figure(matrix))
    }
    figures.sort()
    return Interval(
      lower: quantile(figures, 0.025), upper: quantile(figures, 0.975),
      method: .bootstrap(units: units.count, draws: draws), unitName: unitName)
  }

  /// Sets these draws apart from whatever else is drawn from the same seed: "BOOT".
  private static let stream: UInt64 = 0x424F_4F54

  private static func cells(
    _ matrix: ConfusionMatrix
  ) -> [(truth: Int, predicted: Int, count: Int)] {
    matrix.labels.indices.flatMap { truth in
      matrix.labels.indices.compactMap { predicted in
        let count = matrix[truth, predicted]
        return count > 0 ? (truth, predicted, count) : nil
      }
    }
  }

  /// Linear between order statistics, as NumPy's default.
  static func quantile(_ sorted: [Double], _ level: Double) -> Double {
    let position = level * Double(sorted.count - 1)
    let index = Int(position)
    guard index + 1 < sorted.count else { return sorted[sorted.count - 1] }
    return sorted[index] + (position - Double(index)) * (sorted[index + 1] - sorted[index])
  }
}
