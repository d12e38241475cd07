import FaultDX
import Testing

/// What a stream keeps does not grow with what it heard.
struct StreamMemoryTests {
  private static func models() throws -> [Model] {
    let plain = try TinyModel.make()
    let conditioned = try Model(
      network: plain.network, labels: plain.labels, windowLength: 32, hop: 16, sampleRate: 1000,
      channelNames: plain.channelNames,
      conditioning: Conditioning(parsing: "lowpass:300:causal,resample:700"),
      normalization: .standard)
    let knowing = try plain.with(
      Certainty(
        known: KnownSpectra(
          bands: 2, references: [[0, 0], [1, -1]], classes: [1, 2], windowVariance: 0.01,
          distances: [0.5, 1], separation: 3)))
    return [
      plain, conditioned, knowing, try MemberModelTests().model(),
      try MemberModelTests().model(lines: true),
    ]
  }

  @Test(arguments: [1000.0, 1600]) func `a snapshot is no larger after thirty times as much`(
    rate: Double
  ) throws {
    let noise = TinyModel.noise(frames: 1500, sampleRate: rate).samples
    for model in try Self.models() {
      let stream = try StreamingDiagnoser(
        Diagnoser(model: model), StreamConfiguration(sampleRate: rate, speed: 1500))
      // A second around a window, and what resampling needs beside it.
      var sizes: [Int] = []
      for round in 0..<30 {
        var start = 0
        var largest = 0
        for chunk in [700, 1, 799] {
          try stream.push(Array(noise[start..<start + chunk]), counter: round * 1500 + start)
          start += chunk
          largest = max(largest, stream.snapshot().count)
        }
        sizes.append(largest)
      }
      let settled = sizes[..<5].max() ?? 0
      // A chunk ends anywhere in a window: a window of floats more or less.
      #expect((sizes.max() ?? 0) <= settled + 4 * model.windowLength, "\(sizes)")
      #expect(stream.status.windows > 500)
    }
  }
}
