import FaultDXSignal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How well one number of each recording tells its class, and whether that may be chance.
///
/// Each recording is given the class that most of those with the nearest values have, itself and other
/// recordings of its unit left out. A class is told apart where nine in ten of its recordings, and of the
/// others, are on the right side, and where Fisher's exact test on that table of units, times the number of
/// tests made, stays below one in a hundred: with few recordings nothing is.
struct PropertyTest {
  /// The classes that are told apart from all others.
  let separated: [Separation]
  /// The part of all recordings that get their own class.
  let accuracy: Double
  /// The part of the most common class.
  let chance: Double
  /// Whether the accuracy is half the way from chance to certainty, and no coincidence.
  let isInformative: Bool

  struct Separation {
    let label: String
    /// The mean of the part of the class and the part of the others on the right side.
    let balancedAccuracy: Double
    let probability: Double
  }

  private static let level = 0.01
  private static let wanted = 0.9
  /// Equal values beyond which more would not change the vote.
  private static let ties = 256

  /// - Parameters:
  ///   - tests: how many tests are made on these data, all properties and classes together.
  init(values: [Double], labels: [String], units: [String], tests: Int) {
    let classes = Set(labels).sorted()
    let unitsOfClass = classes.map { name in
      Set(zip(labels, units).filter { $0.0 == name }.map(\.1)).count
    }
    let sizes = classes.map { name in labels.count { $0 == name } }
    let counts = zip(unitsOfClass, sizes).map { units, size in units > 1 ? units : size }
    let indices = labels.map { label in classes.firstIndex(of: label) ?? 0 }
    let neighbours = (counts.min() ?? 0) >= 4 ? 3 : 1
    let predicted = Self.predictions(
      values, indices, units, neighbours, leavesUnitOut: unitsOfClass.map { $0 > 1 })
    let correct = zip(predicted, indices).count { $0 == $1 }
    accuracy = Double(correct) / Double(max(labels.count, 1))
    chance = Double(sizes.max() ?? 0) / Double(max(labels.count, 1))
    let all = counts.reduce(0, +)
    let likely = Self.binomialTail(
      Int(accuracy * Double(all)), of: all, probability: min(0.999, chance))
    isInformative =
      accuracy >= chance + 0.5 * (1 - chance) && likely * Double(tests) < Self.level
    separated = classes.indices.compactMap { label in
      let (own, others) = (counts[label], all - counts[label])
      guard sizes[label] >= 2, others >= 2 else { return nil }
      let hits = zip(predicted, indices).count { $0 == label && $1 == label }
      let alarms = zip(predicted, indices).count { $0 == label && $1 != label }
      let sensitivity = Double(hits) / Double(sizes[label])
      let specificity = 1 - Double(alarms) / Double(labels.count - sizes[label])
      let balanced = 0.5 * (sensitivity + specificity)
      guard min(sensitivity, specificity) >= Self.wanted else { return nil }
      let probability = Self.fisher(
        hits: Int(sensitivity * Double(own) + 1e-9), of: own,
        alarms: Int(((1 - specificity) * Double(others)).rounded(.up)), among: others)
      guard probability * Double(tests) < Self.level else { return nil }
      return Separation(label: classes[label], balancedAccuracy: balanced, probability: probability)
    }
  }

  /// The class of the nearest values for each recording, among others than itself and its unit.
  private static func predictions(
    _ values: [Double], _ classes: [Int], _ units: [String], _ neighbours: Int,
    leavesUnitOut: [Bool]
  ) -> [Int] {
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    let classCount = leavesUnitOut.count
    var result = [Int](repeating: 0, count: values.count)
    for (place, own) in order.enumerated() {
      var votes = [Double](repeating: 0, count: classCount)
      var (low, high) = (place - 1, place + 1)
      var (taken, last) = (0, 0.0)
      while low >= 0 || high < order.count {
        let below = low >= 0 ? values[own] - values[order[low]] : .infinity
        let above = high < order.count ? values[order[high]] - values[own] : .infinity
        let distance = min(below, above)
        if taken >= neighbours, distance > last || taken >= ties { break }
        let other = below <= above ? order[low] : order[high]
        if below <= above { low -= 1 } else { high += 1 }
        if leavesUnitOut[classes[own]], units[other] == units[own] { continue }
        votes[classes[other]] += 1
        (taken, last) = (taken + 1, distance)
      }
      result[own] = votes.firstMaximum
    }
    return result
  }

  /// The probability of so many right or more if each were with a probability.
  static func binomialTail(_ successes: Int, of trials: Int, probability: Double) -> Double {
    guard successes > 0 else { return 1 }
    guard successes <= trials else { return 0 }
    return (successes...trials).reduce(0) { sum, k in
      sum
        + exp(
          logChoose(trials, k) + Double(k) * log(probability)
            + Double(trials - k) * log(1 - probability))
    }
  }

  /// The probability, if the sides were dealt at random, of so many hits or more among as many positives.
  static func fisher(hits: Int, of own: Int, alarms: Int, among others: Int) -> Double {
    let positives = hits + alarms
    let all = own + others
    guard positives <= all else { return 1 }
    return (hits...max(hits, min(own, positives))).reduce(0) { sum, k in
      guard positives - k <= others, positives - k >= 0 else { return sum }
      return sum
        + exp(
          logChoose(own, k) + logChoose(others, positives - k) - logChoose(all, positives))
    }
  }

  private static func logChoose(_ n: Int, _ k: Int) -> Double {
    lgamma(Double(n) + 1) - lgamma(Double(k) + 1) - lgamma(Double(n - k) + 1)
  }
}
