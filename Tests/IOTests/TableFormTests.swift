import FaultDXIO
import FaultDXSignal
import Testing

/// The ways in which tables are written, one case each.
@Suite struct TableFormTests {
  struct Form: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    var options = ReadingOptions()
    /// The samples of the recordings that come out.
    let samples: [[Float]]
    var testDescription: String { name }

    init(
      _ name: String, _ text: String, _ samples: [[Float]],
      _ change: (inout ReadingOptions) -> Void = { _ in }
    ) {
      self.init(name, bytes: Array(text.utf8), samples, change)
    }

    init(
      _ name: String, bytes: [UInt8], _ samples: [[Float]],
      _ change: (inout ReadingOptions) -> Void = { _ in }
    ) {
      self.name = name
      self.bytes = bytes
      self.samples = samples
      change(&options)
    }
  }

  static func utf16(_ text: String, bigEndian: Bool) -> [UInt8] {
    ([0xFEFF] + Array(text.utf16)).flatMap { unit -> [UInt8] in
      let bytes = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
      return bigEndian ? bytes : bytes.reversed()
    }
  }

  static let forms: [Form] = [
    Form("commas", "a,b\n1,2\n3,4\n", [[1, 2, 3, 4]]),
    Form("semicolons", "a;b\n1;2\n3;4\n", [[1, 2, 3, 4]]),
    Form("tabs", "a\tb\n1\t2\n3\t4\n", [[1, 2, 3, 4]]),
    Form("bars", "a|b\n1|2\n3|4\n", [[1, 2, 3, 4]]),
    Form("spaces", "a b\n1 2\n3 4\n", [[1, 2, 3, 4]]),
    Form("columns aligned by spaces", "   a     b\n   1.0   2\n  -3    4  \n", [[1, 2, -3, 4]]),
    Form("spaces and tabs", "1 \t 2\n3\t4\n", [[1, 2, 3, 4]]) { $0.delimiter = " " },
    Form("a delimiter that is given", "1:2\n3:4\n", [[1, 2, 3, 4]]) { $0.delimiter = ":" },
    Form("one column", "1\n2\n3\n", [[1, 2, 3]]),
    Form("one column with a header", "acceleration\n1\n2\n", [[1, 2]]),
    Form("no header", "1,2\n3,4\n", [[1, 2, 3, 4]]),
    Form("a header of numbers, said to be one", "1,2\n3,4\n", [[3, 4]]) { $0.header = .present },
    Form("a header said to be absent", "1,2\n3,4\n", [[1, 2, 3, 4]]) { $0.header = .absent },
    Form("decimal commas between semicolons", "a;b\n1,5;2\n3,25;4,5\n", [[1.5, 2, 3.25, 4.5]]),
    Form("decimal commas between tabs", "1,5\t2\n3,25\t4,5\n", [[1.5, 2, 3.25, 4.5]]),
    Form("decimal commas that are given", "1,5\n2,5\n", [[1.5, 2.5]]) {
      $0.decimalComma = true
      $0.delimiter = ";"
    },
    Form("a byte order mark", "\u{FEFF}a,b\n1,2\n", [[1, 2]]),
    Form("UTF-16 little-endian", bytes: utf16("a;ü\n1,5;2\n", bigEndian: false), [[1.5, 2]]),
    Form("UTF-16 big-endian", bytes: utf16("a;😀\n1,5;2\n", bigEndian: true), [[1.5, 2]]),
    Form("lines that end in CR LF", "a,b\r\n1,2\r\n3,4\r\n", [[1, 2, 3, 4]]),
    Form("lines that end in CR", "a,b\r1,2\r3,4\r", [[1, 2, 3, 4]]),
    Form("no end of the last line", "a,b\n1,2\n3,4", [[1, 2, 3, 4]]),
    Form("a last line that ends in CR", "1,2\n3,4\r", [[1, 2, 3, 4]]),
    Form("quoted fields", "\"a\",\"b\"\n\"1\",\"2\"\n\"3\" , \"4\"\n", [[1, 2, 3, 4]]),
    Form(
      "quotes, commas and line ends in quotes",
      "\"a, \"\"x\"\"\",b,\"la\nbel\"\n1,2,\"p\nq\"\n3,4,\"p\nq\"\n",
      [[1, 2, 3, 4]]),
    Form("comments", "# one\n% two\n// three\na,b\n1,2\n# four\n  # five\n3,4\n", [[1, 2, 3, 4]]),
    Form("blank lines", "\n\na,b\n\n1,2\n   \n\n3,4\n\n", [[1, 2, 3, 4]]),
    Form("missing values interpolated", "a,b\n1,2\n,4\nNaN,6\n4,-\n", [[1, 2, 2, 4, 3, 6, 4, 6]]) {
      $0.missing = .interpolate
    },
    Form("missing values dropped", "a,b\n1,2\nNA,4\n#N/A,5\n4,6\n", [[1, 2, 4, 6]]) {
      $0.missing = .drop
    },
    Form("missing values set to zero", "a,b\n1,2\nnull,4\ninf,-Inf\n", [[1, 2, 0, 4, 0, 0]]) {
      $0.missing = .zero
    },
    Form("signs, bare points, exponents", "+1,.5,1.,1e-3,-2E2\n", [[1, 0.5, 1, 0.001, -200]]),
    Form("blanks around numbers", " 1 , 2 \n3  ,   4\n", [[1, 2, 3, 4]]),
    Form("a delimiter at the end of each line", "a,b,\n1,2,\n3,4,\n", [[1, 2, 3, 4]]),
    Form(
      "a preamble and units, as oscilloscopes write",
      "PicoScope export\nDevice,4262\nTime,Channel A\n(ms),(V)\n\n0.0,1\n0.1,2\n0.2,3\n",
      [[1, 2, 3]]),
    Form("names in a comment, as numpy writes", "# t b\n0 5\n1 6\n", [[5, 6]]),
    Form("columns that are chosen", "a,b,c\n1,2,3\n4,5,6\n", [[3, 1, 6, 4]]) {
      $0.columns = ["a", "3"]
      $0.channels = ["c", "a"]
    },
    Form("axes named x, y, z", "x,y,z\n1,2,3\n", [[1, 2, 3]]),
    Form("a label in a column named y", "x1,x2,y\n1,2,0\n3,4,1\n", [[1, 2], [3, 4]]),
    Form("one column of words is the label", "a,what\n1,good\n2,good\n3,bad\n", [[1, 2], [3]]),
    Form("a label column that is given", "a,b\n1,0\n2,0\n3,1\n", [[1, 2], [3]]) {
      $0.labelColumn = "b"
    },
    Form("words in several columns", "a,b,c\n1,x,u\n2,y,v\n", [[1, 2]]),
    Form("a group column parts recordings", "a,bearing\n1,1\n2,1\n3,2\n", [[1, 2], [3]]),
    Form("spaces in labels", "a;class\n1,5;inner race\n2,5;inner race\n", [[1.5, 2.5]]),
    Form(
      "each column a recording", "V@1,V@2\n1,2\n3,4\n", [[1, 3], [2, 4]]),
    Form(
      "each column a recording, as given", "a,b\n1,2\n3,4\n", [[1, 3], [2, 4]]
    ) {
      $0.columnsAreRecordings = true
    },
  ]

  @Test(arguments: forms)
  func `every form gives its samples`(form: Form) throws {
    let reading = try RecordingReader.read(bytes: form.bytes, name: "t.csv", options: form.options)
    #expect(reading.recordings.map(\.samples) == form.samples)
  }

  @Test(arguments: forms)
  func `every form is read alike however the blocks fall`(form: Form) throws {
    for blockSize in 1...19 {
      let source = ByteSource(bytes: form.bytes, name: "t.csv")
      var reading = try TableReader.read(source, options: form.options, blockSize: blockSize)
      try ChannelSelection(form.options.channels).apply(to: &reading, file: "t.csv")
      #expect(reading.recordings.map(\.samples) == form.samples, "blocks of \(blockSize)")
    }
  }

  @Test func `units of the time column count`() throws {
    let reading = try read("Time,A\n(ms),(V)\n0.0,1\n0.1,2\n0.2,3\n")
    #expect(reading.recordings[0].sampleRate == 10_000)
    #expect(reading.recordings[0].channelNames == ["A"])
  }

  @Test func `a rate in the preamble is found`() throws {
    let reading = try read("Logger;12\nSampling frequency: 25,6 kHz\na;b\n1,5;2\n3;4\n")
    #expect(reading.recordings[0].sampleRate == 25_600)
  }

  @Test func `speed and load columns describe the recording`() throws {
    let reading = try read("a,label,speed_rpm,load\n1,x,1797,0 HP\n2,x,1797,0 HP\n3,y,1730,3 HP\n")
    #expect(reading.recordings.map(\.speed) == [1_797, 1_730])
    #expect(reading.recordings.map(\.load) == ["0 HP", "3 HP"])
  }

  @Test func `runs of a simulation share their draw by number`() throws {
    let reading = try read("Time,V(OUT)@1,V(OUT)@2\n0,1,2\n1,3,4\n2,5,6\n")
    #expect(reading.recordings.map(\.group) == ["run 1", "run 2"])
    #expect(reading.recordings.map(\.name) == ["V(OUT)@1", "V(OUT)@2"])
    #expect(reading.recordings.map(\.channelNames) == [["V(OUT)"], ["V(OUT)"]])
  }

  @Test func `a line that does not end is refused`() throws {
    let bytes = Array(("1,2\n3,4\n" + String(repeating: "x", count: 4 << 20)).utf8)
    let error = #expect(throws: ReadingError.self) {
      let buffer = try TextBuffer(
        ByteSource(bytes: bytes, name: "t.csv"), blockSize: 1 << 18, longestLine: 2 << 20)
      _ = try TableSniffer(options: ReadingOptions()).outline(of: buffer)
    }
    #expect(error.map { "\($0)" } == "t.csv:3: the line is longer than 2 MiB")
  }
}
