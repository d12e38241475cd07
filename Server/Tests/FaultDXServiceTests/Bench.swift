import FaultDX
import FaultDXService
import Foundation

/// What tests of a service stand on: a model that tells two signals apart, and folders that go away.
struct Bench {
  static let windowLength = 64
  let folder: String

  init() {
    folder = NSTemporaryDirectory() + "faultdx-service-" + UUID().uuidString
  }

  /// The first small network of chance that is sure of both signals, and of different classes.
  static let model: ServedModel = {
    for seed in 1...500 as ClosedRange<UInt64> {
      guard let model = try? make(seed: seed) else { continue }
      let diagnoser = Diagnoser(model: model)
      guard
        let quiet = try? diagnoser.diagnose(recording(quiet(frames: 640))),
        let loud = try? diagnoser.diagnose(recording(loud(frames: 640))),
        quiet.label == "normal", loud.label == "worn",
        quiet.windows.allSatisfy({ $0.predicted == 0 && $0.probabilities[0] > 0.55 }),
        loud.windows.allSatisfy({ $0.predicted == 1 && $0.probabilities[1] > 0.55 })
      else { continue }
      return ServedModel(name: "chance", model: model)
    }
    fatalError("no network of chance tells the signals apart")
  }()

  private static func make(seed: UInt64) throws -> Model {
    var generator = CounterGenerator(seed: seed)
    let network = try CBAMNetwork(
      configuration: CBAMNetwork.Configuration(
        windowLength: windowLength, classes: 2, widths: [4, 8]),
      generator: &generator)
    return try Model(
      network: network, labels: ["normal", "worn"], windowLength: windowLength, hop: windowLength,
      sampleRate: 1000, channelNames: ["vibration"], normalization: .none)
  }

  static func recording(_ samples: [Float]) -> Recording {
    Recording(file: "test", samples: samples, sampleRate: 1000)
  }

  /// A sine of 50 Hz.
  static func quiet(frames: Int, from first: Int = 0) -> [Float] {
    (first..<first + frames).map { Float(sin(2 * Double.pi * 50 * Double($0) / 1000)) }
  }

  /// A wave of 400 Hz, ten times as strong.
  static func loud(frames: Int, from first: Int = 0) -> [Float] {
    (first..<first + frames).map { 10 * Float(sin(2 * Double.pi * 400 * Double($0) / 1000)) + 5 }
  }

  /// A service in the folder of the test.
  func service(limits: ServiceLimits = ServiceLimits()) throws -> MonitoringService {
    try MonitoringService(models: [Self.model], store: store(), limits: limits)
  }

  /// A store, once the one before is gone: its last transaction may still be on the way out.
  private func store() throws -> StreamStore {
    for _ in 0..<100 {
      do {
        return try StreamStore(folder: folder, durability: .process)
      } catch is StoreError { usleep(10_000) }
    }
    return try StreamStore(folder: folder, durability: .process)
  }

  func removeFolder() { try? FileManager.default.removeItem(atPath: folder) }

  static func body(
    _ samples: [Float], first: Int? = nil, rate: Double? = 1000
  ) throws -> SampleBody {
    var description = SampleDescription()
    description.firstSample = first
    description.sampleRate = rate
    return try SampleBody(bytes(samples), .float32, description, ServiceLimits())
  }

  static func bytes(_ samples: [Float]) -> [UInt8] {
    samples.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian, Array.init) }
  }
}
