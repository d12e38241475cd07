import FaultDXIO
import FaultDXSignal
import FaultDXStorage
import FaultDXTestSupport
import Testing

@Suite struct SpiceTests {
  @Test(arguments: [
    "binary.raw", "ascii.raw", "several.raw", "ltspice.raw", "pairs.data", "one.data", "named.data",
    "named_pairs.data", "print.txt", "steps.txt",
  ])
  func `a transient comes on a uniform grid, bit for bit as NumPy interpolates it`(
    name: String
  ) throws {
    try Expectation.check(Expectation.read("spice/\(name)"), of: "spice/\(name)")
  }

  @Test func `the grid has the rate that is asked for`() throws {
    let reading = try Expectation.read("spice/binary.raw") { $0.gridRate = 2e6 }
    #expect(reading.recordings.map(\.sampleRate) == [2e6])
    #expect(reading.recordings.map(\.frames) == [61])
  }

  @Test func `files with other steps come on one grid, the slowest of their own`() throws {
    let files = ["binary.raw", "ltspice.raw"].map { Repository.fixture("readers/spice/\($0)") }
    let reading = try RecordingReader.read(inputs: files)
    #expect(Set(reading.recordings.map(\.sampleRate)).count == 1)
  }

  @Test func `variables are chosen by name or number`() throws {
    let all = try Expectation.read("spice/binary.raw").recordings[0]
    for column in ["V(OUT)", "3"] {
      let one = try Expectation.read("spice/binary.raw") { $0.columns = [column] }.recordings[0]
      #expect(one.channelNames == ["v(out)"])
      #expect(one.samples == stride(from: 1, to: all.samples.count, by: 2).map { all.samples[$0] })
    }
    #expect(
      Expectation.refusal("spice/binary.raw") { $0.columns = ["v(x)"] }
        == "spice/binary.raw: there is no variable \"v(x)\"; there is \"v(in)\", \"v(out)\"")
  }

  @Test func `what is no transient is left out, which is told`() throws {
    let reading = try Expectation.read("spice/several.raw")
    #expect(
      reading.warnings.map { $0.replacing(Repository.fixture("readers/"), with: "") } == [
        "spice/several.raw: \"AC Analysis\" (complex), \"Operating Point\" (over voltage) left out: no "
          + "transient"
      ])
  }

  @Test(arguments: [
    (
      "ac.raw",
      "spice/ac.raw: expected a transient of real numbers, found \"AC Analysis\" (complex)"
    ),
    (
      "ac.data", "spice/ac.data:1: expected values over the time, found them over \"frequency\""
    ),
  ])
  func `a file without a transient is refused`(name: String, message: String) {
    #expect(Expectation.refusal("spice/\(name)") == message)
  }

  @Test func `a raw file that is cut short says so`() throws {
    let bytes = try DurableFile.read(Repository.fixture("readers/spice/ltspice.raw"))
    let error = #expect(throws: ReadingError.self) {
      try RecordingReader.read(bytes: Array(bytes.dropLast()), name: "t.raw")
    }
    #expect(
      error.map { "\($0)" }
        == "t.raw: byte 616: expected 24 points of 16 bytes, found 383 bytes: the file is cut short"
    )
  }
}
