import FaultDXSignal
import Foundation
import Testing

extension ConditioningGolden.Filter {
  fileprivate func sections() throws -> SecondOrderSections {
    let band: ButterworthFilter.Band
    switch kind {
    case "lowpass": band = .lowPass(edges[0])
    case "highpass": band = .highPass(edges[0])
    case "bandpass": band = .bandPass(edges[0], edges[1])
    default: band = .bandStop(edges[0], edges[1])
    }
    return try ButterworthFilter(band, order: order).sections(rate: rate)
  }
}

@Test func `Butterworth filters have the gain that SciPy designs`() throws {
  for golden in try ConditioningGolden.load().filters {
    let sections = try golden.sections()
    let gains = golden.gain.indices.map { index -> Double in
      let angle = Double.pi * Double(index) / 16
      return sections.sections.reduce(1) { gain, section in
        func magnitude(_ a: Double, _ b: Double, _ c: Double) -> Double {
          hypot(
            a + b * cos(angle) + c * cos(2 * angle), b * sin(angle) + c * sin(2 * angle))
        }
        return gain * magnitude(section.b0, section.b1, section.b2)
          / magnitude(1, section.a1, section.a2)
      }
    }
    #expect(
      distance(gains, golden.gain) < 1e-8, "\(golden.kind) \(golden.edges) \(golden.order)")
  }
}

@Test func `filtering as samples come agrees with sosfilt`() throws {
  let golden = try ConditioningGolden.load()
  for filter in golden.filters {
    let signal = try #require(golden.signals[filter.signal])
    let found = try filter.sections().filtered(signal)
    #expect(distance(found, filter.causal) < 1e-7, "\(filter.kind) \(filter.edges) \(filter.order)")
  }
}

@Test func `filtering forwards and backwards agrees with sosfiltfilt`() throws {
  let golden = try ConditioningGolden.load()
  for filter in golden.filters {
    let signal = try #require(golden.signals[filter.signal])
    let sections = try filter.sections()
    guard let expected = filter.zeroPhase else {
      #expect(
        throws: FilterError.tooShort(samples: signal.count, needed: sections.padding + 1)
      ) { try sections.zeroPhase(signal) }
      continue
    }
    let found = try sections.zeroPhase(signal)
    #expect(distance(found, expected) < 1e-7, "\(filter.kind) \(filter.edges) \(filter.order)")
  }
}

@Test func `a filter of zero phase delays nothing, a causal one does`() throws {
  let rate = 12_000.0
  // A burst that is symmetrical about its middle.
  let burst = (0..<2001).map { index -> Double in
    let t = Double(index - 1000)
    return exp(-t * t / 2e4) * cos(2 * .pi * 3000 * t / rate)
  }
  let filter = try ButterworthFilter(.bandPass(2000, 5000), order: 4).sections(rate: rate)
  let zero = try filter.zeroPhase(burst)
  let asymmetry = zip(zero, zero.reversed()).map { abs($0 - $1) }.max() ?? 1
  #expect(asymmetry < 1e-9)
  #expect(zero.indices.max { zero[$0] < zero[$1] } == 1000)
  let causal = filter.filtered(burst)
  let delayed = zip(causal, causal.reversed()).map { abs($0 - $1) }.max() ?? 0
  #expect(delayed > 0.1)
}

@Test func `edges are at half the power, of zero phase at a quarter`() throws {
  let rate = 12_000.0
  let tone = (0..<24_000).map { sin(2 * .pi * 2000 * Double($0) / rate) }
  for band in [ButterworthFilter.Band.lowPass(2000), .highPass(2000), .bandPass(2000, 4000)] {
    for order in [1, 2, 4, 7] {
      let sections = try ButterworthFilter(band, order: order).sections(rate: rate)
      let once = sections.filtered(tone)[12_000...].map { $0 * $0 }.reduce(0, +) / 6000
      let twice = try sections.zeroPhase(tone)[12_000..<18_000].map { $0 * $0 }.reduce(0, +) / 3000
      #expect(abs(once - 0.5) < 1e-3, "\(band) \(order)")
      #expect(abs(twice - 0.25) < 1e-3, "\(band) \(order)")
    }
  }
}

