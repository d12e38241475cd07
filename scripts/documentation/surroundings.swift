// What the samples of the articles take for given.

import FaultDX

private let diagnoser = sample(of: Diagnoser.self)
private let stream = sample(of: StreamingDiagnoser.self)
private let samples: [Float] = []
private let firstFrame = 0
private let frame = 0
private let seconds = 0.0
private let bytes: [UInt8] = []
private let database = Database()

private struct Database {
  func transaction(_ body: () throws -> Void) throws { try body() }
}

private func sample<Value>(of type: Value.Type) -> Value { fatalError("only ever type-checked") }
private func store(_ events: [StreamEvent]) throws {}
private func store(_ snapshot: [UInt8], of sensor: String) throws {}
private func alarm(_ label: String, _ confidence: Double) {}
private func change(_ from: String, _ to: String) {}
private func clear() {}
private func inspect(_ nearest: String) {}
private func sensorTrouble(_ event: StreamEvent) {}

