import FaultDXSignal
import Testing

private func applied(
  _ normalization: Normalization, to samples: [Float], channels: Int = 1
) -> [Float] {
  [Float](unsafeUninitializedCapacity: samples.count) { result, count in
    samples.withUnsafeBufferPointer { window in
      normalization.apply(
        window, channels: channels,
        into: UnsafeMutableBufferPointer(rebasing: result[0..<samples.count]))
    }
    count = samples.count
  }
}

@Test func `standard scales each channel of an interleaved window by itself`() {
  let interleaved: [Float] = [1, 100, 2, 300, 3, 100, 4, 300]
  let result = applied(.standard, to: interleaved, channels: 2)
  let step = Float(1.25).squareRoot()
  let expected: [Float] = [-1.5 / step, -1, -0.5 / step, 1, 0.5 / step, -1, 1.5 / step, 1]
  #expect(zip(result, expected).allSatisfy { abs($0 - $1) < 1e-6 })
}

@Test func `a large offset does not spoil the deviation`() {
  let wave = (0..<1000).map { Float($0 % 2) * 2 - 1 }
  let result = applied(.standard, to: wave.map { $0 + 100_000 })
  #expect(zip(result, wave).allSatisfy { abs($0 - $1) < 1e-5 })
}

@Test func `min-max reaches from -1 to 1 and none changes nothing`() {
  #expect(applied(.minMax, to: [2, 4, 3]) == [-1, 1, 0])
  #expect(applied(.none, to: [2, 4, 3]) == [2, 4, 3])
}

@Test(arguments: [Normalization.standard, .minMax])
func `a constant window becomes zero`(normalization: Normalization) {
  #expect(applied(normalization, to: [0.1, 0.1, 0.1]) == [0, 0, 0])
  #expect(applied(normalization, to: []) == [])
}

@Test func `fitted normalizations pool all recordings, channel by channel`() {
  let recordings = [
    Recording(file: "a", samples: [0, 10, 2, 30], channelNames: ["x", "y"]),
    Recording(file: "b", samples: [4, 20], channelNames: ["x", "y"]),
  ]
  guard
    case .fittedStandard(let mean, let deviation) = Normalization.fittingStandard(recordings)
  else {
    Issue.record("not a fitted standard")
    return
  }
  #expect(mean == [2, 20])
  #expect(abs(deviation[0] - Float(8.0 / 3).squareRoot()) < 1e-6)
  #expect(abs(deviation[1] - Float(200.0 / 3).squareRoot()) < 1e-5)
  let fitted = Normalization.fittingMinMax(recordings)
  #expect(fitted == .fittedMinMax(minimum: [0, 10], maximum: [4, 30]))
  #expect(applied(fitted, to: [1, 20, 8, 40], channels: 2) == [-0.5, 0, 3, 2])
  #expect(fitted.name == "fitted-minmax" && fitted.channels == 2)
}
