import FaultDXSignal
import FaultDXTraining
import Testing

@Suite struct LabelledWindowsTests {
  static func ramp(
    _ name: String, frames: Int = 100, label: String? = "a", rate: Double? = 10, channels: Int = 1
  ) -> Recording {
    Recording(
      file: name, samples: (0..<(frames * channels)).map { Float($0) },
      channelNames: (0..<channels).map { "c\($0)" }, sampleRate: rate, label: label)
  }

  func filled(_ windows: LabelledWindows, _ index: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: windows.windowCount) { buffer, count in
      if let base = buffer.baseAddress { windows.fill(index, into: base) }
      count = windows.windowCount
    }
  }

  @Test func `windows are cut with their label and know their recording`() throws {
    let windows = try LabelledWindows(
      recordings: [Self.ramp("x"), Self.ramp("y", frames: 55, label: "b")], labels: ["a", "b"],
      windowLength: 20, hop: 20, normalization: .none)
    #expect(windows.count == 7)
    #expect(windows.labelCounts == [5, 2])
    #expect(windows.windows.map(\.recording) == [0, 0, 0, 0, 0, 1, 1])
    #expect(filled(windows, 3) == (60..<80).map { Float($0) })
    #expect(filled(windows, 6) == (20..<40).map { Float($0) })
    #expect(windows.selecting([6, 0]).windows.map(\.start) == [20, 0])
  }

  @Test func `a window of several channels is a slice of interleaved frames, normalised`() throws {
    let windows = try LabelledWindows(
      recordings: [Self.ramp("x", channels: 2)], labels: ["a"], windowLength: 3, hop: 3)
    let samples = filled(windows, 1)
    #expect(samples.count == 6)
    for channel in 0..<2 {
      let column = [samples[channel], samples[channel + 2], samples[channel + 4]]
      #expect(abs(column.reduce(0, +)) < 1e-5)
      #expect(column[0] < column[1] && column[1] < column[2])
    }
  }

  @Test func `what cannot be learnt from is refused by name`() {
    func error(
      _ recordings: [Recording], labels: [String] = ["a"], length: Int = 10,
      normalization: Normalization = .none, windows: [LabelledWindows.Window]? = nil
    ) -> LabelledWindowsError? {
      #expect(throws: LabelledWindowsError.self) {
        if let windows {
          return try LabelledWindows(
            recordings: recordings, windows: windows, labels: labels, windowLength: length,
            normalization: normalization)
        }
        return try LabelledWindows(
          recordings: recordings, labels: labels, windowLength: length, hop: 10,
          normalization: normalization)
      }
    }
    let x = Self.ramp("x")
    #expect(
      error([x, Self.ramp("y", rate: 20)])
        == .sampleRate(recording: "y", found: 20, expected: 10))
    #expect(error([x, Self.ramp("y", rate: nil)]) != nil)
    #expect(
      error([x, Self.ramp("y", channels: 2)])
        == .channels(recording: "y", found: 2, expected: 1))
    #expect(
      error([Self.ramp("y", label: nil)]) == .unknownLabel(recording: "y", label: nil))
    #expect(
      error([Self.ramp("y", label: "z")]) == .unknownLabel(recording: "y", label: "z"))
    #expect(
      error([x], normalization: .fittedStandard(mean: [0, 0], deviation: [1, 1]))
        == .normalization(channels: 2, expected: 1))
    typealias Window = LabelledWindows.Window
    for (start, range) in [(95, 0..<100), (-1, 0..<100), (0, 0..<101), (5, 10..<40), (35, 0..<40)] {
      let window = Window(recording: 0, start: start, label: 0, range: range)
      #expect(
        error([x], windows: [window])
          == .range(recording: "x", start: start, length: 10, range: range, frames: 100))
    }
    #expect(
      error([x], windows: [Window(recording: 0, start: 0, label: 1, range: 0..<100)])
        == .label(window: 0, found: 1, classes: 1))
    #expect(
      error([x], windows: [Window(recording: 2, start: 0, label: 0, range: 0..<100)])
        == .recording(window: 0, found: 2, count: 1))
    #expect(error([x], length: 0, windows: []) == .windowLength(0))
  }
}

@Test func `windows are conditioned before they are scaled, and only a run on them goes on`() throws
{
  let recording = Recording(
    file: "a", samples: (0..<200).map { Float(($0 * $0) % 37) }, sampleRate: 100, label: "x")
  for steps in ["fft", "envelope:window", "detrend"] {
    let conditioning = try Conditioning(parsing: steps)
    let windows = try LabelledWindows(
      recordings: [recording], labels: ["x"], windowLength: 50, hop: 30,
      conditioning: conditioning, normalization: .minMax)
    let conditioner = WindowConditioner(conditioning, length: 50, channels: 1)
    #expect(windows.inputLength == (steps == "fft" ? 26 : 50))
    #expect(windows.windowCount == windows.inputLength)
    for (index, window) in windows.windows.enumerated() {
      var part = recording
      part.samples = Array(recording.samples[window.start..<window.start + 50])
      let expected = conditioner.apply(toWhole: part).samples
      let low = try #require(expected.min())
      let high = try #require(expected.max())
      var found = [Float](repeating: 0, count: windows.windowCount)
      found.withUnsafeMutableBufferPointer {
        if let base = $0.baseAddress { windows.fill(index, into: base) }
      }
      #expect(
        zip(found, expected).allSatisfy { abs($0 - (2 * ($1 - low) / (high - low) - 1)) < 1e-5 })
    }
  }
}
