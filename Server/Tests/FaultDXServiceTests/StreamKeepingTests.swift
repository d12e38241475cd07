import FaultDX
import FaultDXService
import Foundation
import Testing

struct StreamKeepingTests {
  private let bench = Bench()
  private let sensor: SensorName

  init() throws { sensor = try SensorName("pump-7") }

  /// A signal that is worn from the third to the sixth part, in parts of five windows.
  private static func parts(_ count: Int) -> [[Float]] {
    let frames = 5 * Bench.windowLength
    return (0..<count).map { part in
      (2..<6).contains(part % 8)
        ? Bench.loud(frames: frames, from: part * frames)
        : Bench.quiet(frames: frames, from: part * frames)
    }
  }

  private static let frames = 5 * Bench.windowLength

  private func kinds(_ service: MonitoringService) async throws -> [String] {
    try await service.events(of: sensor, from: 0, limit: 1000).map {
      try JSON(parsing: $0.json)["kind"]?.stringValue ?? ""
    }
  }

  @Test func `a sensor that wears and is repaired raises and clears`() async throws {
    defer { bench.removeFolder() }
    let service = try bench.service()
    for (index, part) in Self.parts(8).enumerated() {
      _ = try await service.accept(
        try Bench.body(part, first: index * Self.frames), for: sensor)
    }
    #expect(try await kinds(service) == ["raised", "cleared"])
    let stream = try service.stream(sensor)
    #expect(stream["state"] == "normal")
    #expect(stream["nextSample"] == .integer(8 * Self.frames))
    #expect(stream["windows"] == 40)
    #expect(service.streamList["streams"]?.arrayValue?.count == 1)
  }

  @Test func `what was acknowledged is there after a crash, and a repetition is known`()
    async throws
  {
    defer { bench.removeFolder() }
    let parts = Self.parts(16)
    let whole = Bench()
    defer { whole.removeFolder() }
    let one = try whole.service()
    for (index, part) in parts.enumerated() {
      _ = try await one.accept(try Bench.body(part, first: index * Self.frames), for: sensor)
    }
    // A service is dropped after every part, as a crash would; every second part comes twice.
    for (index, part) in parts.enumerated() {
      let service = try bench.service()
      for repetition in 0...index % 2 {
        let answer = try await service.accept(
          try Bench.body(part, first: index * Self.frames), for: sensor)
        #expect(answer["accepted"] == .integer(repetition == 0 ? Self.frames : 0))
        #expect(answer["repeated"] == .integer(repetition == 0 ? 0 : Self.frames))
      }
    }
    let service = try bench.service()
    let events = try await service.events(of: sensor, from: 0, limit: 1000).map(\.document)
    #expect(try await events == one.events(of: sensor, from: 0, limit: 1000).map(\.document))
    #expect(events.count == 4)
    #expect(try service.stream(sensor)["windows"] == one.stream(sensor)["windows"])
  }

  @Test func `a folder has one service at a time`() throws {
    defer { bench.removeFolder() }
    let service = try bench.service()
    #expect(throws: StoreError.self) { try StreamStore(folder: bench.folder) }
    withExtendedLifetime(service) {}
  }

