import FaultDXSignal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Whether probabilities mean what they say.
public struct Reliability: Sendable, Equatable {
  /// Cases that were given about the same confidence.
  public struct Bin: Sendable, Equatable {
    /// How many.
    public var count: Int
    /// Their mean confidence: the probability of the most probable class.
    public var confidence: Double
    /// The share of them that was right.
    public var accuracy: Double
  }

  /// The expected calibration error over 15 bins of equal width.
  ///
  /// The mean of |accuracy − confidence|, each bin weighted with its cases (Naeini et al., AAAI 2015).
  public let expectedError: Double
  /// The same over 15 bins of equally many cases.
  public let adaptiveError: Double
  /// The mean over cases of the squared distance of all probabilities from the truth, in 0…2.
  public let brierScore: Double
  /// The mean negative logarithm of the probability of the true class.
  public let logLoss: Double
  /// The reliability curve: bins of equal width that have cases, from the lowest confidence on.
  public let curve: [Bin]

  /// Bins.
  public static let bins = 15

  /// Measures probabilities.
  ///
  /// - Parameters:
  ///   - truth: The class of each case.
  ///   - probabilities: A row for each case.
  /// - Precondition: There is a case, and both have one entry for each.
  public init(truth: [Int], probabilities: [[Double]]) {
    require(
      !truth.isEmpty && truth.count == probabilities.count,
      "\(probabilities.count) rows of probabilities do not pair with \(truth.count) classes")
    let count = Double(truth.count)
    let predicted = probabilities.map(\.firstMaximum)
    let confidence = zip(probabilities, predicted).map { $0[$1] }
    let isRight = zip(truth, predicted).map { $0 == $1 }
    func bin(_ cases: some Collection<Int>) -> Bin? {
      guard !cases.isEmpty else { return nil }
      let size = Double(cases.count)
      return Bin(
        count: cases.count, confidence: cases.reduce(0) { $0 + confidence[$1] } / size,
        accuracy: Double(cases.count { isRight[$0] }) / size)
    }
    func error(_ bins: [Bin]) -> Double {
      bins.reduce(0) { $0 + Double($1.count) / count * abs($1.accuracy - $1.confidence) }
    }
    let number = Double(Self.bins)
    // Bins are open below and closed above: (0, 1/15], …
    let places = Dictionary(
      grouping: truth.indices,
      by: { min(max(Int((confidence[$0] * number).rounded(.up)) - 1, 0), Self.bins - 1) })
    curve = places.keys.sorted().compactMap { bin(places[$0] ?? []) }
    expectedError = error(curve)
    let sorted = truth.indices.sorted {
      (confidence[$0], $0) < (confidence[$1], $1)
    }
    let adaptive = (0..<Self.bins).compactMap { index in
      bin(
        sorted[(index * sorted.count / Self.bins)..<((index + 1) * sorted.count / Self.bins)])
    }
    adaptiveError = error(adaptive)
    var squares = 0.0
    var logarithms = 0.0
    for (row, label) in zip(probabilities, truth) {
      for (index, probability) in row.enumerated() {
        let difference = probability - (index == label ? 1 : 0)
        squares += difference * difference
      }
      logarithms -= log(max(row[label], Double.ulpOfOne))
    }
    brierScore = squares / count
    logLoss = logarithms / count
  }
}
