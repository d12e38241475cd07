import FaultDX
import Testing

private func recording(
  _ file: String, _ channels: [String], rate: Double?, speed: Double?, level: Float
) -> Recording {
  var generator = CounterGenerator(seed: 4)
  let samples = (0..<8000).flatMap { _ in
    channels.indices.map { level * Float($0 + 1) * Float(generator.normal()) }
  }
  return Recording(
    file: file, samples: samples, channelNames: channels, sampleRate: rate, speed: speed)
}

struct BaselineTests {
  private let now = recording("now", ["x", "y"], rate: 4000, speed: 1800, level: 3)

  @Test func `figures stand beside those of the channel of the same name`() throws {
    var examination = Examination()
    examination.channel = 1
    let sound = recording("sound", ["y", "x"], rate: 4000, speed: 1790, level: 1)
    let result = try examination(now, baseline: sound)
    #expect(result.channelName == "y" && result.channels == 2)
    let baseline = try #require(result.baseline)
    #expect(baseline.remarks.isEmpty)
    // y is the second channel here, twice as loud, and the first there.
    let ratio = try #require(result.indicators).rms / baseline.indicators.rms
    #expect(abs(ratio - 6) < 0.2, "\(ratio)")
  }

  @Test func `what makes the figures of a baseline others is said`() throws {
    let sound = recording("sound", ["a", "b"], rate: 16_000, speed: 900, level: 1)
    let remarks = try #require(try Examination()(now, baseline: sound).baseline).remarks
    #expect(remarks.count == 3)
    #expect(remarks[0].contains("no channel x; a is compared"))
    #expect(remarks[1].contains("16000.0 Hz and this at 4000.0 Hz"))
    #expect(remarks[2].contains("900.0 rpm and this at 1800.0"))
  }
}
