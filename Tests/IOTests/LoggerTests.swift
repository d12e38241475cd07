import FaultDXIO
import FaultDXSignal
import Foundation
import Testing

/// Tables as loggers, spreadsheets and oscilloscopes export them.
@Suite struct LoggerTests {
  private func read(
    _ text: String, _ change: (inout ReadingOptions) -> Void = { _ in }
  ) throws -> Reading {
    try read(Array(text.utf8), change)
  }

  private func read(
    _ bytes: [UInt8], _ change: (inout ReadingOptions) -> Void = { _ in }
  ) throws -> Reading {
    var options = ReadingOptions()
    change(&options)
    return try RecordingReader.read(bytes: bytes, name: "export.csv", options: options)
  }

  /// A signal that is no ramp.
  private func value(_ row: Int) -> String { "0.\((row * 7919 + 1) % 9973)" }

  private func labview(times: Bool) -> String {
    let header = """
      LabVIEW Measurement\t
      Writer_Version\t2
      Separator\tTab
      Decimal_Separator\t.
      X_Columns\t\(times ? "One" : "No")
      Time_Pref\tAbsolute
      Date\t2021/03/04
      Time\t10:11:12.1234567
      ***End_of_Header***\t
      \t
      Channels\t2\t\t
      Samples\t40\t40\t
      Date\t2021/03/04\t2021/03/04\t
      Time\t10:11:12.123\t10:11:12.123\t
      Y_Unit_Label\tg\tg\t
      X_Dimension\tTime\tTime\t
      X0\t0.0\t0.0\t
      Delta_X\t0.0005\t0.0005\t
      ***End_of_Header***\t\t\t
      X_Value\tAcc0\tAcc1\tComment

      """
    let rows = (0..<40).map { row in
      "\(times ? "\(Double(row) * 0.0005)" : "")\t\(value(row))\t\(value(row + 50))\t\n"
    }
    return header + rows.joined()
  }

  @Test(arguments: [true, false])
  func `a LabVIEW measurement has its channels and its rate, with times and without`(
    times: Bool
  ) throws {
    let reading = try read(labview(times: times))
    let recording = try #require(reading.recordings.first)
    #expect(recording.channelNames == ["Acc0", "Acc1"])
    #expect(recording.frames == 40)
    #expect(abs((recording.sampleRate ?? 0) - 2000) < 1e-6)
    #expect(recording.label == nil)
  }

  @Test func `times of day go on behind midnight`() throws {
    let rows = (0..<100).map { row -> String in
      let clock = (86_399_960 + row) % 86_400_000
      let digits = String(1000 + clock % 1000).dropFirst()
      let (hour, minute, second) = (clock / 3_600_000, clock / 60_000 % 60, clock / 1000 % 60)
      return
        "\(hour):\(minute < 10 ? "0" : "")\(minute):\(second < 10 ? "0" : "")\(second).\(digits),"
        + value(row)
    }
    let reading = try read("Time,x\n" + rows.joined(separator: "\n"))
    #expect(reading.recordings.first?.sampleRate == 1000)
  }

  @Test(arguments: ["2024-03-04,10:11:12.0", "04.03.2024,10:11:12.0", "3/4/24,10:11:12.0"])
  func `a column of days beside one of times of day is left out`(start: String) throws {
    let rows = (0..<10).map { "\(start)\($0),\(value($0))\n" }
    let recording = try #require(
      try read("Date,Time,Acc\n" + rows.joined()).recordings.first)
    #expect(recording.channelNames == ["Acc"])
    #expect(recording.sampleRate == 100)
    #expect(recording.label == nil)
  }

  @Test func `German days and times are read`() throws {
    let rows = (0..<10).map { "31.12.2023 23:59:59,99\($0);\($0 % 3),5\n" }
    let reading = try read("Datum;Beschleunigung\n" + rows.joined())
    #expect(reading.recordings.first?.sampleRate == 1000)
    let over = try read(
      "Datum;a\n31.12.2023 23:59:59,5;1,5\n01.01.2024 00:00:00,0;2,5\n01.01.2024 00:00:00,5;0,5\n")
    #expect(over.recordings.first?.sampleRate == 2)
  }

  @Test func `a table from Germany has a time, a signal and classes`() throws {
    let rows = (0..<80).map {
      "0,\(1000 + $0);\(value($0 * 3).replacing(".", with: ","));K\u{E4}fig\r\n"
    }
    let text = "Zeit [s];Beschleunigung [m/s\u{B2}];Zustand\r\n" + rows.joined() + "\r\n\r\n"
    let utf8 = try read(text)
    // As Windows writes it.
    let windows = try read(text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
    for reading in [utf8, windows] {
      let recording = try #require(reading.recordings.first)
      #expect(recording.channelNames == ["Beschleunigung [m/s\u{B2}]"])
      #expect(recording.label == "K\u{E4}fig")
      #expect(recording.sampleRate == 10_000)
    }
  }

  @Test func `the signs that Windows adds to Latin-1 are kept`() throws {
    let bytes = Array("v,label\n1,".utf8) + [0x80, 0x96, 0x8A, 0xFF] + Array("\n2,".utf8)
    let reading = try read(bytes + [0x80, 0x96, 0x8A, 0xFF, 10])
    #expect(reading.recordings.first?.label == "\u{20AC}\u{2013}\u{160}\u{FF}")
  }

  @Test func `a ramp beside a signal is no signal, alone or asked for it is`() throws {
    let rows = (0..<60).map { "\(Double($0) / 100),\(value($0))\n" }.joined()
    let left = try read("Abtastpunkt,v\n" + rows)
    #expect(left.recordings.first?.channelNames == ["v"])
    #expect(left.notes.contains { $0.contains("left out \"Abtastpunkt\"") })
    let asked = try read("Abtastpunkt,v\n" + rows) { $0.columns = ["Abtastpunkt", "v"] }
    #expect(asked.recordings.first?.channelNames == ["Abtastpunkt", "v"])
    let named = try read("Abtastpunkt,v\n" + rows) { $0.timeColumn = "Abtastpunkt" }
    #expect(named.recordings.first?.sampleRate == 100)
    let alone = try read("v\n" + (0..<60).map { "\($0)\n" }.joined())
    #expect(alone.recordings.first?.channelNames == ["v"])
  }

  @Test func `an axis y of missing values is no class`() {
    let rows = (0..<40).map { "\(value($0)),NaN\n" }.joined()
    #expect {
      try read("x,y\n" + rows)
    } throws: { "\($0)" == "export.csv:2:2: expected a number, found \"NaN\"" }
  }
}