  @Test func `many sensors at once have their own events`() async throws {
    defer { bench.removeFolder() }
    let service = try bench.service()
    let parts = Self.parts(8)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<40 {
        group.addTask {
          let sensor = try SensorName("sensor-\(number)")
          for (index, part) in parts.enumerated() {
            _ = try await service.accept(
              try Bench.body(part, first: index * Self.frames), for: sensor)
          }
        }
      }
      try await group.waitForAll()
    }
    for number in 0..<40 {
      let events = try await service.events(
        of: try SensorName("sensor-\(number)"), from: 0, limit: 10)
      #expect(events.map(\.sequence) == [0, 1])
    }
    let all = try await service.events(after: 0, limit: 1000)
    #expect(all.count == 80)
    #expect(all.map(\.id) == all.map(\.id).sorted())
  }

  @Test func `a stream stays what it began as until it is deleted`() async throws {
    defer { bench.removeFolder() }
    let service = try bench.service()
    _ = try await service.accept(try Bench.body(Bench.quiet(frames: 100)), for: sensor)
    await #expect(throws: ServiceError.self) {
      try await service.accept(try Bench.body([1, 2], rate: 2000), for: sensor)
    }
    try await service.delete(sensor)
    #expect(throws: ServiceError.self) { try service.stream(sensor) }
    _ = try await service.accept(try Bench.body([1, 2, 3], rate: 2000), for: sensor)
    #expect(try service.stream(sensor)["nextSample"] == 3)
  }

  @Test func `there are so many streams and no more`() async throws {
    defer { bench.removeFolder() }
    var limits = ServiceLimits()
    limits.streams = 2
    let service = try bench.service(limits: limits)
    for name in ["a", "b"] {
      _ = try await service.accept(try Bench.body([1]), for: try SensorName(name))
    }
    do {
      _ = try await service.accept(try Bench.body([1]), for: try SensorName("c"))
      Issue.record("a third stream")
    } catch let error as ServiceError {
      #expect(error.status == 429)
      #expect(error.retryAfter != nil)
    }
    _ = try await service.accept(try Bench.body([1]), for: try SensorName("a"))
  }

  @Test func `a broken sensor is an event, not an error`() async throws {
    defer { bench.removeFolder() }
    let service = try bench.service()
    _ = try await service.accept(
      try Bench.body([Float](repeating: .nan, count: 640), first: 0), for: sensor)
    #expect(try await kinds(service) == ["invalid_input"])
    #expect(try service.stream(sensor)["valid"] == false)
  }

  @Test func `the oldest events go first`() async throws {
    defer { bench.removeFolder() }
    let store = try StreamStore(folder: bench.folder, durability: .process, eventLimit: 3)
    let service = try MonitoringService(models: [Bench.model], store: store)
    for (index, part) in Self.parts(24).enumerated() {
      _ = try await service.accept(
        try Bench.body(part, first: index * Self.frames), for: sensor)
    }
    #expect(try await service.events(of: sensor, from: 0, limit: 10).map(\.sequence) == [3, 4, 5])
  }

  @Test func `the last window is shown with what the model looked at`() async throws {
    defer { bench.removeFolder() }
    let service = try bench.service()
    let samples = Bench.loud(frames: 200)
    _ = try await service.accept(try Bench.body(samples), for: sensor)
    let window = try await service.lastWindow(of: sensor)
    #expect(window["samples"]?.arrayValue?.count == Bench.windowLength)
    #expect(window["attention"]?.arrayValue?.isEmpty == false)
    #expect(window["envelopeSpectrum"]?["amplitudes"]?.arrayValue?.isEmpty == false)
  }

  @Test func `a recording is diagnosed as the library diagnoses it`() async throws {
    defer { bench.removeFolder() }
    let service = try bench.service()
    let samples = Bench.loud(frames: 640)
    let answer = try await service.diagnose(try Bench.body(samples), explains: true)
    let expected = try Bench.model.diagnoser.diagnose(Bench.recording(samples))
    let found = answer["recordings"]?[0]
    #expect(found?["label"] == .string(expected.label))
    #expect(found?["confidence"] == .number(expected.confidence))
    #expect(found?["windows"] == .integer(expected.windows.count))
    #expect(found?["explanation"]?["samples"]?.arrayValue?.count == Bench.windowLength)
  }

  @Test(arguments: [
    ([Float](repeating: .nan, count: 640), "invalid_input"), ([1, 2, 3], "too_short"),
  ])
  func `a recording that cannot be diagnosed is told why`(samples: [Float], code: String)
    async throws
  {
    defer { bench.removeFolder() }
    let service = try bench.service()
    do {
      _ = try await service.diagnose(try Bench.body(samples))
      Issue.record("it was diagnosed")
    } catch let error as ServiceError {
      #expect(error.status == 422)
      #expect(error.code == code)
    }
  }

  @Test func `listeners are told what was kept, in order`() async throws {
    defer { bench.removeFolder() }
    let service = try bench.service()
    let listener = try service.feed.listen()
    for (index, part) in Self.parts(8).enumerated() {
      _ = try await service.accept(
        try Bench.body(part, first: index * Self.frames), for: sensor)
    }
    service.tellChanges()
    service.feed.end()
    var ids: [Int64] = []
    var states = 0
    for await item in listener.items {
      switch item {
      case .event(let event): ids.append(event.id)
      case .streams(let documents):
        #expect(try JSON(parsing: documents)[0]?["sensor"] == "pump-7")
        states += 1
      case .pulse: break
      }
    }
    #expect(ids == [1, 2])
    #expect(states == 1)
  }
}
