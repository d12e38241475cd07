import FaultDXIO
import FaultDXSignal
import FaultDXStorage
import FaultDXTestSupport
import Testing

@Suite struct NumpyTests {
  @Test(arguments: [
    "f4", "f4_big", "f8", "f8_big", "f2", "f2_big", "i2", "i2_big", "i1", "u1", "u2", "u4_big",
    "i4", "i8", "u8_big", "halves", "rounded", "version_2", "version_3", "tall_C", "tall_F",
    "cube_C", "cube_F", "cube_channels_first",
  ])
  func `an array gives the samples that NumPy reads, bit for bit`(name: String) throws {
    try Expectation.check(Expectation.read("numpy/\(name).npy"), of: "numpy/\(name).npy")
  }

  @Test(arguments: ["stored", "deflated", "split", "lists"])
  func `an archive of arrays gives recordings, classes, units and the rate`(name: String) throws {
    try Expectation.check(Expectation.read("numpy/\(name).npz"), of: "numpy/\(name).npz")
  }

  @Test func `which array of a split a recording came from can be asked for`() throws {
    let reading = try Expectation.read("numpy/split.npz") {
      $0.where = [(column: "split", value: "test")]
    }
    #expect(reading.recordings.map(\.name) == ["X_test row 1"])
  }

  @Test(arguments: ["C", "F"])
  func `the axes that are asked for decide over what a matrix is`(order: String) throws {
    let file = "numpy/matrix_\(order).npy"
    let rows = try Expectation.read(file) { $0.axes = [.recording, .time] }
    #expect(rows.recordings.map(\.frames) == [20, 20, 20, 20])
    let frames = try Expectation.read(file) { $0.axes = [.time, .channel] }
    #expect(frames.recordings.map(\.channels) == [20])
    #expect(frames.recordings[0].samples == rows.recordings.flatMap(\.samples))
    let channels = try Expectation.read(file) { $0.axes = [.channel, .time] }
    #expect(channels.recordings.map(\.channels) == [4])
    let turned = (0..<20).flatMap { frame in rows.recordings.map { $0.samples[frame] } }
    #expect(channels.recordings[0].samples == turned)
    #expect(
      try Expectation.read(file) { $0.layout = .wide }.recordings == rows.recordings)
    #expect(
      try Expectation.read(file) { $0.layout = .long }.recordings == frames.recordings)
  }

  @Test(arguments: [
    (
      "matrix_C.npy",
      "the array is 4x20, which could be 4 recordings of 20 samples (recording,time), 4 instants of 20 "
        + "channels (time,channel) or 4 channels of 20 instants (channel,time); say what its axes are"
    ),
    (
      "cube_ambiguous.npy",
      "the array is 3x8x6, which could be 3 recordings of 8 instants and 6 channels "
        + "(recording,time,channel) or of 6 instants and 8 channels (recording,channel,time); say what its "
        + "axes are"
    ),
    (
      "complex.npy",
      "expected an array of real numbers, found one of complex numbers; save its real part, or its "
        + "magnitude"
    ),
    (
      "objects.npy",
      "expected an array of real numbers, found one of Python objects, which only Python can read; save "
        + "an array of numbers"
    ),
    ("records.npy", "is an array of records, expected one of numbers; save its fields"),
    ("text.npy", "expected an array of numbers, found one of text"),
    ("scalar.npy", "expected 1 to 3 axes with something on them, found a single number"),
    ("empty.npy", "expected 1 to 3 axes with something on them, found 0x3"),
    (
      "short_labels.npz",
      "expected 4 labels in \"y\", one for each recording of \"X\", found 3"
    ),
  ])
  func `what cannot be a recording is refused with a reason`(name: String, reason: String) {
    #expect(Expectation.refusal("numpy/\(name)") == "numpy/\(name): \(reason)")
  }

  @Test func `axes that do not fit an array are refused`() {
    #expect(
      Expectation.refusal("numpy/cube_C.npy") { $0.axes = [.time, .channel] }
        == "numpy/cube_C.npy: 3x64x2 has 3 axes, and the axes asked for are time, channel")
  }

  @Test(arguments: [
    (0, [0x92] as [UInt8], "is a binary file of an unknown kind"),
    (6, [4], "byte 6: expected version 1.0, 2.0 or 3.0, found 4.0"),
    (
      8, [0xFF, 0xFF],
      "byte 10: expected 65535 bytes for the header, found 278: the file is cut short"
    ),
    (10, [0x22], "byte 10: expected \"{\" in the header"),
    (20, [0x3A], "byte 20: expected a string in the header, found \":<f4', 'fortran_orde\""),
  ])
  func `what a header claims is checked`(
    position: Int, replacement: [UInt8], message: String
  ) throws {
    var bytes = try DurableFile.read(Repository.fixture("readers/numpy/f4.npy"))
    bytes.replaceSubrange(position..<position + replacement.count, with: replacement)
    let error = #expect(throws: ReadingError.self) {
      try RecordingReader.read(bytes: bytes, name: "t.npy")
    }
    #expect(error.map { "\($0)".hasPrefix("t.npy: \(message)") } == true)
  }
}
