import FaultDX
import Testing

/// What a stream keeps does not grow with what it heard.
struct StreamMemoryTests {
  @Test(arguments: [1000.0, 1600]) func `a snapshot is no larger after thirty times as much`(
    rate: Double
  ) throws {
    let noise = TinyModel.noise(frames: 1500, sampleRate: rate).samples
    for model in try TinyModel.ofEveryKind() {
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
