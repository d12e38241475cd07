import FaultDX
import FaultDXService
import Foundation
import Testing

/// Models that change while streams are heard by them.
struct ModelShelfTests {
  private let bench = Bench()
  private let sensor: SensorName
  private static let frames = 5 * Bench.windowLength

  init() throws {
    sensor = try SensorName("pump-7")
    try FileManager.default.createDirectory(
      atPath: bench.folder, withIntermediateDirectories: true)
  }

  private var file: String { bench.folder + "/bearing.safetensors" }

  /// The model of the bench as a file that differs from its others and decides the same.
  private func write(_ note: String, to file: String) throws {
    var model = Bench.model.diagnoser.model
    model.training = ["note": .string(note)]
    try model.write(to: file)
  }

  private func service(_ sources: [String]) throws -> MonitoringService {
    try MonitoringService(
      shelf: ModelShelf(sources: sources),
      store: StreamStore(folder: bench.folder + "/data", durability: .process))
  }

  private static func part(_ number: Int) -> [Float] {
    (2..<6).contains(number % 8)
      ? Bench.loud(frames: frames, from: number * frames)
      : Bench.quiet(frames: frames, from: number * frames)
  }

  private func events(_ service: MonitoringService) async throws -> [JSON] {
    try await service.events(of: sensor, from: 0, limit: 1000).map {
      var object = try JSON(parsing: $0.json).objectValue ?? [:]
      object["modelSha256"] = nil
      object["model"] = nil
      return .object(object)
    }
  }

  @Test func `a model is replaced under a stream, and the stream does not notice`() async throws {
    defer { bench.removeFolder() }
    let still = Bench()
    defer { still.removeFolder() }
    let reference = try still.service()
    try write("0", to: file)
    let service = try service([file])
    var digests: Set<String> = []
    for number in 0..<16 {
      // In the middle of a window.
      let part = Self.part(number).dropLast(number % 2 == 0 ? 31 : 0)
      let body = try Bench.body(Array(part), first: number * Self.frames)
      _ = try await reference.accept(body, for: sensor)
      _ = try await service.accept(body, for: sensor)
      try write("\(number + 1)", to: file)
      let told = try await service.reloadModels()
      #expect(told["models"]?[0]?["change"] == "replaced")
      #expect(told["models"]?[0]?["streams"] == 1)
      digests.insert(try service.stream(sensor)["modelSha256"]?.stringValue ?? "")
    }
    #expect(digests.count == 16)
    #expect(try await events(service) == events(reference))
    #expect(try await events(service).isEmpty == false)
    for key in ["windows", "nextSample", "nextEvent", "state"] {
      #expect(try service.stream(sensor)[key] == reference.stream(sensor)[key])
    }
  }

  @Test func `models are replaced while many sensors send`() async throws {
    defer { bench.removeFolder() }
    try write("0", to: file)
    let service = try service([file])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<20 {
        group.addTask {
          let sensor = try SensorName("sensor-\(number)")
          for part in 0..<16 {
            _ = try await service.accept(
              try Bench.body(Self.part(part), first: part * Self.frames), for: sensor)
          }
        }
      }
      group.addTask { [self] in
        for number in 1...10 {
          try write("\(number)", to: file)
          _ = try await service.reloadModels()
        }
      }
      try await group.waitForAll()
    }
    for number in 0..<20 {
      let sensor = try SensorName("sensor-\(number)")
      let stream = try service.stream(sensor)
      #expect(stream["nextSample"] == .integer(16 * Self.frames))
      #expect(stream["windows"] == 80)
      let events = try await service.events(of: sensor, from: 0, limit: 100)
      #expect(events.map(\.sequence) == [0, 1, 2, 3])
    }
  }

  @Test(arguments: ["", "no model at all", "other channels"])
  func `a file that cannot take the place leaves the model`(content: String) async throws {
    defer { bench.removeFolder() }
    try write("0", to: file)
    let service = try service([file])
    _ = try await service.accept(try Bench.body(Self.part(0)), for: sensor)
    let before = service.modelList
    if content == "other channels" {
      var generator = CounterGenerator(seed: 1)
      try Model(
        network: CBAMNetwork(
          configuration: CBAMNetwork.Configuration(
            windowLength: 64, inputChannels: 2, classes: 2, widths: [4]),
          generator: &generator), labels: ["normal", "worn"], windowLength: 64, hop: 64,
        sampleRate: 1000, channelNames: ["x", "y"], normalization: .none
      ).write(to: file)
    } else {
      try Data(content.utf8).write(to: URL(filePath: file))
    }
    do {
      _ = try await service.reloadModels()
      Issue.record("it was taken")
    } catch let error as ServiceError {
      #expect(error.status == 422)
      #expect(error.code == "model_refused")
    }
    #expect(service.modelList == before)
    let answer = try await service.accept(
      try Bench.body(Self.part(1), first: Self.frames), for: sensor)
    #expect(answer["windows"] == 5)
  }

  @Test func `models come to a folder and go`() async throws {
    defer { bench.removeFolder() }
    let folder = bench.folder + "/models"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    #expect(throws: ShelfError.self) { try ModelShelf(sources: [folder]) }
    try write("a", to: folder + "/a.safetensors")
    try write("b", to: folder + "/b.safetensors")
    let service = try service([folder])
    func names() -> [String] { service.models.map(\.name) }
    #expect(names() == ["a", "b"])
    var body = try Bench.body(Self.part(0), first: 0)
    body.description.model = "b"
    _ = try await service.accept(body, for: sensor)
    try write("c", to: folder + "/c.safetensors")
    try FileManager.default.removeItem(atPath: folder + "/a.safetensors")
    try FileManager.default.removeItem(atPath: folder + "/b.safetensors")
    _ = try await service.reloadModels()
    // A stream is heard by b.
    #expect(names() == ["c", "b"])
    _ = try await service.accept(
      try Bench.body(Self.part(1), first: Self.frames), for: sensor)
    try await service.delete(sensor)
    _ = try await service.reloadModels()
    #expect(names() == ["c"])
    try FileManager.default.removeItem(atPath: folder + "/c.safetensors")
    _ = try await service.reloadModels()
    #expect(names() == ["c"])
  }
}
