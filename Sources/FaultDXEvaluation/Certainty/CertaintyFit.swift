#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What held-out recordings teach of how sure a classifier may be.
///
/// It needs the logits of their windows, whatever gave them.
public struct CertaintyFit: Sendable, Equatable {
  /// A recording that weights were not fitted to.
  public struct Item: Sendable {
    /// Its class.
    public var truth: Int
    /// Its physical unit.
    public var group: String
    /// The logits of each of its windows.
    public var logits: [[Float]]

    /// Describes a recording.
    public init(truth: Int, group: String, logits: [[Float]]) {
      self.truth = truth
      self.group = group
      self.logits = logits
    }
  }

  /// Fewest recordings that a power is fitted to.
  public static let fewestRecordings = 20
  /// The share of recordings that is to be covered.
  public static let coverage = 0.9
  /// Fewest groups of each class for which the class has a threshold of its own.
  public static let fewestGroupsOfClass = 20

  /// What logits are divided by.
  public let temperature: Double
  /// The power of a recording's mean probabilities; 1 where there were too few recordings.
  public let recordingPower: Double
  /// The least probability of each class that is not ruled out; `nil` where there were too few groups.
  public let thresholds: [Double]?
  /// Recordings that it was fitted to.
  public let recordings: Int
  /// Groups that it was fitted to.
  public let groups: Int

  /// Fits to recordings, each group counting once.
  ///
  /// - Precondition: All rows have `classes` logits.
  public init(_ items: [Item], classes: Int) {
    let items = items.filter { !$0.logits.isEmpty }
    let sizes = Dictionary(grouping: items, by: \.group).mapValues(\.count)
    let weights = items.map { 1 / Double(sizes[$0.group] ?? 1) }
    recordings = items.count
    groups = sizes.count
    let windows = items.flatMap { $0.logits.map { $0.map(Double.init) } }
    let scale = TemperatureScaling.scale(
      scores: windows, truth: items.flatMap { item in item.logits.map { _ in item.truth } },
      weights: zip(items, weights).flatMap { item, weight in
        item.logits.map { _ in weight / Double(item.logits.count) }
      })
    temperature = 1 / scale
    let means = items.map { Self.mean($0.logits, scale: scale) }
    let logarithms = means.map { $0.map { log(max($0, 1e-300)) } }
    let power =
      items.count < Self.fewestRecordings
      ? 1
      : TemperatureScaling.scale(
        scores: logarithms, truth: items.map(\.truth), weights: weights)
    recordingPower = power
    let scores = zip(logarithms, items).map { row, item in
      1 - Self.softmax(row.map { $0 * power })[item.truth]
    }
    guard
      let common = HierarchicalQuantile.upper(
        scores: scores, groups: items.map(\.group), level: Self.coverage)
    else {
      thresholds = nil
      return
    }
    let own = (0..<classes).map { label -> Double? in
      let members = items.indices.filter { items[$0].truth == label }
      let groups = members.map { items[$0].group }
      if Set(groups).count < Self.fewestGroupsOfClass { return nil }
      return HierarchicalQuantile.upper(
        scores: members.map { scores[$0] }, groups: groups, level: Self.coverage)
    }
    // One rule for all classes: some thresholds of classes beside a common one would cover more than is said.
    let isOwn = own.allSatisfy { $0 != nil }
    // Rounding must not rule out the recording that the threshold is from.
    thresholds = own.map { 1 - (isOwn ? $0 ?? common : common) - 1e-12 }
  }

  private static func mean(_ logits: [[Float]], scale: Double) -> [Double] {
    var sums = [Double](repeating: 0, count: logits[0].count)
    for row in logits {
      for (index, value) in softmax(row.map { Double($0) * scale }).enumerated() {
        sums[index] += value / Double(logits.count)
      }
    }
    return sums
  }

  private static func softmax(_ scores: [Double]) -> [Double] {
    let highest = scores.max() ?? 0
    let powers = scores.map { exp($0 - highest) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }
}
