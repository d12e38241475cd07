import FaultDXIO
import FaultDXSignal
import FaultDXTestSupport
import Testing

@Suite struct MatlabTests {
  /// The values that `generate.py` writes.
  static func values(_ count: Int, _ shift: Int = 0) -> [Float] {
    (0..<count).map { Float((($0 + shift) * 37) % 101 - 50) / 8 }
  }

  func read(
    _ name: String, _ change: (inout ReadingOptions) -> Void = { _ in }
  ) throws -> Reading {
    var options = ReadingOptions()
    change(&options)
    return try RecordingReader.read(
      inputs: [Repository.fixture("io/matlab/\(name)")], options: options)
  }

  func refusal(
    _ name: String, _ change: (inout ReadingOptions) -> Void = { _ in }
  ) -> String {
    do {
      _ = try read(name, change)
      return "was read"
    } catch {
      return "\(error)".replacing(Repository.fixture("io/matlab/"), with: "")
    }
  }

  @Test(arguments: ["vector_v4", "vector_v5", "vector_compressed", "row"])
  func `a vector is a recording whatever the version`(name: String) throws {
    let reading = try read("\(name).mat")
    #expect(reading.recordings.map(\.samples) == [Self.values(40)])
    #expect(reading.recordings[0].name == "")
    #expect(reading.recordings[0].sampleRate == nil)
  }

  @Test(arguments: ["big_v4", "big_v5"])
  func `files of the other byte order are read`(name: String) throws {
    #expect(try read("\(name).mat").recordings.map(\.samples) == [Self.values(12)])
  }

  static let integers: [(name: String, values: [Float])] = [
    ("u8", (0..<40).map { Float($0 % 7) }),
    ("i8", values(46).map { $0 * 8 }),
    ("i16", values(41).map { $0 * 8 }),
    ("u16", (0..<45).map { Float($0) }),
    ("i32", values(42).map { $0 * 8 }),
    ("u32", (0..<47).map { Float($0) }),
    ("i64", values(44).map { $0 * 8 }),
    ("u64", (0..<48).map { Float($0) }),
    ("single", values(43)),
  ]

  @Test(arguments: integers)
  func `every numeric type is read`(name: String, expected: [Float]) throws {
    #expect(try read("types.mat") { $0.variable = name }.recordings.map(\.samples) == [expected])
  }

  @Test func `a matrix has its channels on the short side`() throws {
    let tall = try read("tall.mat").recordings[0]
    #expect(tall.channels == 3)
    let expected = Self.values(60)
    #expect(tall.samples == expected)
    let flat = try read("flat.mat").recordings[0]
    var interleaved: [Float] = []
    for frame in 0..<20 {
      for channel in 0..<3 { interleaved.append(expected[channel * 20 + frame]) }
    }
    #expect(flat.channels == 3)
    #expect(flat.samples == interleaved)
  }

