import FaultDXStorage
import Foundation
import Testing

/// `faultdx watch -`: samples as lines in, events as lines out.
struct WatchLinesTests {
  private func watch(_ lines: [String], _ more: String...) throws -> [JSON] {
    let outcome = try Faultdx.run(
      ["watch", "-"] + more, in: try Workshop.open().folder,
      input: Data(lines.joined(separator: "\n").utf8))
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try outcome.output.split(separator: "\n").map { try JSON(parsing: String($0)) }
  }

  /// Samples of `signal.wav`, which are 32-bit floats.
  private func signal() throws -> [Float] {
    let wave = try Workshop.open().folder.bytes("signal.wav")
    let data = try #require(wave.range(of: Data("data".utf8))).upperBound + 4
    return wave[data...].withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map {
        Float(
          bitPattern: UInt32(
            littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
      }
    }
  }

  private func line(
    _ sensor: String, _ samples: ArraySlice<Float>, _ more: String = ""
  ) -> String {
    let values = samples.map { "\($0)" }.joined(separator: ",")
    return #"{"sensor":"\#(sensor)"\#(more),"samples":[\#(values)]}"#
  }

  @Test func `windows are those of the file, and every sensor has its own`() throws {
    let samples = try signal()
    var input: [String] = []
    var frame = 0
    for count in [1, 700, 4096, 13, 9999, .max] {
      let end = min(samples.count, count == .max ? samples.count : frame + count)
      for sensor in ["a", "b"] {
        input.append(
          line(sensor, samples[frame..<end], #","sampleRate":6000,"firstSample":\#(frame)"#))
      }
      frame = end
    }
    // Sent again, samples are known by their number.
    input.append(line("a", samples[0..<500], #","firstSample":0"#))
    let found = try watch(input, "--windows")
    let classified = try Faultdx.run(
      ["classify", "signal.wav", "--format", "json", "--windows"], in: Workshop.open().folder)
    let expected = try #require(
      try JSON(parsing: classified.output)["recordings"]?[0]?["windowResults"]?.arrayValue)
    #expect(expected.count == 234)
    for sensor in ["a", "b"] {
      let windows = found.filter { $0["sensor"] == .string(sensor) && $0["kind"] == "window" }
      #expect(windows.count == expected.count)
      for (window, other) in zip(windows, expected) {
        #expect(window["label"] == other["label"])
        // In frames here, and in seconds there.
        let seconds = try #require(other["start"]?.doubleValue)
        #expect(window["start"]?.intValue == Int((seconds * 6000).rounded()))
      }
    }
    let events = found.filter { $0["kind"] != "window" }
    #expect(!events.isEmpty)
    #expect(events.allSatisfy { $0["model"] == "model.safetensors" })
    let (first, second) = (
      events.filter { $0["sensor"] == "a" }, events.filter { $0["sensor"] == "b" }
    )
    #expect(first.map { $0["position"] } == second.map { $0["position"] })
    #expect(first.map { $0["sequence"] } == first.indices.map { .integer($0) })
  }

  @Test func `a line that is none is said, and the others go on`() throws {
    let samples = try signal()
    let good = line("a", samples[0..<3000])
    let found = try watch([
      good, "{", "", #"{"sensor":"a"}"#, #"{"samples":[1]}"#, #"{"sensor":"a","samples":[1,"x"]}"#,
      #"{"sensor":"a","samples":[1],"sampelRate":2}"#,
      #"{"sensor":"a","sampleRate":50,"samples":[1]}"#,
      #"{"sensor":"c","samples":[[1,2]]}"#, #"{"sensor":"d","firstSample":-1,"samples":[1]}"#,
      line("a", samples[3000..<6000]),
    ])
    let errors = found.filter { $0["kind"] == "error" }
    #expect(errors.compactMap { $0["line"]?.intValue } == [2, 4, 5, 6, 7, 8, 9, 10])
    #expect(errors.allSatisfy { $0["error"]?.stringValue?.isEmpty == false })
    #expect(errors[3]["error"]?.stringValue?.contains("frame 1: expected a number") == true)
    let whole = try watch([line("a", samples[0..<6000])])
    #expect(found.filter { $0["kind"] != "error" } == whole)
  }

  @Test func `a gap and samples that are none are events`() throws {
    let samples = try signal()
    let silent =
      #"{"sensor":"a","samples":[\#(repeatElement("null", count: 512).joined(separator: ","))]}"#
    let found = try watch([
      line("a", samples[0..<1000], #","firstSample":0,"time":100"#),
      line("a", samples[2000..<3000], #","firstSample":2000"#), silent,
    ])
    let gap = try #require(found.first { $0["kind"] == "gap" })
    #expect(gap["missing"] == 1000)
    #expect(gap["position"] == 2000)
    #expect(found.contains { $0["kind"] == "invalid_input" })
  }

  @Test func `a shaft may change its speed, and one that is none is said`() throws {
    let samples = try signal()
    let lines = [(0, 1797), (3000, 1772), (6000, -1), (9000, 1772)].map { start, speed in
      line("a", samples[start..<start + 3000], #","firstSample":\#(start),"speed":\#(speed)"#)
    }
    let found = try watch(lines, "--windows")
    let errors = found.filter { $0["kind"] == "error" }
    #expect(errors.compactMap { $0["line"]?.intValue } == [3])
    // The samples of that line were not heard, which is a gap; those behind it are.
    let gap = try #require(found.first { $0["kind"] == "gap" })
    #expect(gap["missing"] == 3000 && gap["position"] == 9000)
    let behind = found.compactMap { $0["kind"] == "window" ? $0["start"]?.intValue : nil }
    #expect(behind.contains { $0 >= 9000 }, "\(behind.suffix(3))")
  }

  @Test func `an option that no stream can have is a mistake of usage`() throws {
    for arguments in [["--votes", "9"], ["--normal", "sound"]] {
      let outcome = try Faultdx.run(
        ["watch", "-"] + arguments, in: try Workshop.open().folder, input: Data())
      #expect(outcome.status == 64, "\(outcome.errors)")
    }
  }
}
