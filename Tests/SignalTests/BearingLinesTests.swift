import FaultDXSignal
import FaultDXTestSupport
import Foundation
import Testing

struct BearingLinesTests {
  /// What `Tests/Fixtures/signal/generate_lines.py` wrote.
  private struct Golden: Decodable {
    struct Case: Decodable {
      let geometry: [Double]
      let speed: Double
      let x: [Double]
      let names: [String]
      let levels: [Double]
    }
    let rate: Double
    let cases: [Case]
  }

  @Test func `levels are those of NumPy and SciPy`() throws {
    let golden = try JSONDecoder().decode(
      Golden.self, from: Data(contentsOf: URL(filePath: Repository.fixture("signal/lines.json"))))
    for expected in golden.cases {
      let lines = BearingLines(
        BearingGeometry(
          balls: Int(expected.geometry[0]), ballDiameter: expected.geometry[1],
          pitchDiameter: expected.geometry[2], contactAngle: expected.geometry[3]))
      #expect(lines.names == expected.names)
      let found = lines(expected.x, sampleRate: golden.rate, speed: expected.speed)
      let worst = zip(found, expected.levels).map { abs($0 - $1) }.max() ?? 1
      #expect(worst < 1e-6, "\(expected.geometry): \(worst)")
    }
  }

  @Test func `neither level nor offset matter, and silence has no lines`() {
    let lines = BearingLines(.skf6205)
    var random = CounterGenerator(seed: 3)
    let samples = (0..<4096).map { _ in random.normal() }
    let found = lines(samples, sampleRate: 12_000, speed: 1797)
    let louder = lines(samples.map { 40 * $0 + 7 }, sampleRate: 12_000, speed: 1797)
    #expect(zip(found, louder).allSatisfy { abs($0 - $1) < 1e-6 })
    for silence in [[Double](repeating: 1, count: 4096), [0, 1], []] {
      #expect(lines(silence, sampleRate: 12_000, speed: 1797).allSatisfy { $0 == 0 })
    }
    // Nothing is known of what lies beyond half the rate, or of a shaft that hardly turns.
    #expect(lines(samples, sampleRate: 12_000, speed: 1e9).allSatisfy { $0 == 0 })
    #expect(lines(samples, sampleRate: 12_000, speed: 1e-9).allSatisfy { $0 == 0 })
  }

  @Test(arguments: [
    ("6205", BearingGeometry.skf6205), ("SKF 6203-2RS JEM", .skf6203),
    ("9:0.3126:1.537", .skf6205),
    (
      "12:8.4:71.5:15.17",
      BearingGeometry(balls: 12, ballDiameter: 8.4, pitchDiameter: 71.5, contactAngle: 15.17)
    ),
  ])
  func `bearings go by number and by measures`(text: String, geometry: BearingGeometry) {
    #expect(BearingGeometry(named: text) == geometry)
  }

  @Test(arguments: [
    "", "7", "62055", "x", "9:0.3", "9:0.3:1:2:3", "9.5:0.3:1.5", "1:0.3:1.5", "9:0:1", "9:2:1",
    "9:0.3:inf", "9:nan:1", "9:0.3:1.5:90", "90:0.3:1.5", "-9:0.3:1.5",
  ])
  func `what is no bearing is none`(text: String) {
    #expect(BearingGeometry(named: text) == nil)
  }
}
