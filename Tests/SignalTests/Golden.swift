import FaultDXTestSupport
import Foundation

/// What `Tests/Fixtures/signal/generate.py` wrote.
struct Golden: Decodable {
  struct Resample: Decodable {
    let up: Int
    let down: Int
    let rate: Double
    let newRate: Double
    let channels: Int
    let x: [Float]
    let y: [Float]
  }
  struct Fourier: Decodable {
    let x: [Double]
    let real: [Double]
    let imaginary: [Double]
  }
  struct Envelope: Decodable {
    let x: [Double]
    let sampleRate: Double
    let band: [Double]?
    let imaginary: [Double]
    let envelope: [Double]
    let spectrum: [Double]
    let squaredSpectrum: [Double]
  }
  struct Indicators: Decodable {
    let x: [Float]
    let mean: Double
    let standardDeviation: Double
    let rms: Double
    let peak: Double
    let crestFactor: Double
    let kurtosis: Double
  }
  struct Interpolate: Decodable {
    let times: [Double]
    let values: [Float]
    let sampleRate: Double
    let channels: Int
    let result: [Float]
  }

  let resample: [Resample]
  let fourier: [Fourier]
  let envelope: [Envelope]
  let indicators: [Indicators]
  let interpolate: [Interpolate]

  static func load() throws -> Golden {
    let url = URL(fileURLWithPath: Repository.fixture("signal/golden.json"))
    return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: url))
  }
}

/// Whether two sequences are as long and differ nowhere by more than `tolerance` of the largest
/// value.
func agree<Number: BinaryFloatingPoint>(
  _ found: [Number], _ expected: [Number], within tolerance: Number
) -> Bool {
  let scale = max(1, expected.map { abs($0) }.max() ?? 0)
  return found.count == expected.count
    && zip(found, expected).allSatisfy { abs($0 - $1) <= tolerance * scale }
}
