import FaultDXIO
import FaultDXSignal
import FaultDXStorage
import FaultDXTestSupport
import Testing

@Suite struct ArchiveTests {
  @Test(arguments: ["classes", "zip64", "descriptors", "manifest"])
  func `the files of an archive are read as those of a folder`(name: String) throws {
    let reading = try Expectation.read("zip/\(name).zip")
    #expect(reading.failures.isEmpty)
    try Expectation.check(reading, of: "zip/\(name).zip")
  }

  @Test func `a recording of an archive says which file it came from`() throws {
    let reading = try Expectation.read("zip/classes.zip")
    #expect(reading.recordings[0].file.hasSuffix("/classes.zip/set/ball/1.csv"))
    #expect(
      reading.notes.contains { $0.hasSuffix("labels from the folders: ball (2), normal (2)") })
  }

  @Test func `an archive comes through a pipe too`() throws {
    let bytes = try DurableFile.read(Repository.fixture("readers/zip/classes.zip"))
    let reading = try RecordingReader.read(bytes: bytes, name: "stdin")
    try Expectation.check(reading, of: "zip/classes.zip")
  }

  @Test(arguments: [
    (
      "nested.zip",
      "zip/nested.zip/inner.zip: is an archive inside an archive; unpack the outer one"
    ),
    (
      "bzip2.zip",
      "zip/bzip2.zip/a.csv: is compressed by method 12, expected stored or deflated"
    ),
    (
      "spreadsheet.zip",
      "zip/spreadsheet.zip: is a spreadsheet or another office document; save the sheet as CSV"
    ),
    ("empty.zip", "zip/empty.zip: expected recordings in the archive, found no file"),
  ])
  func `what is not read is named`(name: String, reason: String) {
    #expect(Expectation.refusal("zip/\(name)") == reason)
  }

  @Test func `what a member holds must agree with its checksum`() throws {
    var bytes = try DurableFile.read(Repository.fixture("readers/zip/manifest.zip"))
    let text = try #require(bytes.firstRange(of: Array("x\n".utf8)))
    bytes[text.lowerBound + 3] ^= 1
    let reading = try RecordingReader.read(bytes: bytes, name: "t.zip")
    #expect(reading.recordings.count == 1)
    #expect(reading.failures.map { "\($0.error)" } == ["t.zip/a.csv: does not match its checksum"])
  }
}
