import FaultDXSignal
import Foundation
import Testing

private func defect(_ samples: [Float], channels: Int = 1) -> WindowDefect? {
  samples.withUnsafeBufferPointer { WindowDefect.find(in: $0, channels: channels) }
}

private func sine(_ amplitude: Float, count: Int = 1000) -> [Float] {
  (0..<count).map { amplitude * sin(Float($0) * 0.0987) }
}

@Test func `sound windows have no defect`() {
  #expect(defect(sine(0.5)) == nil)
  #expect(defect([]) == nil)
  #expect(defect([1]) == nil)
}

@Test func `a sample that is not finite is named by frame and channel`() {
  var samples = sine(0.5)
  samples[501] = .infinity
  #expect(
    defect(samples, channels: 2) == .nonFinite(frame: 250, channel: 1, value: .infinity))
  samples[3] = -.infinity
  #expect(defect(samples) == .nonFinite(frame: 3, channel: 0, value: -.infinity))
  samples[3] = .nan
  #expect(
    defect(samples)?.description
      == "the sample of channel 0 at frame 3 is nan, not a finite number")
  #expect(defect([0, 0, 0, 0, .nan]) != nil)
  #expect(defect([.greatestFiniteMagnitude, .greatestFiniteMagnitude, 1, 0, 3]) == nil)
}

@Test func `a dead channel is constant`() {
  let samples: [Float] = [1, 7, 2, 7, 3, 7]
  #expect(defect(samples, channels: 2) == .constant(channel: 1, value: 7))
}

@Test func `a sine cut at both ends is clipped`() {
  let samples = sine(2).map { min(max($0, -1.5), 1.5) }
  guard case .clipped(0, let level, let runs, let frames) = defect(samples) else {
    Issue.record("not clipped")
    return
  }
  #expect(abs(level) == 1.5)
  #expect(runs > 10 && frames > 100)
  #expect(
    samples.withUnsafeBufferPointer { WindowDefect.find(in: $0, channels: 1, clipping: false) }
      == nil)
}

@Test func `full scale on one side is clipped, a rest level on one side is not`() {
  #expect(defect(sine(2).map { min($0, 1) }) != nil)
  #expect(defect(sine(2).map { max($0, 0) }) == nil)
}

@Test func `a single flat top and a pulse that rests at zero are not clipped`() {
  #expect(defect(sine(2, count: 64).map { min(max($0, -1.5), 1.5) }) == nil)
  #expect(defect((0..<1000).map { $0 > 300 && $0 < 500 ? Float(5) : 0 }) == nil)
}

@Test(arguments: 1...11)
func `extremes and their count do not depend on how many samples are left over`(count frames: Int) {
  var samples: [Float] = (0..<frames).flatMap { [Float($0), Float(9)] }
  samples.withUnsafeBufferPointer {
    #expect(extremes($0, channel: 0, of: 2) == (0, Float(frames - 1)))
    #expect(occurrences($0, channel: 1, of: 2, equalTo: 9, or: 7) == frames)
  }
  samples[0] = Float(frames - 1)
  samples.withUnsafeBufferPointer {
    let expected = frames == 1 ? 1 : 2
    #expect(occurrences($0, channel: 0, of: 2, equalTo: Float(frames - 1), or: -1) == expected)
  }
}
