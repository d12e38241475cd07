import FaultDXIO
import FaultDXSignal
import Testing

@Suite struct SeriesTests {
  @Test(arguments: ["univariate", "multivariate", "timestamps"])
  func `a line of a .ts file is a recording with its class`(name: String) throws {
    try Expectation.check(Expectation.read("series/\(name).ts"), of: "series/\(name).ts")
  }

  @Test func `a missing value is refused where nothing says what to do with it`() {
    #expect(
      Expectation.refusal("series/missing.ts")
        == "series/missing.ts:5:5: expected a number, found \"?\"")
  }

  @Test(arguments: [
    (ReadingOptions.MissingValues.interpolate, [1, 2, 3, 3] as [Float]),
    (.zero, [1, 0, 3, 0]), (.drop, [1, 3]),
  ])
  func `missing values become what was asked for`(
    missing: ReadingOptions.MissingValues, samples: [Float]
  ) throws {
    let reading = try Expectation.read("series/missing.ts") { $0.missing = missing }
    #expect(reading.recordings.map(\.samples) == [samples])
  }

  @Test(arguments: [
    ("@data\n", "expected series after @data, found none"),
    ("@univariate maybe\n@data\n1,2\n", "1: expected true or false after @univariate"),
    ("@univariate true\n@seriesLength x\n", "2: expected a number after @seriesLength"),
    ("@univariate true\n@colour red\n", "2: expected a tag of a .ts file, found \"@colour\""),
    ("@univariate true\n1,2\n", "2: expected a tag such as @data, found \"1,2\""),
    ("@univariate true\n", "1: expected @data, found the end of the file"),
    (
      "@classLabel true a b\n@data\n1,2:a\n1,2:c\n",
      "4: expected one of the classes a, b, found \"c\""
    ),
    ("@classLabel true a b\n@data\n1,2\n", "3: expected values and a class, found no colon"),
    ("@univariate true\n@data\n1,2:3,4\n", "3: expected 1 dimensions, found 2"),
    ("@data\n1,2:3\n", "2: expected dimension 2 to have the 2 instants of the first, found 1"),
    ("@data\n1,2:3,x\n", "2:7: expected a number, found \"x\""),
    (
      "@univariate true\n@equalLength true\n@seriesLength 3\n@data\n1,2,3\n1,2\n",
      "6: expected 3 values, found 2"
    ),
    (
      "@timestamps true\n@data\n(0,1),(1,2)\n(0,1),1,2\n",
      "4:7: expected a time in seconds and a value in parentheses, found \"1\""
    ),
    (
      "@timestamps true\n@data\n(0,1),(1,2),(9,3)\n",
      "line 3: the time is not uniform of row 1: steps from 1 to 8 s; ask for resampling onto a uniform "
        + "grid, or give the sampling rate"
    ),
  ])
  func `what is wrong is told by its line`(text: String, message: String) {
    let error = #expect(throws: ReadingError.self) {
      try RecordingReader.read(bytes: Array(text.utf8), name: "t.ts")
    }
    let found = error.map { "\($0)" } ?? ""
    #expect(found == "t.ts:\(message)" || found == "t.ts: \(message)")
  }
}
