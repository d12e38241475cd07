import FaultDXIO
import FaultDXSignal
import Testing

@Suite struct TimeColumnTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let header: String
    let times: [String]
    let rate: Double
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "seconds", header: "time", times: ["0", "0.001", "0.002"], rate: 1_000),
    Case(name: "seconds with a unit", header: "t [s]", times: ["1.5", "2", "2.5"], rate: 2),
    Case(
      name: "rounded seconds", header: "Time (s)",
      times: ["0.00000", "0.00008", "0.00017", "0.00025", "0.00033", "0.00042"], rate: 11_905),
    Case(name: "milliseconds", header: "time_ms", times: ["0", "0.5", "1"], rate: 2_000),
    Case(name: "microseconds", header: "Time (us)", times: ["10", "20", "30"], rate: 100_000),
    Case(name: "nanoseconds", header: "time (ns)", times: ["0", "1000", "2000"], rate: 1_000_000),
    Case(
      name: "epoch in seconds", header: "timestamp",
      times: ["1700000000.000000", "1700000000.000050", "1700000000.000100"], rate: 20_000),
    Case(
      name: "epoch in milliseconds", header: "timestamp",
      times: ["1700000000000", "1700000000001", "1700000000002"], rate: 1_000),
    Case(
      name: "epoch in microseconds", header: "timestamp",
      times: ["1700000000000000", "1700000000000100", "1700000000000200"], rate: 10_000),
    Case(
      name: "epoch in nanoseconds", header: "timestamp",
      times: ["1700000000000000000", "1700000000000078125", "1700000000000156250"], rate: 12_800),
    Case(
      name: "ISO 8601", header: "when",
      times: ["2024-02-28T23:59:59.999Z", "2024-02-29T00:00:00.000Z", "2024-02-29T00:00:00.001Z"],
      rate: 1_000),
    Case(
      name: "date and time with an offset", header: "when",
      times: [
        "2024-01-01 00:00:00.5+02:00", "2024-01-01 00:00:01.0+02:00", "2024-01-01 00:00:01.5+02:00",
      ],
      rate: 2),
    Case(
      name: "time of day", header: "clock", times: ["12:59:59.98", "12:59:59.99", "13:00:00.00"],
      rate: 100),
    Case(name: "exponents", header: "TIME", times: ["0", "1.0E-04", "2.0E-04"], rate: 10_000),
  ]

  @Test(arguments: cases)
  func `a time column gives the rate`(one: Case) throws {
    let rows = one.times.enumerated().map { "\($1),\($0)" }.joined(separator: "\n")
    let reading = try read("\(one.header),signal\n\(rows)\n")
    let rate = try #require(reading.recordings.first?.sampleRate)
    #expect(abs(rate - one.rate) <= 1e-4 * one.rate)
    #expect(reading.recordings[0].channelNames == ["signal"])
  }

  @Test func `a whole rate is found from rounded times`() throws {
    let rows = (0..<3_000).map { index in
      let micro = Int((Double(index) / 12_000 * 1e6).rounded())
      let digits = String(micro)
      return "0.\(String(repeating: "0", count: 6 - digits.count))\(digits),\(index)"
    }.joined(separator: "\n")
    let reading = try read("time,v\n\(rows)\n")
    #expect(reading.recordings[0].sampleRate == 12_000)
    #expect(
      reading.notes == ["bearing.csv: 12000 Hz from the time column \"time\"; 1 recording"])
  }

  @Test func `jitter is told`() throws {
    let reading = try read("time,v\n0.000,1\n1.000,2\n2.100,3\n3.000,4\n4.000,5\n")
    #expect(reading.recordings[0].sampleRate == 1)
    #expect(
      reading.notes.contains(
        "bearing.csv: the steps of the time column \"time\" differ by up to 9.8999 %"))
  }

  @Test func `steps that differ are refused, with a way out`() {
    #expect(
      refusal("time,v\n0,1\n1,2\n2,3\n5,4\n6,5\n")
        == "bearing.csv: the time column \"time\" is not uniform: steps from 1 to 3 s; ask for resampling "
        + "onto a uniform grid, or give the sampling rate")
    #expect(
      refusal("time,v\n0,1\n1,2\n0.5,3\n2,4\n")
        == "bearing.csv: the time column \"time\" runs backwards between samples 2 and 3; is it more than "
        + "one recording?")
    #expect(
      refusal("time,v\n1,1\n1,2\n1,3\n")
        == "bearing.csv: the time column \"time\" stands still")
  }

  @Test func `steps that differ are put on a grid when asked`() throws {
    let reading = try read("time,v\n0,0\n1,10\n3,30\n4,40\n") {
      $0.resampleNonUniform = true
      $0.gridRate = 2
    }
    #expect(reading.recordings[0].sampleRate == 2)
    #expect(reading.recordings[0].samples == [0, 5, 10, 15, 20, 25, 30, 35, 40])
    #expect(reading.notes.contains { $0.hasSuffix("interpolated at 2 Hz") })
  }

  @Test func `a rate that is given makes the time column a mere column`() throws {
    let reading = try read("time,v\n0,1\n1,2\n5,3\n") { $0.rate = 50 }
    #expect(reading.recordings[0].sampleRate == 50)
    #expect(reading.recordings[0].samples == [1, 2, 3])
  }

  @Test func `a time that is none is refused`() {
    #expect(
      refusal("time,v\n0,1\nsoon,2\n") == "bearing.csv:3:1: expected a time, found \"soon\"")
  }

  @Test func `each recording has its own rate`() throws {
    let reading = try read("time,v,label\n0,1,a\n1,2,a\n2,3,a\n10,1,b\n10.5,2,b\n11,3,b\n")
    #expect(reading.recordings.map(\.sampleRate) == [1, 2])
  }
}
