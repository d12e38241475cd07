import FaultDXIO
import FaultDXSignal
import Testing

@Suite struct WideTableTests {
  static func row(_ first: Int, count: Int, separator: String = ",") -> String {
    (first..<first + count).map(String.init).joined(separator: separator)
  }

  @Test func `rows without header are windows, a whole number first is the class`() throws {
    let reading = try read(
      "1\t\(Self.row(0, count: 20, separator: ".5\t")).5\n2\t\(Self.row(5, count: 20, separator: ".5\t")).5\n",
      name: "Trace.tsv")
    #expect(reading.recordings.map(\.label) == ["1", "2"])
    #expect(reading.recordings.map(\.frames) == [20, 20])
    #expect(reading.recordings[1].samples[0] == 5.5)
    #expect(
      reading.notes == [
        "Trace.tsv: each row is a recording of 20 samples; the sampling rate is not known; label in "
          + "column 1; 2 recordings"
      ])
  }

  @Test func `a class in exponent form is the same class`() throws {
    let reading = try read(
      "1.0000000e+00,\(Self.row(0, count: 20)).5\n1,\(Self.row(0, count: 20)).5\n")
    #expect(reading.recordings.map(\.label) == ["1", "1"])
  }

  @Test func `columns that count up are samples; label and recording keep their meaning`() throws {
    let names = Self.row(0, count: 16)
    let reading = try read(
      "id,label,\(names)\n7,good,\(Self.row(0, count: 16))\n8,bad,\(Self.row(1, count: 16))\n")
    #expect(reading.recordings.map(\.label) == ["good", "bad"])
    #expect(reading.recordings.map(\.name) == ["7", "8"])
    #expect(reading.recordings[1].samples == (1...16).map { Float($0) })
  }

  @Test func `few columns are windows where that is asked for`() throws {
    let reading = try read("1,2,3\n4,5,6\n") {
      $0.layout = .wide
      $0.rate = 100
    }
    #expect(reading.recordings.map(\.samples) == [[2, 3], [5, 6]])
    #expect(reading.recordings.map(\.label) == ["1", "4"])
    #expect(reading.recordings.allSatisfy { $0.sampleRate == 100 })
  }

  @Test func `rows may be long`() throws {
    let row = String(repeating: "0.25,", count: 40_000) + "1"
    let reading = try read("\(row)\n\(row)\n") { $0.layout = .wide }
    #expect(reading.recordings.map(\.frames) == [40_001, 40_001])
    #expect(reading.recordings[1].samples.last == 1)
  }

  @Test func `a row of another length is refused with its line`() {
    #expect(
      refusal("\(Self.row(0, count: 20))\n\(Self.row(0, count: 19))\n")
        == "bearing.csv:2: expected 20 fields, found 19")
  }

  @Test func `missing values of a window are interpolated inside it`() throws {
    let reading = try read("0,1,NaN,3\n1,,5,5\n") {
      $0.layout = .wide
      $0.missing = .interpolate
    }
    #expect(reading.recordings.map(\.samples) == [[1, 2, 3], [5, 5, 5]])
  }

  @Test func `dropping rows with missing values drops windows`() throws {
    let reading = try read("0,1,NaN,3\n1,4,5,5\n") {
      $0.layout = .wide
      $0.missing = .drop
    }
    #expect(reading.recordings.map(\.label) == ["1"])
  }
}
