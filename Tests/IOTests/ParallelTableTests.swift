import Testing

@testable import FaultDXIO

/// Tables that several threads read must be what one thread reads, errors included.
@Suite struct ParallelTableTests {
  /// What became of reading: all that a caller can see.
  private static func outcome(
    _ bytes: [UInt8], _ options: ReadingOptions, threads: Int, blockLength: Int = 1 << 20
  ) -> Result<Reading, ReadingError> {
    var options = options
    options.threads = threads
    do throws(ReadingError) {
      return .success(
        try TableReader.read(
          ByteSource(bytes: bytes, name: "t.csv"), options: options, blockSize: 4_096,
          blockLength: blockLength))
    } catch {
      return .failure(error)
    }
  }

  private static func expectSame(
    _ bytes: [UInt8], _ options: ReadingOptions = ReadingOptions(),
    blockLengths: some Sequence<Int>,
    _ what: String = ""
  ) {
    let expected = outcome(bytes, options, threads: 1)
    for length in blockLengths {
      let found = outcome(bytes, options, threads: 3, blockLength: length)
      switch (expected, found) {
      case (.success(let one), .success(let several)):
        #expect(one.recordings == several.recordings, "\(what), blocks of \(length)")
        #expect(one.notes == several.notes, "\(what), blocks of \(length)")
        #expect(one.warnings == several.warnings, "\(what), blocks of \(length)")
        #expect(one.gridRates == several.gridRates, "\(what), blocks of \(length)")
      case (.failure(let one), .failure(let several)):
        #expect(one == several, "\(what), blocks of \(length)")
      default: Issue.record("\(what), blocks of \(length): \(expected) against \(found)")
      }
    }
  }

  @Test(arguments: TableFormTests.forms)
  func `every form is read alike by several threads`(form: TableFormTests.Form) {
    Self.expectSame(form.bytes, form.options, blockLengths: [1, 2, 3, 5, 8, 13, 21])
  }

  @Test(arguments: MalformedTableTests.cases)
  func `every error is the same`(wrong: MalformedTableTests.Case) {
    Self.expectSame(wrong.bytes, wrong.options, blockLengths: [1, 2, 3, 5, 8, 13, 21])
  }

  /// All that makes the end of a row hard to tell.
  private static let nasty = """
    \u{FEFF}# sample_rate: 100\r
    time,value,label,note\r
    0.00,1,"a ""b"" c",x\r
    0.01,2,"a ""b"" c","two
    lines, and a comma"\r

    # a comment with a " quote\r
    0.02,3,"c
    d",y\r
    0.03,4,"c
    d",z
    0.04,-5.5e-3,"c
    d","
    0.05,6,e,f
    "\r
    0.05,7,,""\r
      0.06 , 8 , e , g \r
    0.07,9,e,h
    """

  @Test func `a table may be cut at every byte`() {
    let bytes = Array(Self.nasty.utf8)
    Self.expectSame(bytes, blockLengths: 1...bytes.count)
    for count in stride(from: bytes.count, to: 60, by: -1) {
      Self.expectSame(Array(bytes[..<count]), blockLengths: [count % 13 + 5], "\(count) bytes")
    }
  }

  @Test func `one wrong byte anywhere gives the same error`() {
    let bytes = Array(Self.nasty.utf8)
    for position in bytes.indices {
      for wrong in [UInt8(ascii: "\""), 0, 10, 13] {
        var damaged = bytes
        damaged[position] = wrong
        Self.expectSame(
          damaged, blockLengths: [position % 2 == 0 ? 9 : 31], "\(wrong) at \(position)")
      }
    }
  }

