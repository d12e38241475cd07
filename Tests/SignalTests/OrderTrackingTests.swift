import Foundation
import Testing

@testable import FaultDXSignal

/// A shaft that runs up from one speed to another, in turns a second, with lines at orders 3 and 10.5 and a pulse a turn.
private func runUp(
  from first: Double = 10, to last: Double = 40, rate: Double = 20_000, seconds: Double = 5
) -> Recording {
  let frames = Int(rate * seconds)
  var samples: [Float] = []
  for frame in 0..<frames {
    let t = Double(frame) / rate
    let angle = first * t + (last - first) / seconds * t * t / 2
    samples.append(Float(sin(2 * .pi * 3 * angle) + 0.1 * cos(2 * .pi * 10.5 * angle)))
    // A light barrier: a slot of a tenth of a turn.
    samples.append(Float(min(max(50 * (0.05 - abs(angle - angle.rounded())), 0), 1)))
  }
  return Recording(
    file: "run-up.wav", samples: samples, channelNames: ["vibration", "tacho"], sampleRate: rate)
}

@Test func `a run-up by shaft angle has its orders in one line each`() throws {
  let tracked = try Conditioning(parsing: "order-track:64:tacho=tacho").apply(to: runUp())
  #expect(tracked.channelNames == ["vibration"] && tracked.axis == .angle)
  // 124 whole turns lie between the first pulse and the last; two halves of one make order 10.5 a whole line.
  let revolutions = tracked.frames / 64 & ~1
  #expect(revolutions == 124)
  var window = tracked
  window.samples = Array(tracked.samples.prefix(revolutions * 64))
  let fft = try Conditioning(parsing: "fft")
  let lines = WindowConditioner(fft, length: window.frames, channels: 1).apply(toWhole: window)
  #expect(lines.sampleRate == Double(revolutions))
  #expect(abs(lines.samples[3 * revolutions] - 1) < 2e-3)
  #expect(abs(lines.samples[21 * revolutions / 2] - 0.1) < 2e-3)
  let others = lines.samples.indices.filter { $0 != 3 * revolutions && $0 != 21 * revolutions / 2 }
  let loudest = others.map { lines.samples[$0] }.max() ?? 1
  #expect(loudest < 4e-3, "\(loudest)")
  // By time the same line is smeared over a hundred.
  var byTime = runUp()
  byTime.samples = stride(from: 0, to: byTime.samples.count, by: 2).map { byTime.samples[$0] }
  byTime.channelNames = ["vibration"]
  let smeared = WindowConditioner(fft, length: byTime.frames, channels: 1).apply(toWhole: byTime)
  #expect((smeared.samples.max() ?? 1) < 0.2)
}

@Test func `order tracking by a tachometer agrees with its formula in SciPy`() throws {
  for golden in try ConditioningGolden.load().tracked {
    let recording = Recording(
      file: "a", samples: zip(golden.x, golden.tacho).flatMap { [$0, $1] },
      channelNames: ["x", "t"], sampleRate: golden.rate)
    let tracked = try Conditioning(
      parsing:
        "order-track:\(golden.samplesPerRevolution):tacho=2:pulses=\(golden.pulsesPerRevolution)"
    ).apply(to: recording)
    let difference = distance(tracked.samples.map(Double.init), golden.result)
    #expect(difference < 1e-6, "\(golden.samplesPerRevolution): \(difference)")
  }
}

@Test func `a constant speed and a tachometer say the same`() throws {
  var steady = runUp(from: 25, to: 25)
  steady.speed = 1500
  let byPulse = try Conditioning(parsing: "order-track:64:tacho=2").apply(to: steady)
  steady.samples = stride(from: 0, to: steady.samples.count, by: 2).map { steady.samples[$0] }
  steady.channelNames = ["vibration"]
  let bySpeed = try Conditioning(parsing: "order-track:64").apply(to: steady)
  // The first pulse rises 0.04 of a turn before the second turn begins.
  let offset = 0.96 * 64
  for frame in 1000..<2000 {
    let angle = (Double(frame) + offset) / 64
    let expected = sin(2 * .pi * 3 * angle) + 0.1 * cos(2 * .pi * 10.5 * angle)
    #expect(abs(Double(byPulse.samples[frame]) - expected) < 3e-3)
    let same = Double(frame) / 64
    #expect(
      abs(
        Double(bySpeed.samples[frame]) - sin(2 * .pi * 3 * same) - 0.1
          * cos(2 * .pi * 10.5 * same)) < 3e-3)
  }
}

