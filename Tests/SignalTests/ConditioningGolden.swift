import FaultDXTestSupport
import Foundation

/// What `Tests/Fixtures/signal/generate_conditioning.py` wrote.
struct ConditioningGolden: Decodable {
  struct Filter: Decodable {
    let kind: String
    let edges: [Double]
    let rate: Double
    let order: Int
    let signal: String
    let gain: [Double]
    let causal: [Double]
    /// Missing where the signal is too short.
    let zeroPhase: [Double]?
  }
  struct Chain: Decodable {
    let conditioning: String
    let signal: String
    let rate: Double
    let speed: Double
    let result: [Double]
  }
  struct Curve: Decodable {
    let x: [Double]
    let y: [Double]
    let at: [Double]
    let values: [Double]
  }
  struct Tracked: Decodable {
    let samplesPerRevolution: Int
    let pulsesPerRevolution: Int
    let rate: Double
    let x: [Float]
    let tacho: [Float]
    let result: [Double]
  }

  let signals: [String: [Double]]
  let filters: [Filter]
  let chains: [Chain]
  let curves: [Curve]
  let tracked: [Tracked]

  static func load() throws -> ConditioningGolden {
    let url = URL(fileURLWithPath: Repository.fixture("signal/conditioning.json"))
    return try JSONDecoder().decode(ConditioningGolden.self, from: Data(contentsOf: url))
  }
}

/// The largest difference of two sequences over the largest magnitude of the second.
func distance(_ found: [Double], _ expected: [Double]) -> Double {
  guard found.count == expected.count else { return .infinity }
  let scale = expected.map { abs($0) }.max() ?? 0
  let worst = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
  return worst.isNaN ? .infinity : worst / (scale > 0 ? scale : 1)
}
