/// A trace in as many pairs of a smallest and a largest value as a drawing can show: no peak is lost.
///
/// A trace of ten minutes has millions of samples and a drawing a thousand columns; every n-th sample would leave out
/// nearly every impact, which is what one looks for.
public struct PeakEnvelope: Sendable, Equatable {
  /// The smallest value of each stretch.
  public private(set) var minimum: [Float] = []
  /// The largest value of each stretch.
  public private(set) var maximum: [Float] = []
  /// Where each stretch begins and the last ends, in samples from the start of the trace.
  public let count: Int

  /// The most pairs that a figure is given: a page stays small, and no drawing has more columns.
  public static let mostPairs = 2000

  /// Reduces one channel of interleaved samples.
  ///
  /// Values that are not finite are left out; a stretch of nothing else is 0.
  ///
  /// - Parameters:
  ///   - channel: below `channels`.
  ///   - pairs: how many stretches at most; a trace with fewer samples has one for each.
  public init(
    _ samples: UnsafeBufferPointer<Float>, channel: Int = 0, channels: Int = 1,
    pairs: Int = Self.mostPairs
  ) {
    count = samples.count / max(channels, 1)
    let stretches = min(max(pairs, 1), count)
    minimum.reserveCapacity(stretches)
    maximum.reserveCapacity(stretches)
    for stretch in 0..<stretches {
      var (low, high) = (Float.infinity, -Float.infinity)
      for frame in bounds(stretch, of: stretches) {
        let value = samples[frame * channels + channel]
        guard value.isFinite else { continue }
        low = min(low, value)
        high = max(high, value)
      }
      minimum.append(low.isFinite ? low : 0)
      maximum.append(high.isFinite ? high : 0)
    }
  }

  /// Reduces a trace.
  public init(_ samples: [Float], pairs: Int = Self.mostPairs) {
    self = samples.withUnsafeBufferPointer { Self($0, pairs: pairs) }
  }

  /// Pairs that were found before, of a trace of so many samples.
  ///
  /// - Returns: `nil` where they are no pairs of such a trace.
  public init?(minimum: [Float], maximum: [Float], count: Int) {
    guard minimum.count == maximum.count, minimum.count <= count,
      minimum.allSatisfy(\.isFinite), maximum.allSatisfy(\.isFinite)
    else { return nil }
    self.minimum = minimum
    self.maximum = maximum
    self.count = count
  }

  /// Whether every sample has its own pair, so that a line through them is the trace itself.
  public var isWhole: Bool { minimum.count == count }

  /// The same in fewer pairs.
  func reduced(to pairs: Int) -> PeakEnvelope {
    let own = minimum.count
    guard pairs < own else { return self }
    var (low, high): ([Float], [Float]) = ([], [])
    for stretch in 0..<max(pairs, 1) {
      let range = stretch * own / max(pairs, 1)..<(stretch + 1) * own / max(pairs, 1)
      low.append(minimum[range].min() ?? 0)
      high.append(maximum[range].max() ?? 0)
    }
    return PeakEnvelope(minimum: low, maximum: high, count: count) ?? self
  }

  /// The samples of a stretch.
  private func bounds(_ stretch: Int, of stretches: Int) -> Range<Int> {
    stretch * count / stretches..<(stretch + 1) * count / stretches
  }
}
