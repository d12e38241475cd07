import FaultDXSignal
import Testing

struct WindowEncoderTests {
  private static let samples: [Float] = {
    var random = CounterGenerator(seed: 5)
    return (0..<400).map { _ in Float(random.normal()) }
  }()

  private func encode(
    _ representation: Representation, window: Range<Int> = 30..<94, channels: Int = 2,
    sampleRate: Double? = 1000, speed: Double? = 600
  ) -> [Float] {
    let encoder = WindowEncoder(representation, windowLength: window.count, channels: channels)
    var result = [Float](repeating: .nan, count: encoder.length * encoder.channels)
    Self.samples.withUnsafeBufferPointer { samples in
      result.withUnsafeMutableBufferPointer {
        encoder.encode(
          WindowSurroundings(
            samples: samples, window: window, channels: channels, sampleRate: sampleRate,
            speed: speed), into: $0)
      }
    }
    return result
  }

  private func unit(_ count: Int) -> FeatureScale {
    FeatureScale(
      mean: [Float](repeating: 0, count: count), deviation: [Float](repeating: 1, count: count))
  }

  @Test func `a waveform is normalised`() {
    let window = Array(Self.samples[60..<188])
    var expected = window
    window.withUnsafeBufferPointer { window in
      expected.withUnsafeMutableBufferPointer {
        Normalization.standard.apply(window, channels: 2, into: $0)
      }
    }
    #expect(encode(.waveform(.standard)) == expected)
  }

  @Test func `a spectrum is bands, channels last, scaled`() {
    let bands = SpectralBands(windowLength: 64, channels: 2, bands: 8)(Self.samples[60..<188])
    let found = encode(.spectrum(bands: 8, unit(16)))
    for band in 0..<8 {
      for channel in 0..<2 {
        #expect(found[band * 2 + channel] == Float(bands[channel * 8 + band]))
      }
    }
    let scale = FeatureScale(
      mean: (0..<16).map { Float($0) }, deviation: [Float](repeating: 2, count: 16))
    let scaled = encode(.spectrum(bands: 8, scale))
    #expect(scaled == found.indices.map { (found[$0] - Float($0)) / 2 })
  }

  @Test func `components are products with directions`() {
    let directions: [[Float]] = [
      (0..<128).map { $0 == 3 ? 1 : 0 }, [Float](repeating: 0.5, count: 128),
    ]
    let found = encode(.components(directions: directions, unit(2)))
    #expect(found[0] == Self.samples[63])
    let half = Self.samples[60..<188].reduce(0.0) { $0 + 0.5 * Double($1) }
    #expect(abs(Double(found[1]) - half) < 1e-5)
  }

  @Test func `lines are of a second around the window, or of what there is`() {
    let lines = BearingLines(.skf6205)
    let found = encode(.lines(.skf6205, unit(lines.count * 2)))
    // 200 frames hold no 1024: 128 of them around the middle of the window.
    let first = (0..<128).map { Double(Self.samples[$0 * 2]) }
    let expected = lines(first, sampleRate: 1000, speed: 600)
    #expect(lines.count * 2 == found.count)
    for (index, level) in expected.enumerated() { #expect(found[index * 2] == Float(level)) }
    let last = encode(.lines(.skf6205, unit(lines.count * 2)), window: 136..<200)
    let end = lines(
      (72..<200).map { Double(Self.samples[$0 * 2 + 1]) }, sampleRate: 1000, speed: 600)
    for (index, level) in end.enumerated() { #expect(last[index * 2 + 1] == Float(level)) }
  }

  @Test func `what a window lacks is said`() {
    let lines = WindowEncoder(
      .lines(.skf6205, unit(BearingLines(.skf6205).count)), windowLength: 64, channels: 1)
    #expect(lines.missing(sampleRate: 1000, speed: 600) == nil)
    #expect(lines.missing(sampleRate: nil, speed: 600) == "its sampling rate")
    for speed in [nil, 0, -1, .nan, .infinity] as [Double?] {
      #expect(lines.missing(sampleRate: 1000, speed: speed) == "its shaft speed")
    }
    let waveform = WindowEncoder(.waveform(.none), windowLength: 64, channels: 1)
    #expect(waveform.missing(sampleRate: nil, speed: nil) == nil)
  }

  @Test func `a scale brings its rows to mean 0 and deviation 1`() {
    var random = CounterGenerator(seed: 8)
    let rows = (0..<200).map { _ in [3 + 2 * random.normal(), 7, -1 + random.normal()] }
    let scale = FeatureScale(fitting: rows)
    var result = [[Float]](repeating: [0, 0, 0], count: rows.count)
    for index in rows.indices {
      result[index].withUnsafeMutableBufferPointer { scale.scale(rows[index], into: $0) }
    }
    for column in [0, 2] {
      let values = result.map { Double($0[column]) }
      let mean = values.reduce(0, +) / 200
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 200
      #expect(abs(mean) < 1e-6 && abs(variance - 1) < 1e-5)
    }
    #expect(result.allSatisfy { $0[1] == 0 })
  }

  @Test func `a gate looks at levels in order of size, of each channel`() {
    let features = NoiseGate.features(
      ofBands: (0..<128).reversed().map(Double.init) + [Double](repeating: 5, count: 128),
      channels: 2)
    #expect(features == [2, 7, 16, 32, 64, 96, 120, 125] + [Double](repeating: 5, count: 8))
    let gate = NoiseGate(weights: [1, 0, 0, 0, 0, 0, 0, 0], constant: -2)
    #expect(gate.share([2, 9, 9, 9, 9, 9, 9, 9]) == 0.5)
    #expect(gate.share([50, 9, 9, 9, 9, 9, 9, 9]) > 0.999)
  }
}
