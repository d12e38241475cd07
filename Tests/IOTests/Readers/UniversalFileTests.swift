import FaultDXIO
import FaultDXSignal
import Testing

@Suite struct UniversalFileTests {
  @Test(arguments: ["channels", "double", "uneven", "little", "big", "doubles"])
  func `functions over time are channels or recordings`(name: String) throws {
    try Expectation.check(Expectation.read("universal/\(name).uff"), of: "universal/\(name).uff")
  }

  @Test func `other datasets are left out, which is told`() throws {
    let reading = try Expectation.read("universal/channels.uff")
    #expect(reading.warnings.map { $0.hasSuffix(": left out 1 x dataset 151") } == [true])
  }

  @Test func `complex functions are refused`() {
    #expect(
      Expectation.refusal("universal/complex.uff")
        == "universal/complex.uff: expected functions over time (dataset 58), found 1 x complex function"
    )
  }

  @Test(arguments: [
    ("    -1\n    58\n", "2: expected line 1 of 11 of a function, found the end of the file"),
    ("    -1\n   151\nmodel\n", "3: expected -1 behind a dataset, found the end of the file"),
    (
      "    -1\n   58b 1 1 11 9\n",
      "2: expected 58b with a byte order, IEEE 754 numbers, 11 lines and a number of bytes"
    ),
  ])
  func `what is wrong is told by its line`(text: String, message: String) {
    let error = #expect(throws: ReadingError.self) {
      try RecordingReader.read(bytes: Array(text.utf8), name: "t.uff")
    }
    #expect(error.map { "\($0)" } == "t.uff:\(message)")
  }
}