  @Test func `random bytes never trap`() {
    var state: UInt64 = 7
    let alphabet = Array("0123456789.,;\t \n\r\"#%/-+eEna:TZ".utf8) + [0, 0xC3, 0xFF]
    func random(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    for round in 0..<300 {
      var bytes = Array("time,value,label\n0.1,1,a\n0.2,2,a\n0.3,3,b\n".utf8)
      if round % 2 == 0 { bytes = Array("0.5,1\n0.25,1\n".utf8) }
      for _ in 0..<random(300) { bytes.append(alphabet[random(alphabet.count)]) }
      var options = ReadingOptions()
      options.missing = ReadingOptions.MissingValues.allCases[round % 4]
      Self.expectSame(bytes, options, blockLengths: [5, 64], "round \(round)")
    }
  }

  /// Rows of one kind, so many that blocks begin in all of them.
  private static func rows(_ header: String, _ row: (Int) -> String) -> [UInt8] {
    Array((header + (0..<2_000).map(row).joined()).utf8)
  }

  @Test(arguments: ReadingOptions.MissingValues.allCases)
  func `missing values are treated alike`(missing: ReadingOptions.MissingValues) {
    var options = ReadingOptions()
    options.missing = missing
    let long = Self.rows("time,a,b,label\n") {
      "\($0).5,\($0 % 7 == 3 ? "" : "\($0)"),\($0 % 11 == 5 ? "NaN" : "1e\($0 % 5)"),\($0 / 700)\n"
    }
    Self.expectSame(long, options, blockLengths: [100, 1_000, 9_999])
    let wide = Self.rows("") { row in
      "a\(row % 3)" + (0..<20).map { (row + $0) % 97 == 3 ? ",NA" : ",\($0 + row)" }.joined() + "\n"
    }
    Self.expectSame(wide, options, blockLengths: [100, 1_000, 9_999])
  }

  @Test func `recordings that take turns are put together alike`() {
    let bytes = Self.rows("recording,label,speed,value\r\n") {
      "r\($0 / 40 % 3),l\($0 / 40 % 3),\($0),0.\($0)\r\n"
    }
    Self.expectSame(bytes, blockLengths: [100, 1_000, 9_999])
  }

  @Test func `times are the same whoever reads them`() {
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
    let forms: [(String, (Int) -> String)] = [
      ("seconds", { "\(Double($0) / 12_000)" }),
      ("with an exponent", { "\($0)e-4" }),
      ("since 1970", { "1769846400.\(100_000 + $0 * 10)" }),
      ("milliseconds since 1970", { "1769846400\(1_000 + $0).25" }),
      ("stamps", { "2026-01-31T08:\(two($0 / 600)):\(two($0 / 10 % 60)).\($0 % 10)+01:00" }),
      ("times of day", { "\($0 / 600 + 8):\(two($0 / 10 % 60)):\(two($0 % 10)),5" }),
      ("over midnight", { "\(two((22 + $0 / 700) % 24)):\(two($0 / 17 % 59)):\(two($0 % 17))" }),
      ("from seconds to stamps", { $0 < 1_200 ? "\($0)" : "2026-01-31T08:00:00" }),
      ("coarse, then fine", { $0 < 1_100 ? "\($0).0" : "\($0).004" }),
    ]
    for (name, time) in forms {
      let bytes = Self.rows("time;value\n") { "\(time($0));\($0)\n" }
      for resamples in [false, true] {
        var options = ReadingOptions()
        options.resampleNonUniform = resamples
        Self.expectSame(bytes, options, blockLengths: [500, 7_777], name)
      }
    }
  }

  @Test func `the limit of samples is met alike`() {
    let bytes = Self.rows("a,b\n") { "\($0),1\n" }
    for limit in [1, 3_999, 4_000, 4_001, 4_002] {
      var options = ReadingOptions()
      options.maximumSamples = limit
      Self.expectSame(bytes, options, blockLengths: [500, 7_777], "at most \(limit)")
    }
  }

  @Test func `a wrong value deep in a file is told with its line`() throws {
    var bytes = Self.rows("a,b\n") { "\($0),1\n" }
    bytes += Array("7,x\n8,1\n".utf8)
    let found = Self.outcome(bytes, ReadingOptions(), threads: 3, blockLength: 500)
    guard case .failure(let error) = found else {
      Issue.record("it was read")
      return
    }
    #expect(error.description == "t.csv:2002:2: expected a number, found \"x\"")
  }

  @Test func `plain rows are parsed in blocks, each of whole lines`() throws {
    let bytes = Self.rows("") { "\($0),1\n" }
    let source = ByteSource(bytes: bytes, name: "t.csv")
    let shared = try #require(source.shared(from: 0))
    let work = RowBlocks(bytes: shared, blockLength: 100, file: "t.csv")
    let blocks = try #require(
      work.parse(threads: 3) { block in
        guard block.end == 0 || block.base[block.end - 1] == 10 else { return nil }
        return BlockRows(
          segments: [], samples: block.end, rowsWithMissing: 0, times: TimeParser(unit: nil))
      })
    #expect(blocks.count == (bytes.count + 99) / 100)
    #expect(blocks.map(\.samples).reduce(0, +) == bytes.count)
    let nothing = work.parse(threads: 3) { _ in nil }
    #expect(nothing?.isEmpty == nil)
  }
}