@Test func `a causal filter gives the same bits however its samples are cut`() throws {
  var generator = CounterGenerator(seed: 3)
  let samples = (0..<3000).map { _ in Float(5 + generator.normal()) }
  let sections = try ButterworthFilter(.bandPass(50, 200), order: 4).sections(rate: 1000)
  var whole = samples
  var filter = CausalFilter(sections, channels: 3, passing: [2])
  whole.withUnsafeMutableBufferPointer { filter.apply($0) }
  for channel in 0..<3 {
    let column = stride(from: channel, to: 3000, by: 3).map { samples[$0] }
    let expected =
      channel == 2 ? column : sections.filtered(column.map(Double.init)).map(Float.init)
    #expect(stride(from: channel, to: 3000, by: 3).map { whole[$0] } == expected)
  }
  for _ in 0..<10 {
    var pieces: [Float] = []
    var filter = CausalFilter(sections, channels: 3, passing: [2])
    var start = 0
    while start < samples.count {
      let count = min(3 * Int.random(in: 0...97, using: &generator), samples.count - start)
      var piece = Array(samples[start..<start + count])
      piece.withUnsafeMutableBufferPointer { filter.apply($0) }
      pieces += piece
      start += count
    }
    #expect(pieces == whole)
  }
}

@Test func `a causal filter starts anew behind a sample that is no number`() throws {
  let sections = try ButterworthFilter(.highPass(10)).sections(rate: 1000)
  var generator = CounterGenerator(seed: 4)
  let parts = [100, 1, 200].map { count in (0..<count).map { _ in Float(generator.normal()) } }
  var samples = parts[0] + [.infinity] + parts[1] + [.nan, .nan] + parts[2]
  var filter = CausalFilter(sections)
  samples.withUnsafeMutableBufferPointer { filter.apply($0) }
  let expected = parts.map { sections.filtered($0.map(Double.init)).map(Float.init) }
  #expect(samples.filter(\.isFinite) == expected[0] + expected[1] + expected[2])
  #expect(samples.indices.filter { !samples[$0].isFinite } == [100, 102, 103])
}

@Test func `filters that make no sense are errors`() throws {
  #expect(throws: FilterError.order(0)) { try ButterworthFilter(.lowPass(1), order: 0) }
  #expect(throws: FilterError.order(21)) { try ButterworthFilter(.lowPass(1), order: 21) }
  for edge in [0, -1, Double.infinity] {
    #expect(throws: FilterError.edge(edge)) { try ButterworthFilter(.highPass(edge)) }
  }
  #expect(throws: FilterError.self) { try ButterworthFilter(.highPass(.nan)) }
  #expect(throws: FilterError.band(5, 5)) { try ButterworthFilter(.bandStop(5, 5)) }
  #expect(throws: FilterError.aboveNyquist(edge: 500, nyquist: 500)) {
    try ButterworthFilter(.bandPass(1, 500)).sections(rate: 1000)
  }
  #expect(throws: FilterError.self) {
    try ButterworthFilter(.lowPass(5)).sections(rate: .nan)
  }
  // So narrow that the poles cannot be told from the unit circle.
  #expect(throws: FilterError.self) {
    try ButterworthFilter(.highPass(1e-12), order: 8).sections(rate: 1e6)
  }
}

@Test func `filters of every order over wide and narrow bands are stable and end`() throws {
  for order in 1...20 {
    for band in [
      ButterworthFilter.Band.lowPass(1), .lowPass(5990), .highPass(1), .highPass(5990),
      .bandPass(1, 5999), .bandPass(3000, 3030), .bandStop(49, 51),
    ] {
      let sections = try ButterworthFilter(band, order: order).sections(rate: 12_000)
      let response = sections.filtered([0] + [Double](repeating: 1, count: 500))
      #expect(response.allSatisfy { abs($0) < 10 }, "\(band) \(order)")
    }
  }
}
