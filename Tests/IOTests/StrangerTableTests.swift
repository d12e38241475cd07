import FaultDXIO
import FaultDXSignal
import FaultDXTestSupport
import Foundation
import Testing

/// Tables of strangers: nothing but a table, and no file is opened for it.
struct StrangerTableTests {
  private static let long = "time,a,b\n0,1,2\n0.001,3,5\n0.002,4,1\n"
  private static let wide = "label,s0,s1,s2,s3\nx,1,2,3,4\ny,4,3,2,1\n"

  private func read(
    _ text: String, _ change: (inout ReadingOptions) -> Void = { _ in }
  ) throws -> Reading {
    var options = ReadingOptions()
    change(&options)
    return try RecordingReader.readTable(bytes: Array(text.utf8), name: "body", options: options)
  }

  @Test(arguments: [long, wide]) func `a table is what the reader of all formats finds`(
    text: String
  ) throws {
    let expected = try RecordingReader.read(bytes: Array(text.utf8), name: "body")
    let found = try read(text)
    #expect(found.recordings == expected.recordings)
    #expect(!found.recordings.isEmpty)
    #expect(found.failures.isEmpty)
  }

  @Test func `channels are chosen, and one that is not there is said`() throws {
    let reading = try read(Self.long) { $0.channels = ["b"] }
    #expect(reading.recordings.map(\.samples) == [[2, 5, 1]])
    #expect(reading.recordings.map(\.channelNames) == [["b"]])
    #expect(throws: ReadingError.self) { try read(Self.long) { $0.channels = ["c"] } }
  }

  @Test(arguments: [
    "io/sounds/mono.wav", "io/sounds/pcm_16.flac", "io/sounds/float.aiff", "io/matlab/small.mat",
    "io/matlab/v73.mat",
  ])
  func `other formats are refused, and no library looks at them`(fixture: String) throws {
    let bytes = [UInt8](
      try Data(contentsOf: URL(fileURLWithPath: Repository.fixture(fixture))))
    let error = #expect(throws: ReadingError.self) {
      try RecordingReader.readTable(bytes: bytes, name: "body")
    }
    #expect(error.map { "\($0)".hasPrefix("body: ") } == true)
  }

  @Test func `a manifest opens nothing`() throws {
    let sound = Repository.fixture("io/sounds/mono.wav")
    for layout in [ReadingOptions.Layout.automatic, .manifest] {
      for text in ["file,label\n\(sound),ball\n", "file,rpm\n\(sound),1797\n\(sound),1750\n"] {
        let reading = try? read(text) { $0.layout = layout }
        let frames = reading?.recordings.map(\.frames).max() ?? 0
        #expect(frames <= 2, "\(layout)")
        #expect(reading?.recordings.contains { $0.file.hasSuffix(".wav") } != true)
      }
    }
  }

  @Test(arguments: ["", "\n\n", "a,b\n", "PK\u{3}\u{4}zip"])
  func `what is no table is an error`(text: String) {
    #expect(throws: ReadingError.self) { try read(text) }
  }
}
