import FaultDXSignal
import Foundation
import Testing

@Test func `resampling agrees with scipy.signal.resample_poly`() throws {
  for golden in try Golden.load().resample {
    let resampler = try Resampler(from: golden.rate, to: golden.newRate)
    #expect(resampler.up == golden.up && resampler.down == golden.down)
    let found = resampler(golden.x, channels: golden.channels)
    #expect(agree(found, golden.y, within: 1e-6), "\(golden.rate) Hz to \(golden.newRate) Hz")
  }
}

@Test func `what lies above the new Nyquist frequency does not come back as an alias`() throws {
  let rate = 48_000.0
  let tones = (0..<48_000).map { index -> Float in
    let t = Double(index) / rate
    return Float(sin(2 * .pi * 1000 * t) + sin(2 * .pi * 9000 * t))
  }
  let recording = Recording(file: "a", samples: tones, sampleRate: rate, label: "normal")
  let result = try recording.resampled(to: 12_000)
  #expect(result.frames == 12_000 && result.sampleRate == 12_000 && result.label == "normal")
  let inner = result.samples[1000..<11_000].map(Double.init)
  let magnitudes = FourierTransform(length: inner.count)(inner).magnitudes.map { $0 * 2 / 10_000 }
  let loudest = magnitudes.enumerated().sorted { $0.element > $1.element }
  #expect(abs(Double(loudest[0].offset) * 1.2 - 1000) < 1.2)
  #expect(magnitudes[2500] < 1e-3, "9000 Hz would alias to 3000 Hz")
}

@Test func `rates from a time column are near enough`() throws {
  let near = try Resampler(from: 11_999.93, to: 12_000)
  #expect(near.up == near.down)
  let odd = try Resampler(from: 25_641.03, to: 12_000)
  #expect(abs(Double(odd.up) / Double(odd.down) / (12_000 / 25_641.03) - 1) < 1e-6)
  let same = Recording(file: "a", samples: [1, 2], sampleRate: 5)
  #expect(try same.resampled(to: 5) == same)
  #expect(try Recording(file: "a", samples: [], sampleRate: 5).resampled(to: 7).samples == [])
}

@Test func `rates that make no sense are errors`() {
  #expect(throws: ResamplingError.unknownRate(recording: "a#b")) {
    try Recording(file: "a", name: "b", samples: [1]).resampled(to: 5)
  }
  for rate in [0, -1, Double.nan, .infinity] {
    #expect(throws: ResamplingError.self) { try Resampler(from: rate, to: 1) }
    #expect(throws: ResamplingError.self) { try Resampler(from: 1, to: rate) }
  }
  #expect(throws: ResamplingError.ratesTooFarApart(1e9, 1)) { try Resampler(from: 1e9, to: 1) }
  #expect(throws: ResamplingError.ratesTooFarApart(1, 1e9)) { try Resampler(from: 1, to: 1e9) }
  #expect(
    ResamplingError.invalidRate(-1).description
      == "a sampling rate is a positive number of Hz, found -1.0")
}

@Test func `interpolation on a uniform grid agrees with numpy.interp`() throws {
  for golden in try Golden.load().interpolate {
    let grid = try UniformGrid(covering: golden.times, sampleRate: golden.sampleRate)
    let found = grid.interpolate(golden.values, channels: golden.channels, at: golden.times)
    #expect(agree(found, golden.result, within: 1e-6))
    #expect(grid.times.count == grid.frames)
  }
}

@Test func `a time column tells its rate`() throws {
  let printed = (0..<5000).map { (Double($0) / 12_000 * 1e6).rounded() / 1e6 }
  #expect(try UniformGrid.uniformRate(of: printed) == 12_000)
  let slow = (0..<50).map { Double($0) * 2.5 }
  #expect(try UniformGrid.uniformRate(of: slow) == 0.4)
  let bent = (0..<50).map { Double($0 * $0) }
  #expect(try UniformGrid.uniformRate(of: bent) == nil)
  #expect(try UniformGrid(covering: bent).frames == 50)
}

@Test func `times that give no rate are errors`() {
  #expect(throws: UniformGridError.tooFew(count: 1)) { try UniformGrid(covering: [1]) }
  #expect(throws: UniformGridError.notIncreasing(index: 2, previous: 1, found: 1)) {
    try UniformGrid.uniformRate(of: [0, 1, 1])
  }
  #expect(throws: UniformGridError.notFinite(index: 1, found: .infinity)) {
    try UniformGrid(covering: [0, .infinity])
  }
  #expect(throws: UniformGridError.self) { try UniformGrid(covering: [-1e308, 1e308]) }
  #expect(throws: UniformGridError.self) { try UniformGrid(covering: [0, .leastNonzeroMagnitude]) }
  #expect(throws: UniformGridError.self) { try UniformGrid(covering: [0, 1e6], sampleRate: 1e6) }
}
