import FaultDXIO
import FaultDXSignal
import FaultDXStorage
import FaultDXTestSupport
import Testing

/// What another library read from the fixtures of `Tests/Fixtures/readers`, recording by recording.
struct Expectation {
  private static let all = Result {
    try JSON(parsing: DurableFile.read(Repository.fixture("readers/expected.json")))
  }

  /// Checks a reading bit for bit against what is expected of a file.
  static func check(_ reading: Reading, of file: String) throws {
    let expected = try #require(all.get()[file]?.arrayValue, "nothing is expected of \(file)")
    try #require(reading.recordings.count == expected.count)
    for (recording, expected) in zip(reading.recordings, expected) {
      #expect(recording.channels == expected["channels"]?.intValue)
      #expect(recording.name == expected["name"]?.stringValue)
      #expect(recording.label == expected["label"]?.stringValue)
      #expect(recording.group == expected["group"]?.stringValue)
      if let rate = expected["rate"]?.doubleValue {
        #expect(abs((recording.sampleRate ?? 0) - rate) <= 1e-12 * rate)
      } else {
        #expect(recording.sampleRate == nil)
      }
      if let names = expected["channelNames"]?.arrayValue {
        #expect(recording.channelNames == names.compactMap(\.stringValue))
      }
      let bits = Self.floats(expected["bits"]?.stringValue ?? "").map(\.bitPattern)
      #expect(recording.samples.map(\.bitPattern) == bits)
    }
  }

  /// Reads a fixture as a user would.
  static func read(
    _ file: String, _ change: (inout ReadingOptions) -> Void = { _ in }
  ) throws -> Reading {
    var options = ReadingOptions()
    change(&options)
    return try RecordingReader.read(
      inputs: [Repository.fixture("readers/\(file)")], options: options)
  }

  /// The sentence that reading a fixture fails with, without the folders before the file.
  static func refusal(
    _ file: String, _ change: (inout ReadingOptions) -> Void = { _ in }
  ) -> String {
    do {
      let reading = try read(file, change)
      if let failure = reading.failures.first { throw failure.error }
      return "read \(reading.recordings.count) recordings"
    } catch {
      return "\(error)".replacing(Repository.fixture("readers/"), with: "")
    }
  }

  /// Little-endian floats from hexadecimal digits.
  private static func floats(_ digits: String) -> [Float] {
    let nibbles = digits.utf8.map { UInt32($0 > 57 ? $0 - 87 : $0 - 48) }
    return stride(from: 0, to: nibbles.count, by: 8).map { start in
      let bits = (0..<4).reduce(UInt32(0)) { bits, byte in
        bits | (nibbles[start + 2 * byte] << 4 | nibbles[start + 2 * byte + 1]) << UInt32(8 * byte)
      }
      return Float(bitPattern: bits)
    }
  }
}