  @Test func `rows of a wide matrix are recordings when asked for`() throws {
    #expect(
      refusal("windows.mat")
        == "windows.mat: variable \"windows\" is 70x100, expected at most 64 channels; if each row is a "
        + "recording, say so (wide layout)")
    let reading = try read("windows.mat") { $0.layout = .wide }
    #expect(reading.recordings.count == 70)
    #expect(reading.recordings[2].samples == Array(Self.values(7_000)[200..<300]))
    #expect(reading.recordings[2].name == "windows row 3")
  }

  @Test func `the drive end of a CWRU file is read with its speed`() throws {
    let recording = try read("105.mat").recordings[0]
    #expect(recording.samples == Self.values(50))
    #expect(recording.speed == 1_797)
    let fan = try read("105.mat") { $0.variable = "_FE_time" }.recordings[0]
    #expect(fan.samples == Self.values(50).map { -$0 })
  }

  @Test func `of two variables the one of the file's number is read, and that is told`() throws {
    let reading = try read("normal_2_99.mat") { $0.variable = "_DE_time" }
    #expect(reading.recordings[0].samples == Self.values(50, 5))
    #expect(reading.recordings[0].speed == 1_750)
    let path = Repository.fixture("io/matlab/normal_2_99.mat")
    #expect(
      reading.notes.first
        == "\(path): 2 variables end in _DE_time: \"X099_DE_time\" is read, not X098_DE_time")
  }

  @Test func `a scalar named fs is the sampling rate`() throws {
    let reading = try read("plain_x.mat")
    #expect(reading.recordings[0].sampleRate == 48_000)
    #expect(try read("plain_x.mat") { $0.rate = 12_000 }.recordings[0].sampleRate == 12_000)
  }

  @Test func `structures of structures are classes of recordings`() throws {
    let reading = try read("struct.mat")
    #expect(
      reading.recordings.map(\.name) == [
        "itsc.HLT.R1", "itsc.HLT.R2", "itsc.A10.R1", "itsc.A10.R2",
      ])
    #expect(reading.recordings.map(\.label) == ["HLT", "HLT", "A10", "A10"])
    #expect(reading.recordings[3].samples == Self.values(20, 3))
    #expect(reading.recordings[3].channels == 2)
    let one = try read("struct.mat") { $0.variable = "itsc.A10.R1" }
    #expect(one.recordings.map(\.samples) == [Self.values(20, 2)])
    #expect(try read("struct.mat") { $0.variable = "itsc.A10" }.recordings.count == 2)
    #expect(try read("struct.mat") { $0.variable = "R2" }.recordings.count == 2)
  }

  @Test func `the elements of a structure array are recordings`() throws {
    let reading = try read("struct_array.mat")
    #expect(reading.recordings.map(\.name) == ["s(1).signal", "s(2).signal"])
    #expect(reading.recordings.map(\.samples) == [Self.values(5), Self.values(6)])
  }

  @Test(arguments: ["cell", "cell_compressed"])
  func `cells are recordings`(name: String) throws {
    let reading = try read("\(name).mat")
    #expect(reading.recordings.map(\.name) == ["health{1}", "health{2}", "health{3}"])
    #expect(reading.recordings.map(\.samples) == (0..<3).map { Self.values(10 + $0, $0) })
    #expect(try read("\(name).mat") { $0.variable = "health{2}" }.recordings.count == 1)
  }

  @Test func `variables that are not read do not stand in the way of those that are`() throws {
    #expect(try read("sparse.mat").recordings.map(\.samples) == [Self.values(40)])
  }

  @Test func `parts of a structure that are not read are left out, and that is told`() throws {
    let path = Repository.fixture("io/matlab/mixed.mat")
    let reading = try read("mixed.mat")
    #expect(reading.recordings.map(\.name) == ["itsc.HLT.R1", "itsc.A10.R1", "itsc.A10.flags"])
    #expect(reading.notes.contains("\(path): \"itsc.HLT.s\" is a sparse matrix and left out"))
  }

  @Test func `logical arrays are zeros and ones`() throws {
    let flags = try read("mixed.mat") { $0.variable = "itsc.A10.flags" }.recordings
    #expect(flags.map(\.samples) == [Self.values(9).map { $0 > 0 ? 1 : 0 }])
  }

  @Test(arguments: ["small.mat", "big_small.mat"])
  func `a variable of a kind that is not read is named`(name: String) {
    #expect(
      refusal(name) { $0.variable = "f" }.hasPrefix(
        "\(name): there is no variable \"f\"; there is \"n0\", \"n1\""))
    #expect(refusal(name) { $0.variable = "f" }.hasSuffix("\"f\" (a function handle)"))
  }

  @Test func `what holds no signal is refused with a reason`() {
    #expect(
      refusal("v73.mat")
        == "v73.mat: is a MATLAB 7.3 file (HDF5); save it in MATLAB with save(name, '-v7'), or export it "
        + "to CSV")
    #expect(refusal("empty.mat") == "empty.mat: expected a variable with numbers, found none")
    #expect(refusal("text.mat") == "text.mat: expected a signal, found nothing but single numbers")
    #expect(
      refusal("cube.mat") == "cube.mat: variable \"cube\" is 2x3x4, expected a vector or a matrix")
    #expect(
      refusal("complex.mat") == "complex.mat: variable \"z\" is complex, expected real numbers")
    #expect(
      refusal("105.mat") { $0.variable = "_XX" }
        == "105.mat: there is no variable \"_XX\"; there is \"X105_DE_time\", \"X105_FE_time\", "
        + "\"X105_BA_time\", \"X105RPM\"")
  }
}
