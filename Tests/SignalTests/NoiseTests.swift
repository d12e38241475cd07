import FaultDXSignal
import Foundation
import Testing

struct NoiseTests {
  /// Mean square about the mean.
  private static func power(_ samples: [Double]) -> Double {
    let mean = samples.reduce(0, +) / Double(samples.count)
    return samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(samples.count)
  }

  /// The slope of log power over log frequency, and the largest distance from it of an average over many draws.
  private static func slope(_ noise: some Noise, draws: Int) -> Double {
    var power = [Double](repeating: 0, count: noise.length / 2)
    let transform = FourierTransform(length: noise.length)
    for draw in 0..<draws {
      var generator = CounterGenerator(seed: 5, stream: UInt64(draw))
      let magnitudes = transform(noise.samples(using: &generator)).magnitudes
      for line in power.indices.dropFirst() { power[line] += magnitudes[line] * magnitudes[line] }
    }
    let points = power.indices.dropFirst().map { (log(Double($0)), log(power[$0])) }
    let count = Double(points.count)
    let (x, y) = (points.map(\.0).reduce(0, +) / count, points.map(\.1).reduce(0, +) / count)
    let covariance = points.reduce(0) { $0 + ($1.0 - x) * ($1.1 - y) }
    return covariance / points.reduce(0) { $0 + ($1.0 - x) * ($1.0 - x) }
  }

  @Test(arguments: [256, 250, 243])
  func `pink noise falls as 1/f and white noise does not`(length: Int) {
    #expect(abs(Self.slope(PinkNoise(length: length), draws: 400) + 1) < 0.02)
    #expect(abs(Self.slope(WhiteNoise(length: length), draws: 400)) < 0.02)
    #expect(abs(Self.slope(ImpulsiveNoise(length: length), draws: 400)) < 0.05)
  }

  @Test(arguments: [2, 3, 64, 75])
  func `every line of pink noise has its share`(length: Int) {
    let noise = PinkNoise(length: length)
    let transform = FourierTransform(length: length)
    var power = [Double](repeating: 0, count: length / 2 + 1)
    let draws = 6000
    for draw in 0..<draws {
      var generator = CounterGenerator(seed: 9, stream: UInt64(draw))
      let samples = noise.samples(using: &generator)
      #expect(samples.count == length)
      let magnitudes = transform(samples).magnitudes
      for line in power.indices { power[line] += magnitudes[line] * magnitudes[line] }
    }
    #expect(power[0] / Double(draws) < 1e-20)
    // A line is a sum of two squares of normal numbers, the last of an even length of one with twice the power.
    for line in power.indices.dropFirst() {
      #expect(abs(power[line] / Double(draws) * Double(line) / 2 - 1) < 0.1, "line \(line)")
    }
  }

  @Test func `impulses are as rare and as strong as stated`() {
    let noise = ImpulsiveNoise(length: 1_000_000)
    var generator = CounterGenerator(seed: 3)
    let samples = noise.samples(using: &generator)
    let power = Self.power(samples)
    #expect(abs(power - 2) < 0.05)
    let fourth = samples.reduce(0) { $0 + $1 * $1 * $1 * $1 } / Double(samples.count)
    // 3 (0.99 + 0.01 101²) / (0.99 + 0.01 101)²
    #expect(abs(fourth / (power * power) - 77.25) < 5)
    // Beyond 5 deviations of the background there are impulses alone: 0.01 P(|k| > 5 / √101).
    let far = Double(samples.count { abs($0) > 5 }) / Double(samples.count)
    #expect(abs(far - 0.01 * 0.6188) < 0.0003)
  }

  @Test(arguments: NoiseKind.allCases, [-10.0, -3, 0, 10, 40])
  func `every channel of a window gets exactly the ratio that is asked for`(
    kind: NoiseKind, decibels: Double
  ) {
    for (length, channels) in [(256, 1), (250, 3), (33, 2)] {
      // Offsets and levels differ, and must not matter.
      let clean = (0..<length * channels).map { index in
        let (frame, channel) = (index / channels, index % channels)
        return Float(channel * 5) + Float(channel + 1) * Float(sin(0.37 * Double(frame)))
      }
      var window = clean
      var generator = CounterGenerator(seed: 1, stream: 2)
      AddedNoise(kind, length: length)
        .add(to: &window, channels: channels, decibels: decibels, using: &generator)
      for channel in 0..<channels {
        let frames = stride(from: channel, to: clean.count, by: channels)
        let signal = Self.power(frames.map { Double(clean[$0]) })
        let noise = Self.power(frames.map { Double(window[$0]) - Double(clean[$0]) })
        #expect(abs(10 * log10(signal / noise) - decibels) < 1e-2, "channel \(channel)")
        if decibels <= 10 {
          #expect(abs(10 * log10(signal / noise) - decibels) < 1e-4, "channel \(channel)")
        }
      }
    }
  }

  @Test func `noise is that of its generator, and a channel at rest stays at rest`() {
    let noise = AddedNoise(.pink, length: 64)
    let clean = (0..<128).map { $0 % 2 == 0 ? Float(sin(Double($0))) : 3 }
    var windows: [[Float]] = []
    for stream in [1, 1, 2] as [UInt64] {
      var window = clean
      var generator = CounterGenerator(seed: 1, stream: stream)
      noise.add(to: &window, channels: 2, decibels: 0, using: &generator)
      windows.append(window)
    }
    #expect(windows[0] == windows[1] && windows[0] != windows[2])
    #expect(stride(from: 1, to: 128, by: 2).allSatisfy { windows[0][$0] == 3 })
  }
}