@Test func `what the angles cannot show does not come back as another order`() throws {
  // A tone at 3 kHz is order 300 to 75 of the run-up; 64 samples a turn show orders below 32.
  var recording = runUp()
  for frame in 0..<recording.frames {
    recording.samples[2 * frame] = Float(sin(2 * .pi * 3000 * Double(frame) / 20_000))
  }
  let tracked = try Conditioning(parsing: "order-track:64:tacho=2").apply(to: recording)
  // At the ends half of the filter is missing.
  let inside = tracked.samples.dropFirst(10).dropLast(10).map { abs($0) }.max() ?? 1
  #expect(inside < 2e-3, "\(inside)")
}

@Test func `steps before order tracking leave the tachometer alone`() throws {
  let recording = runUp()
  let filtered = try Conditioning(
    parsing: "detrend,highpass:5k,lowpass:8k:causal,envelope,order-track:32:tacho=2"
  ).apply(to: recording)
  let plain = try Conditioning(parsing: "order-track:32:tacho=2").apply(to: recording)
  #expect(filtered.frames == plain.frames)
}

@Test func `curves between pulses agree with SciPy`() throws {
  for golden in try ConditioningGolden.load().curves {
    let found = MonotoneCubic(x: golden.x, y: golden.y).values(at: golden.at)
    #expect(distance(found, golden.values) < 1e-9, "\(golden.x.count) points")
  }
}

@Test func `pulses are found between samples, and noise on an edge is none`() {
  let ramp = Tachometer([0, 0, 1, 4, 5, 4, 1, 0, 0, 5, 5, 0])
  #expect(ramp.pulses == [2.5, 8.5])
  let noisy = Tachometer([0, 2, 3, 2, 3, 5, 5, 3, 2, 3, 5, 0, 5])
  #expect(noisy.pulses.count == 2)
  for nothing in [[], [1], [2, 2, 2], [.nan, .nan], [5, 4, 3, 2, 1], [0, .nan, 5]] as [[Double]] {
    #expect(Tachometer(nothing).pulses == [])
  }
}

@Test func `a tachometer that cannot be followed is an error`() throws {
  let tracking = try Conditioning(parsing: "order-track:8:tacho=2")
  func recording(_ pulses: [Int]) -> Recording {
    var samples = [Float](repeating: 0, count: 2000)
    for pulse in pulses { samples[2 * pulse + 1] = 5 }
    return Recording(
      file: "a", samples: samples, channelNames: ["x", "t"], sampleRate: 1000)
  }
  for (pulses, found) in [([], 0), ([100], 1)] {
    #expect(throws: ConditioningError.tooFewPulses(recording: "a", channel: "2", found: found)) {
      try tracking.apply(to: recording(pulses))
    }
  }
  #expect(
    throws: ConditioningError.irregularPulses(
      recording: "a", channel: "2", frame: 399, distance: 200, expected: 100)
  ) { try tracking.apply(to: recording([100, 200, 400, 500])) }
  #expect(try tracking.apply(to: recording([100, 200])).frames == 8)
  // More samples a turn than there are: they are interpolated.
  #expect(
    try Conditioning(parsing: "order-track:300:tacho=t").apply(to: recording([10, 20, 30])).frames
      == 600)
}

@Test func `frames by angle know the frames that they came from`() throws {
  let recording = runUp()
  let tracked = try Conditioning(parsing: "resample:10k,order-track:64:tacho=2")
    .conditioned(recording)
  // Half-way up, at t, the angle is 10 t + 3 t²: frame 0 is the pulse before the first whole turn.
  for frame in stride(from: 0, to: tracked.recording.frames, by: 500) {
    let angle = Double(frame) / 64 + 0.96
    let t = (-10 + (100 + 12 * angle).squareRoot()) / 6
    #expect(abs(tracked.map.source(of: Double(frame)) - t * 20_000) < 25, "\(frame)")
  }
  let range = tracked.map.source(of: 64..<128, total: recording.frames)
  #expect((1700...2000).contains(range.count))
  #expect(tracked.map.source(of: 7_936..<1 << 40, total: 100_000).upperBound == 100_000)
}
