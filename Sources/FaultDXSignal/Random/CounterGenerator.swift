/// The only randomness of the package: Philox4x32-10, a generator that is a pure function of its
/// key and a counter.
///
/// A stream is named by `(seed, stream, substream)`, say `(seed, epoch, index)`, and can be started
/// anywhere without running through the ones before it. So what is drawn never depends on the order
/// in which threads get to it, and a resumed run draws what the run that was killed would have
/// drawn.
///
/// Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as
/// 1, 2, 3", SC 2011; checked against the known-answer vectors of Random123.
public struct CounterGenerator: RandomNumberGenerator, Sendable {
  /// Key and upper half of the counter, both derived from `(seed, stream, substream)`.
  private let key: SIMD2<UInt32>
  private let upper: SIMD2<UInt32>
  /// The next block: the lower half of the counter.
  private var counter: UInt64 = 0
  /// The second half of the current block, where it is not yet used.
  private var spare: UInt64?

  /// The stream that these numbers name.
  ///
  /// The three numbers are mixed by one application of the generator itself, so that neighbouring
  /// seeds, streams and substreams have nothing in common.
  public init(seed: UInt64, stream: UInt64 = 0, substream: UInt64 = 0) {
    let name = Self.block(counter: Self.words(stream, substream), key: Self.words(seed))
    self.key = name.lowHalf
    self.upper = name.highHalf
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    if let value = spare {
      spare = nil
      return value
    }
    let block = Self.block(
      counter: SIMD4(lowHalf: Self.words(counter), highHalf: upper), key: key)
    counter &+= 1
    spare = UInt64(block.z) | UInt64(block.w) << 32
    return UInt64(block.x) | UInt64(block.y) << 32
  }

  /// A number from `0 ..< 1`, uniform, a multiple of 2⁻⁵³.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number from `range.lowerBound ..< range.upperBound`, uniform.
  public mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// A number from the normal distribution with mean 0 and deviation 1.
  ///
  /// One uniform number goes in (the middle of its 2⁻⁵³ step, so that 0 cannot occur), through the
  /// inverse of the distribution function: no state, and no rejection, so that the number of draws
  /// is known in advance.
  public mutating func normal() -> Double {
    normalQuantile((Double(next() >> 11) + 0.5) * 0x1p-53)
  }

  /// An integer from `0 ..< bound`, uniform without bias.
  ///
  /// Source: D. Lemire, "Fast random integer generation in an interval", 2019.
  ///
  /// - Precondition: `bound` is positive.
  public mutating func integer(below bound: Int) -> Int {
    require(bound > 0, "a random integer needs a positive bound, got \(bound)")
    let bound = UInt64(bound)
    let threshold = (0 &- bound) % bound
    while true {
      let product = next().multipliedFullWidth(by: bound)
      if product.low >= threshold { return Int(product.high) }
    }
  }

  /// The elements in random order (Fisher-Yates).
  ///
  /// The standard library's own shuffle may change from release to release; a training run must
  /// not.
  public mutating func shuffled<Element>(_ elements: some Sequence<Element>) -> [Element] {
    var result = Array(elements)
    for last in stride(from: result.count - 1, to: 0, by: -1) {
      result.swapAt(last, integer(below: last + 1))
    }
    return result
  }
}

extension CounterGenerator {
  /// One block of Philox4x32-10: four random words from four words of counter and two of key.
  package static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var x = counter
    var k = key
    for _ in 0..<10 {
      let a = x.x.multipliedFullWidth(by: 0xD251_1F53)
      let b = x.z.multipliedFullWidth(by: 0xCD9E_8D57)
      x = SIMD4(b.high ^ x.y ^ k.x, b.low, a.high ^ x.w ^ k.y, a.low)
      k.x &+= 0x9E37_79B9
      k.y &+= 0xBB67_AE85
    }
    return x
  }

  private static func words(_ value: UInt64) -> SIMD2<UInt32> {
    SIMD2(UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32))
  }

  private static func words(_ low: UInt64, _ high: UInt64) -> SIMD4<UInt32> {
    SIMD4(lowHalf: words(low), highHalf: words(high))
  }
}
