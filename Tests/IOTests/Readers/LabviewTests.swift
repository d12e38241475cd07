import FaultDXIO
import FaultDXSignal
import Testing

@Suite struct LabviewTests {
  @Test(arguments: ["no", "one", "multi", "segments", "comma"])
  func `a segment is a recording with the rate of its header`(name: String) throws {
    try Expectation.check(Expectation.read("labview/\(name).lvm"), of: "labview/\(name).lvm")
  }

  @Test func `channels of different rates are no recording, but each alone is`() throws {
    #expect(
      Expectation.refusal("labview/rates.lvm")
        == "labview/rates.lvm:23: the channels differ in their steps (Delta_X); choose columns that do "
        + "not")
    let fast = try Expectation.read("labview/rates.lvm") { $0.columns = ["Drive"] }
    #expect(fast.recordings.map(\.sampleRate) == [10_000])
    let slow = try Expectation.read("labview/rates.lvm") { $0.columns = ["2"] }
    #expect(slow.recordings.map(\.sampleRate) == [5_000])
  }

  @Test(arguments: [
    (
      "LabVIEW Measurement\t\nSeparator\tTab\n",
      "2: expected ***End_of_Header***, found the end of the file"
    ),
    (
      "LabVIEW Measurement\nX_Columns\tSome\n",
      "2: expected X_Columns No, One or Multi, found \"some\""
    ),
    (
      "LabVIEW Measurement\n***End_of_Header***\n",
      " expected a segment of measurements, found none"
    ),
    (
      "LabVIEW Measurement\n***End_of_Header***\nChannels\t1\n",
      "3: expected ***End_of_Header*** of a segment, found the end of the file"
    ),
    (
      "LabVIEW Measurement\n***End_of_Header***\nChannels\t2\n***End_of_Header***\nX_Value\ta\n0\t1\n",
      "5: expected 2 channels, found names for 1"
    ),
    (
      "LabVIEW Measurement\n***End_of_Header***\nChannels\t1\n***End_of_Header***\nX_Value\ta\n0\tx\n",
      "6:2: expected a number, found \"x\""
    ),
  ])
  func `what is wrong is told by its line`(text: String, message: String) {
    let error = #expect(throws: ReadingError.self) {
      try RecordingReader.read(bytes: Array(text.utf8), name: "t.lvm")
    }
    #expect(error.map { "\($0)" } == "t.lvm:\(message)")
  }
}
