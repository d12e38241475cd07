import FaultDXSignal
import FaultDXTestSupport
import Foundation
import Testing

/// What `Tests/Fixtures/signal/generate_kurtogram.py` wrote.
private struct KurtogramGolden: Decodable {
  struct Case: Decodable {
    let x: [Double]
    let levels: Int
    let rows: [Row]
  }
  struct Row: Decodable {
    let depth: Double
    let kurtosis: [Double]

    init(from decoder: any Decoder) throws {
      var pair = try decoder.unkeyedContainer()
      depth = try pair.decode(Double.self)
      kurtosis = try pair.decode([Double].self)
    }
  }
  struct Envelope: Decodable {
    let length: Int
    let sampleRate: Double
    let band: [Double]?
    let whitening: Double?
    let power: [Double]
  }

  let kurtograms: [Case]
  let x: [Float]
  let spectra: [Envelope]

  static func load() throws -> KurtogramGolden {
    let url = URL(fileURLWithPath: Repository.fixture("signal/kurtogram.json"))
    return try JSONDecoder().decode(KurtogramGolden.self, from: Data(contentsOf: url))
  }
}

@Test func `the kurtogram agrees with SciPy's filters in the published tree`() throws {
  for golden in try KurtogramGolden.load().kurtograms {
    let found = Kurtogram(of: golden.x, sampleRate: 1, depth: golden.levels)
    #expect(found.levels.count == golden.rows.count)
    for (level, row) in zip(found.levels, golden.rows) {
      #expect(abs(level.depth - row.depth) < 1e-12)
      #expect(agree(level.kurtosis, row.kurtosis, within: 1e-9), "depth \(row.depth)")
    }
  }
}

@Test func `averaged squared-envelope spectra agree with SciPy, whitened or not, in a band or not`()
  throws
{
  let golden = try KurtogramGolden.load()
  for expected in golden.spectra {
    let recording = Recording(
      file: "x", samples: golden.x.flatMap { [0, $0] }, channelNames: ["a", "b"],
      sampleRate: expected.sampleRate)
    let found = try #require(
      SquaredEnvelopeSpectrum(
        of: recording, channel: 1, segmentLength: expected.length,
        band: expected.band.map { $0[0]...$0[1] }, whitening: expected.whitening))
    #expect(found.resolution == expected.sampleRate / Double(expected.length))
    let largest = expected.power.max() ?? 0
    let isClose = zip(found.power, expected.power).allSatisfy {
      abs($0 - $1) <= 1e-9 * largest
    }
    #expect(found.power.count == expected.power.count && isClose, "length \(expected.length)")
  }
}

@Test func `the kurtogram finds the band that rings`() {
  let rate = 20_000.0
  var generator = CounterGenerator(seed: 3)
  let samples = (0..<32_768).map { index -> Double in
    let t = Double(index % 400) / rate
    return 0.2 * generator.normal() + exp(-t * 1200) * sin(2 * .pi * 6300 * t)
  }
  let band = Kurtogram(of: samples, sampleRate: rate).best(atLeast: 300)
  #expect(band.frequencies.contains(6300))
  #expect(band.kurtosis > 1)
  let silent = Kurtogram(of: [Double](repeating: 2, count: 4096), sampleRate: rate)
  #expect(silent.levels.allSatisfy { $0.kurtosis.allSatisfy { abs($0) < 1e-6 } })
  #expect(Kurtogram(of: [], sampleRate: rate).best().frequencies == 0...10_000)
}

/// A fault whose impacts ring at 6300 Hz for so many milliseconds in every second, in noise.
private func intermittent(milliseconds: Int, force: Double = 0, seed: UInt64) -> [Double] {
  let rate = 20_000
  var generator = CounterGenerator(seed: seed)
  return (0..<4 * rate).map { index in
    let instant = index % rate - rate / 3
    let isStruck = instant >= 0 && instant < milliseconds * rate / 1000
    let t = Double(instant % 400) / Double(rate)
    let ring = isStruck ? force * exp(-t * 1200) * sin(2 * .pi * 6300 * t) : 0
    return generator.normal() + ring
  }
}

@Test(arguments: [(20, 6.0), (60, 2.5), (200, 2.5), (600, 2.5)])
func `a fault that comes and goes shows in the band that rings`(
  milliseconds: Int, force: Double
) {
  let rate = 20_000.0
  let kurtogram = Kurtogram(
    of: intermittent(milliseconds: milliseconds, force: force, seed: 7), sampleRate: rate)
  // What lines to 300 Hz need.
  let band = kurtogram.best(atLeast: 300)
  #expect(band.frequencies.contains(6300), "\(milliseconds) ms: \(band)")
  // The ring of 1200 1/s is a few hundred Hz wide: neither all of the spectrum nor a single line of it.
  let width = band.frequencies.upperBound - band.frequencies.lowerBound
  #expect(width >= 300 && width <= 5000, "\(milliseconds) ms: \(band)")
  #expect(band.kurtosis > 0.3, "\(milliseconds) ms: \(band)")
  // Of the whole signal the kurtosis hardly tells.
  #expect(band.kurtosis > 4 * abs(kurtogram.levels[0].kurtosis[0]))
  let noise = Kurtogram(of: intermittent(milliseconds: 0, seed: 7), sampleRate: rate)
  #expect(noise.best(atLeast: 300).kurtosis < 0.25)
}

@Test func `a single knock is impulsive too, everywhere`() {
  var samples = intermittent(milliseconds: 0, seed: 9)
  samples[33_333] += 60
  let band = Kurtogram(of: samples, sampleRate: 20_000).best(atLeast: 300)
  // The known weakness: nothing says that it is no bearing's.
  #expect(band.kurtosis > 1)
}

@Test(arguments: [1, 2, 5, 6, 7, 15, 60, 64, 75, 77, 90, 121, 128, 240, 250, 1000, 1001, 1009])
func `the Fourier transform is that of its definition`(length: Int) {
  var generator = CounterGenerator(seed: UInt64(length))
  let signal = (0..<length).map { _ in generator.normal() }
  let spectrum = FourierTransform(length: length)(signal)
  for k in stride(from: 0, through: length / 2, by: max(1, length / 40)) {
    var (real, imaginary) = (0.0, 0.0)
    for t in 0..<length {
      let angle = 2 * Double.pi * Double(k * t % length) / Double(length)
      real += signal[t] * cos(angle)
      imaginary -= signal[t] * sin(angle)
    }
    #expect(abs(spectrum.real[k] - real) < 1e-11 * Double(length))
    #expect(abs(spectrum.imaginary[k] - imaginary) < 1e-11 * Double(length))
  }
}

@Test func `good lengths have no prime factor above five, and no shorter or longer one fits`() {
  func isGood(_ length: Int) -> Bool {
    var rest = length
    for prime in [2, 3, 5] { while rest % prime == 0 { rest /= prime } }
    return rest == 1
  }
  for count in 1...600 {
    #expect(FourierTransform.goodLength(atLeast: count) == (count...).first(where: isGood))
    #expect(
      FourierTransform.goodLength(atMost: count)
        == (1...count).reversed().first(where: isGood))
  }
}
