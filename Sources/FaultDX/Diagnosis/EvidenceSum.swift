import FaultDXSignal

/// The windows' answers added up, one by one in time order: the order is part of the result.
struct EvidenceSum {
  private var sums: [Double]
  private(set) var votes: [Int]
  private(set) var count = 0

  init(classes: Int) {
    sums = Array(repeating: 0, count: classes)
    votes = Array(repeating: 0, count: classes)
  }

  /// Adds one window.
  mutating func add(_ probabilities: [Float]) {
    for (index, probability) in probabilities.enumerated() { sums[index] += Double(probability) }
    votes[probabilities.firstMaximum] += 1
    count += 1
  }

  /// The mean probability of every class.
  ///
  /// The recording's probabilities are the mean of its windows'. A mean of logarithms would treat the
  /// windows as independent witnesses: they are not, so a slight lead would turn into certainty with every
  /// further window, and one that is surely wrong about the true class would outvote all others.
  var probabilities: [Double] { sums.map { $0 / Double(count) } }
}
