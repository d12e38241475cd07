import FaultDXSignal
import Foundation
import Testing

@Test func `the Fourier transform agrees with NumPy for any length`() throws {
  for golden in try Golden.load().fourier {
    let spectrum = FourierTransform(length: golden.x.count)(golden.x)
    #expect(agree(spectrum.real, golden.real, within: 1e-12), "length \(golden.x.count)")
    #expect(agree(spectrum.imaginary, golden.imaginary, within: 1e-12), "length \(golden.x.count)")
  }
}

@Test func `a long transform of awkward length keeps its digits`() {
  let length = 10_007
  let tone = (0..<length).map { cos(2 * Double.pi * 1234 * Double($0) / Double(length)) }
  let magnitudes = FourierTransform(length: length)(tone).magnitudes
  #expect(abs(magnitudes[1234] - Double(length) / 2) < 1e-7)
  #expect(magnitudes.enumerated().allSatisfy { $0.offset == 1234 || $0.element < 1e-7 })
}

@Test func `analytic signal, envelope and envelope spectrum agree with SciPy`() throws {
  for golden in try Golden.load().envelope {
    let band = golden.band.map { $0[0]...$0[1] }
    let cycles = band.map {
      ($0.lowerBound / golden.sampleRate)...($0.upperBound / golden.sampleRate)
    }
    let analytic = Envelope.analyticSignal(of: golden.x, band: cycles)
    #expect(agree(analytic.imaginary, golden.imaginary, within: 1e-12))
    #expect(agree(Envelope.envelope(of: golden.x, band: cycles), golden.envelope, within: 1e-12))
    for (squared, expected) in [(false, golden.spectrum), (true, golden.squaredSpectrum)] {
      let spectrum = EnvelopeSpectrum(
        of: golden.x, sampleRate: golden.sampleRate, band: band, squared: squared)
      #expect(agree(spectrum.amplitudes, expected, within: 1e-12))
      #expect(spectrum.resolution == golden.sampleRate / Double(golden.x.count))
    }
  }
}

@Test func `the envelope spectrum shows the rate and depth of a modulation`() {
  let rate = 1000.0
  let samples = (0..<2000).map { index -> Double in
    let t = Double(index) / rate
    return (1 + 0.5 * cos(2 * .pi * 7 * t)) * cos(2 * .pi * 200 * t)
  }
  let spectrum = EnvelopeSpectrum(of: samples, sampleRate: rate, squared: false)
  #expect(abs(spectrum.peak(in: 6.5...7.5) - 0.5) < 1e-9)
  #expect(spectrum.frequency(ofLine: 14) == 7)
  #expect(spectrum.floor(in: 20...100) < 1e-9)
  #expect(spectrum.peak(in: 600...700) == 0)
  #expect(EnvelopeSpectrum(of: [], sampleRate: rate).amplitudes == [])
}

@Test func `indicators agree with SciPy, channel by channel`() throws {
  for golden in try Golden.load().indicators {
    let interleaved = golden.x.flatMap { [Float(0), $0] }
    let recording = Recording(file: "x", samples: interleaved, channelNames: ["a", "b"])
    let found = try #require(Indicators(of: recording, channel: 1))
    let pairs = [
      (found.mean, golden.mean), (found.standardDeviation, golden.standardDeviation),
      (found.rms, golden.rms), (found.peak, golden.peak),
      (try #require(found.crestFactor), golden.crestFactor),
      (try #require(found.kurtosis), golden.kurtosis),
    ]
    #expect(pairs.allSatisfy { abs($0 - $1) <= 1e-12 * max(1, abs($1)) })
    let silent = try #require(Indicators(of: recording, channel: 0))
    #expect(silent.kurtosis == nil && silent.crestFactor == nil && silent.rms == 0)
  }
  #expect(Indicators(of: Recording(file: "x", samples: [])) == nil)
}
