import FaultDXSignal
import Foundation
import Testing

/// A recording as one window, conditioned to the end.
private func conditioned(_ recording: Recording, _ text: String) throws -> Recording {
  let conditioning = try Conditioning(parsing: text)
  let result = try conditioning.apply(to: recording)
  return WindowConditioner(conditioning, length: result.frames, channels: result.channels)
    .apply(toWhole: result)
}

@Test func `every step and chains of them agree with SciPy`() throws {
  let golden = try ConditioningGolden.load()
  for chain in golden.chains {
    let signal = try #require(golden.signals[chain.signal])
    let recording = Recording(
      file: "a", samples: signal.map(Float.init), sampleRate: chain.rate, speed: chain.speed)
    let found = try conditioned(recording, chain.conditioning)
    #expect(
      distance(found.samples.map(Double.init), chain.result) < 1e-6,
      "\(chain.conditioning) of \(chain.signal) samples")
  }
}

@Test func `channels are conditioned each on its own`() throws {
  let golden = try ConditioningGolden.load()
  let signal = try #require(golden.signals["128"]).map(Float.init)
  for text in [
    "detrend", "bandpass:100-200", "highpass:5:causal", "envelope", "fft", "resample:300",
  ] {
    let alone = try conditioned(Recording(file: "a", samples: signal, sampleRate: 500), text)
    let pair = Recording(
      file: "a", samples: signal.flatMap { [$0, -2 * $0] }, channelNames: ["x", "y"],
      sampleRate: 500)
    let both = try conditioned(pair, text)
    #expect(both.frames == alone.frames)
    #expect(
      stride(from: 0, to: both.samples.count, by: 2).map { both.samples[$0] } == alone.samples)
  }
}

@Test func `steps say what they do to rate and axis`() throws {
  let recording = Recording(
    file: "a", samples: [Float](repeating: 0, count: 6000), sampleRate: 12_000, speed: 1500)
  let resampled = try conditioned(recording, "resample:6000")
  #expect(resampled.axis == .time && resampled.sampleRate == 6000 && resampled.frames == 3000)
  let tracked = try conditioned(recording, "order-track:64")
  #expect(tracked.axis == .angle && tracked.sampleRate == 64 && tracked.frames == 800)
  #expect(tracked.duration == 12.5)
  let spectrum = try conditioned(recording, "fft")
  #expect(spectrum.axis == .frequency && spectrum.sampleRate == 0.5 && spectrum.frames == 3001)
  let orders = try conditioned(recording, "order-track:64,bandpass:2-30,envelope-spectrum")
  #expect(orders.axis == .order && orders.sampleRate == 12.5 && orders.frames == 401)
}

@Test func `a line of the amplitude spectrum stands at its frequency with its amplitude`() throws {
  for count in [1000, 999, 1024] {
    let samples = (0..<count).map { index -> Float in
      Float(2 + 0.5 * cos(2 * .pi * 40 * Double(index) / Double(count) + 0.3))
    }
    let lines = try conditioned(Recording(file: "a", samples: samples), "fft").samples
    #expect(lines.count == count / 2 + 1)
    #expect(abs(lines[0] - 2) < 1e-6 && abs(lines[40] - 0.5) < 1e-6)
    #expect(lines.indices.allSatisfy { $0 == 0 || $0 == 40 || lines[$0] < 1e-6 })
  }
}

@Test func `a sample that is no number divides a recording and is lost alone`() throws {
  var generator = CounterGenerator(seed: 9)
  let parts = [300, 20, 400].map { count in (0..<count).map { _ in Float(generator.normal()) } }
  let samples = parts[0] + [.nan] + parts[1] + [.infinity] + parts[2]
  let recording = Recording(file: "a", samples: samples, sampleRate: 1000)
  for text in ["detrend", "envelope", "bandpass:50-200:causal"] {
    let expected = try parts.map {
      try conditioned(Recording(file: "a", samples: $0, sampleRate: 1000), text).samples
    }
    let found = try conditioned(recording, text).samples
    #expect(found.filter(\.isFinite) == expected[0] + expected[1] + expected[2], "\(text)")
    #expect(found.indices.filter { !found[$0].isFinite } == [300, 321], "\(text)")
  }
  // 20 samples are too few to be filtered forwards and backwards.
  let found = try conditioned(recording, "bandpass:50-200").samples
  #expect(found.indices.filter { !found[$0].isFinite } == Array(300...321))
}

@Test func `what cannot be conditioned says why`() throws {
  let samples = (0..<40).map { Float($0 % 3) }
  let plain = Recording(file: "a.wav", samples: samples)
  let timed = Recording(file: "a.wav", samples: samples, sampleRate: 1000)
  func error(_ recording: Recording, _ text: String) -> ConditioningError? {
    do throws(ConditioningError) {
      _ = try Conditioning(parsing: text).apply(to: recording)
      return nil
    } catch {
      return error
    }
  }
  #expect(
    error(plain, "lowpass:100")
      == .unknownRate(recording: "a.wav", step: "lowpass:100:order=4"))
  #expect(error(plain, "resample:100") == .unknownRate(recording: "a.wav", step: "resample:100"))
  #expect(error(plain, "order-track:64") == .unknownRate(recording: "a.wav", step: "order-track"))
  #expect(
    error(timed, "bandpass:200-500")
      == .filter(
        recording: "a.wav", step: "bandpass:200-500:order=4",
        .aboveNyquist(edge: 500, nyquist: 500)))
  #expect(
    error(timed, "lowpass:100:order=20")
      == .filter(
        recording: "a.wav", step: "lowpass:100:order=20", .tooShort(samples: 40, needed: 64)))
  #expect(error(timed, "lowpass:100:order=20:causal") == nil)
  #expect(error(timed, "order-track:64") == .unknownSpeed(recording: "a.wav", found: nil))
  for speed in [0, -3, Double.nan] {
    var still = timed
    still.speed = speed
    guard case .unknownSpeed = error(still, "order-track:64") else {
      Issue.record("a speed of \(speed) was taken")
      continue
    }
  }
  var slow = timed
  slow.speed = 1e-9
  guard case .resampling = error(slow, "order-track:2") else {
    Issue.record("a shaft that stands was taken")
    return
  }
  #expect(error(timed, "order-track:64:tacho=1") == .onlyTachometer(recording: "a.wav"))
  #expect(
    error(timed, "order-track:64:tacho=t")
      == .noChannel(recording: "a.wav", channel: "t", names: ["signal"]))
  #expect(
    error(timed, "lowpass:600")?.description
      == "a.wav: lowpass:600:order=4: the edge at 600 is not below 500, half the sampling rate")
  let empty = Recording(file: "a.wav", samples: [], sampleRate: 1000)
  #expect(error(empty, "detrend,envelope") == nil)
  guard case .filter(_, _, .tooShort) = error(empty, "lowpass:100") else {
    Issue.record("an empty recording was filtered")
    return
  }
}
