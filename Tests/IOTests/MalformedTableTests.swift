import FaultDXIO
import Testing

/// Tables that are wrong, and the sentence each is refused with.
@Suite struct MalformedTableTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let bytes: [UInt8]
    let message: String
    var options = ReadingOptions()
    var testDescription: String { message }

    init(_ text: String, _ message: String, _ change: (inout ReadingOptions) -> Void = { _ in }) {
      self.init(bytes: Array(text.utf8), message, change)
    }

    init(bytes: [UInt8], _ message: String, _ change: (inout ReadingOptions) -> Void = { _ in }) {
      self.bytes = bytes
      self.message = message
      change(&options)
    }
  }

  static let cases: [Case] = [
    Case("", "t.csv: expected a table, but the file is empty"),
    Case("\n\n  \n", "t.csv: expected a table, but there is nothing but comments and blank lines"),
    Case(
      "# only\n# comments",
      "t.csv: expected a table, but there is nothing but comments and blank lines"),
    Case("a,b\n", "t.csv:1: expected rows of data after the header, found none"),
    Case("a,b", "t.csv:1: expected rows of data after the header, found none"),
    Case("a,b\n# x\n\n", "t.csv:1: expected rows of data after the header, found none"),
    Case("1,2\n", "t.csv:1: expected rows of data after the header, found none") {
      $0.header = .present
    },
    Case("a,b\n1,2\n3,n/a\n4,5\n", "t.csv:3:2: expected a number, found \"n/a\""),
    Case("a,b\n1,2\n3,\n4,5\n", "t.csv:3:2: expected a number, found \"\""),
    Case("a,b\n1,2\n3,NaN\n4,5\n", "t.csv:3:2: expected a number, found \"NaN\""),
    Case("a,b\n1,2\n3,-\n4,5\n", "t.csv:3:2: expected a number, found \"-\""),
    Case("a,b\n1,2\n3,inf\n4,5\n", "t.csv:3:2: expected a number, found \"inf\""),
    Case("a,b\n1,2\n3,#N/A\n4,5\n", "t.csv:3:2: expected a number, found \"#N/A\""),
    Case("a,b\n1,2\n#N/A,3\n4,5\n", "t.csv:3:1: expected a number, found \"#N/A\""),
    Case("a,b\n1,2\nbroken,3\n4,5\n", "t.csv:3:1: expected a number, found \"broken\""),
    Case("a,b\nfoo,2\n3,4\n5,6\n", "t.csv:2:1: expected a number, found \"foo\""),
    Case("1,2\n3,4 # end\n5,6\n", "t.csv:2:2: expected a number, found \"4 # end\""),
    Case("1,2\n3,4V\n5,6\n", "t.csv:2:2: expected a number, found \"4V\""),
    Case(
      "1,2\n3,0x1F\n5,6\n",
      "t.csv:2:2: expected a decimal number, not a hexadecimal one, found \"0x1F\""),
    Case(
      "1,2\n3,-0X1F\n5,6\n",
      "t.csv:2:2: expected a decimal number, not a hexadecimal one, found \"-0X1F\""),
    Case(
      "1;2.5\n3;1,234.5\n5;6.5\n",
      "t.csv:2:2: expected a number without thousands separators, found \"1,234.5\""),
    Case(
      "a,b\n1,\"1,234.5\"\n2,3\n4,5\n",
      "t.csv:2:2: expected a number without thousands separators, found \"1,234.5\""),
    Case(
      "1,2\n3,1'234\n5,6\n",
      "t.csv:2:2: expected a number without thousands separators, found \"1'234\""),
    Case(
      "1\t2\n3\t1 234 567\n5\t6\n",
      "t.csv:2:2: expected a number without thousands separators, found \"1 234 567\""),
    Case(
      "1,2\n3,1_234\n5,6\n",
      "t.csv:2:2: expected a number without thousands separators, found \"1_234\""),
    Case(
      "1;2,5\n3;1.5\n5;6,5\n",
      "t.csv:2:2: expected a number (its decimal mark is not the one of the table), found \"1.5\""),
    Case(
      "1;2.5\n3;1,5\n5;6.5\n",
      "t.csv:2:2: expected a number (its decimal mark is not the one of the table), found \"1,5\""),
    Case("1,2\n3,1e\n5,6\n", "t.csv:2:2: expected a number, found \"1e\""),
    Case("1,2\n3,1e+\n5,6\n", "t.csv:2:2: expected a number, found \"1e+\""),
    Case("1,2\n3,+\n5,6\n", "t.csv:2:2: expected a number, found \"+\""),
    Case("1,2\n3,.\n5,6\n", "t.csv:2:2: expected a number, found \".\""),
    Case("1,2\n3,--1\n5,6\n", "t.csv:2:2: expected a number, found \"--1\""),
    Case(
      "1,2\n3,1.2.3\n5,6\n",
      "t.csv:2:2: expected a number without thousands separators, found \"1.2.3\""),
    Case("1,2\n3,1e400\n5,6\n", "t.csv:2:2: expected a number of at most 3.4e38, found \"1e400\""),
    Case(
      "1,2\n3,-3.5e38\n5,6\n", "t.csv:2:2: expected a number of at most 3.4e38, found \"-3.5e38\""),
    Case("1,2\n3,½\n5,6\n", "t.csv:2:2: expected a number, found \"½\""),
    Case(
      "1,2\n3,a\u{1B}[31m\n5,6\n7,8\n9,10\n11,12\n",
      "t.csv:2:2: expected a number, found \"a\\u{1b}[31m\""),
    Case("1,2\n3,4,5\n6,7\n", "t.csv:2: expected 2 fields, found 3"),
    Case("1,2\n3\n6,7\n", "t.csv:2: expected 2 fields, found 1"),
    Case("1,2\n3,4,\n6,7\n", "t.csv:2: expected 2 fields, found 3"),
    Case("1,2\n3,4\n6,7\n8", "t.csv:4: expected 2 fields, found 1"),
    Case("1,2\n1,2,3\n1,2,3\n1,2,3\n", "t.csv:2: expected 2 fields, found 3"),
    Case("a,b,c\n1,2\n3,4\n5,6\n", "t.csv:2: expected 3 fields as in the header, found 2"),
    Case("a,b\n\n# x\n1,2\n\n3\n", "t.csv:6: expected 2 fields, found 1"),
    Case("a,b\r\n1,2\r\n3\r\n", "t.csv:3: expected 2 fields, found 1"),
    Case("a,b\r1,2\r3\r", "t.csv:3: expected 2 fields, found 1"),
    Case("1 2\n3 4 5\n6 7\n", "t.csv:2: expected 2 fields, found 3"),
    Case("1\t2\n3\t4\t5\n6\t7\n", "t.csv:2: expected 2 fields, found 3"),
    Case("1|2\n3|4|5\n6|7\n", "t.csv:2: expected 2 fields, found 3"),
    Case(
      "a,b\n1,\"2\n3,4\n5,6\n", "t.csv:2:2: expected a closing quote, found \"the end of the file\""
    ),
    Case(
      "a,b\n1,\"2\"x\n3,4\n5,6\n",
      "t.csv:2:2: expected the end of the field after its closing quote, found \"x\""),
    Case("a,b\n1,\"2\n\"\n3,4\n5,6\n", "t.csv:2:2: expected a number, found \"2\\n\""),
    Case("a,b\n1,\"p\nq\"\nx,\"p\nq\"\n2,\"p\nq\"\n", "t.csv:4:1: expected a number, found \"x\""),
    Case("x,y\nfoo,bar\n", "t.csv:2:1: expected a number, found \"foo\""),
    Case("foo,bar\nbaz,qux\n", "t.csv:2:1: expected a number, found \"baz\""),
    Case("hello world\nthis is prose\n", "t.csv:2:1: expected a number, found \"this is prose\""),
    Case(
      "<html><body>404</body></html>\n",
      "t.csv:1: expected rows of data after the header, found none"),
    Case(
      "{\"a\": [1, 2]}\n{\"a\": [3, 4]}\n", "t.csv:2:1: expected a number, found \"{\"a\": [3\""),
    Case("label\nx\ny\n", "t.csv:2:1: expected a number, found \"x\""),
    Case("time\n0\n1\n", "t.csv: expected a column of numbers, found none"),
    Case("time,v\n0,1\n1,2\nx,3\n", "t.csv:4:1: expected a time, found \"x\""),
    Case("time,v\n0,1\n,2\n2,3\n", "t.csv:3:1: expected a time, found \"\""),
    Case("time,v\n5,1\n5,2\n", "t.csv: the time column \"time\" stands still"),
    Case(
      "time,v\n2,1\n1,2\n",
      "t.csv: the time column \"time\" runs backwards between samples 1 and 2; is it more than one recording?"
    ),
    Case(
      "time,v\n0,1\n1,2\n2,3\n9,4\n",
      "t.csv: the time column \"time\" is not uniform: steps from 1 to 7 s; ask for resampling onto a uniform grid, or give the sampling rate"
    ),
    Case("a,b\n1,2\n", "t.csv: there is no column \"c\"; the columns are \"a\", \"b\"") {
      $0.columns = ["c"]
    },
    Case("a,b\n1,2\n", "t.csv: there is no column \"3\"; the columns are \"a\", \"b\"") {
      $0.columns = ["3"]
    },
    Case("a,b\n1,2\n", "t.csv: there is no column \"what\"; the columns are \"a\", \"b\"") {
      $0.labelColumn = "what"
    },
    Case("a,b\n1,2\n", "t.csv: there is no column \"when\"; the columns are \"a\", \"b\"") {
      $0.timeColumn = "when"
    },
    Case("a,b\n1,2\n", "t.csv: there is no column \"who\"; the columns are \"a\", \"b\"") {
      $0.recordingColumn = "who"
    },
    Case("a,label\n1,2\n", "t.csv: column \"label\" cannot be a signal and the label") {
      $0.columns = ["a", "label"]
      $0.labelColumn = "label"
    },
    Case("a,b\n1,2\n", "t.csv: there is no channel \"z\"; the channels are \"a\", \"b\"") {
      $0.channels = ["z"]
    },
    Case(
      "a\nNaN\nNaN\n", "t.csv: expected numbers to interpolate between, found a column with none"
    ) { $0.missing = .interpolate },
    Case("a\nNaN\nNA\n", "t.csv: expected rows of numbers, found none") { $0.missing = .drop },
    Case("a\nNaN\n", "t.csv:2:1: expected a number, found \"NaN\""),
    Case("1,2\n3,4\n", "t.csv: expected at most 3 samples, found more") { $0.maximumSamples = 3 },
    Case(
      bytes: Array("1,2\n3,4\n".utf8) + [0],
      "t.csv: is a binary file of an unknown kind; expected WAV, FLAC, AIFF, RF64, W64, CAF, MATLAB 4 to 7, NumPy, ZIP, or a table as text"
    ),
    Case(bytes: [0xFF, 0xFE, 0x31], "t.csv:1: expected rows of data after the header, found none"),
    Case(bytes: [0xFE, 0xFF], "t.csv: expected a table, but the file is empty"),
    Case(bytes: [0xEF, 0xBB, 0xBF], "t.csv: expected a table, but the file is empty"),
    Case(
      bytes: [0xFF, 0xFE, 0x31, 0, 0x0A, 0, 0x00, 0xD8, 0x0A, 0],
      "t.csv:2:1: expected a number, found \"\u{FFFD}\""),
    Case(
      bytes: Array("a,b\n1,2\n\u{7F}".utf8) + [0xC3, 0x28] + Array(",3\n4,5\n6,7\n".utf8),
      "t.csv:3:1: expected a number, found \"\\u{7f}\u{FFFD}(\""),
    Case(
      (1...70).map { "c\($0)x" }.joined(separator: ",") + "\n"
        + (1...70).map(String.init).joined(separator: ",") + "\n",
      "t.csv: expected at most 64 channels, found 70 columns of numbers; choose columns, or say that a row is a window (wide) or a column a recording"
    ) {
      $0.layout = .long
    },
    Case("file,label\n", "t.csv:1: expected rows of data after the header, found none") {
      $0.layout = .manifest
    },
    Case("a,b\n1,2\n", "t.csv: expected a column \"file\" in the manifest, found \"a\", \"b\"") {
      $0.layout = .manifest
    },
  ]

  @Test func `there are at least eighty wrong tables`() { #expect(Self.cases.count >= 80) }

  @Test(arguments: cases)
  func `a wrong table is refused with a sentence that says where`(one: Case) {
    let error = #expect(throws: ReadingError.self) {
      try RecordingReader.read(bytes: one.bytes, name: "t.csv", options: one.options)
    }
    #expect(error.map { "\($0)" } == one.message)
  }
}
