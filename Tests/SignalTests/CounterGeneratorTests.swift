import FaultDXSignal
import Testing

/// The known-answer vectors of Random123 (kat_vectors, philox4x32 10).
private let knownAnswers: [(SIMD4<UInt32>, SIMD2<UInt32>, SIMD4<UInt32>)] = [
  (
    SIMD4(repeating: 0), SIMD2(repeating: 0),
    SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
  ),
  (
    SIMD4(repeating: .max), SIMD2(repeating: .max),
    SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
  ),
  (
    SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), SIMD2(0xa409_3822, 0x299f_31d0),
    SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
  ),
]

@Test func `Philox gives the known answers of Random123`() {
  for (counter, key, answer) in knownAnswers {
    #expect(CounterGenerator.block(counter: counter, key: key) == answer)
  }
}

@Test func `the same numbers name the same stream, and any other number another`() {
  func first(_ seed: UInt64, _ stream: UInt64, _ substream: UInt64) -> [UInt64] {
    var generator = CounterGenerator(seed: seed, stream: stream, substream: substream)
    return (0..<5).map { _ in generator.next() }
  }
  #expect(first(1, 2, 3) == first(1, 2, 3))
  let others = [first(1, 2, 3), first(2, 2, 3), first(1, 3, 3), first(1, 2, 4), first(3, 2, 1)]
  #expect(Set(others.flatMap { $0 }).count == 25)
}

@Test func `uniform, normal and integer draws have the moments they should`() {
  var generator = CounterGenerator(seed: 7)
  let count = 40_000
  let uniform = (0..<count).map { _ in generator.uniform() }
  #expect(uniform.allSatisfy { $0 >= 0 && $0 < 1 })
  #expect(abs(uniform.reduce(0, +) / Double(count) - 0.5) < 0.006)

  let normal = (0..<count).map { _ in generator.normal() }
  let mean = normal.reduce(0, +) / Double(count)
  let variance = normal.reduce(0) { $0 + $1 * $1 } / Double(count)
  let fourth = normal.reduce(0) { $0 + $1 * $1 * $1 * $1 } / Double(count)
  #expect(abs(mean) < 0.02)
  #expect(abs(variance - 1) < 0.03)
  #expect(abs(fourth - 3) < 0.2)

  var counts = [Int](repeating: 0, count: 7)
  for _ in 0..<count { counts[generator.integer(below: 7)] += 1 }
  #expect(counts.allSatisfy { abs(Double($0) - Double(count) / 7) < 300 })
}

/// `scipy.stats.norm.ppf` of 1.17.
@Test(arguments: [
  (1e-300, -37.0470_9629_9361_2), (1e-10, -6.36134_0902_4040_56), (0.001, -3.09023_2306_1678_13),
  (0.07, -1.47579_1028_1791_71), (0.5, 0), (0.6, 0.25334_7103_1357_997),
  (0.99, 2.32634_7874_0408_408),
])
func `the normal quantile agrees with SciPy`(p: Double, expected: Double) {
  #expect(abs(normalQuantile(p) - expected) <= 2e-15 * max(1, abs(expected)))
}

@Test func `a shuffle keeps every element and does not keep the order`() {
  var generator = CounterGenerator(seed: 3)
  let shuffled = generator.shuffled(0..<50)
  #expect(shuffled.sorted() == Array(0..<50))
  #expect(shuffled != Array(0..<50))
  #expect(generator.shuffled([Int]()) == [])
  #expect(generator.shuffled([1]) == [1])
}
