import FaultDXStorage
import Testing

@testable import FaultDX

/// A stream that was kept and restored is the stream that it was.
struct SnapshotTests {
  /// Loud and quiet stretches, dead ones and a gap: something to tell.
  private static func eventful(frames: Int, channels: Int = 1, rate: Double? = 1000) -> Recording {
    var recording = TinyModel.noise(frames: frames, channels: channels, sampleRate: rate, seed: 4)
    for frame in 0..<frames {
      let gain = Float(1 + 30 * (frame / 300 % 3))
      let isDead = frame % 1_100 > 1_040
      for channel in 0..<channels {
        let index = frame * channels + channel
        recording.samples[index] =
          isDead ? 0 : recording.samples[index] * gain + (frame / 300 % 2 == 0 ? 0 : 2 * gain)
      }
    }
    recording.speed = 1500
    return recording
  }

  @Test(arguments: [1000.0, 1_600])
  func `kept and restored between chunks, nothing changes`(rate: Double) throws {
    let recording = Self.eventful(frames: 2_500, rate: rate)
    for (number, model) in try TinyModel.ofEveryKind(normalization: .none).enumerated() {
      let models = [Diagnoser(model: model)]
      let configuration = StreamConfiguration(
        name: "pump", sampleRate: rate, speed: 1500, hop: 20,
        smoothing: VerdictSmoothing(confidence: 0, holdingConfidence: 0, minimumDuration: 0.02))
      let expected = try Listening.to(
        recording, StreamingDiagnoser(models, configuration), longest: 2_500, seed: 1)
      #expect(expected.answers.count > 50)
      for seed in 2..<5 as Range<UInt64> {
        var bytes: [UInt8] = []
        let found = try Listening.to(
          recording, StreamingDiagnoser(models, configuration), longest: 300, seed: seed
        ) { stream in
          stream.snapshot(into: &bytes)
          let restored = try StreamingDiagnoser(restoring: bytes, models: models)
          #expect(restored.status == stream.status)
          #expect(restored.snapshot() == bytes)
          #expect(restored.configuration == configuration)
          return restored
        }
        #expect(found.answers == expected.answers, "model \(number)")
        #expect(found.events == expected.events, "model \(number)")
        #expect(found.windows == expected.windows, "model \(number)")
      }
    }
  }

  @Test func `what it is told goes on with numbers and times`() throws {
    let diagnoser = Diagnoser(model: try TinyModel.make())
    let recording = Self.eventful(frames: 3_000)
    let first = try StreamingDiagnoser(diagnoser)
    var found = Listening()
    try found.push(recording.samples[0..<1_500], to: first, counter: 700, time: 10)
    let second = try StreamingDiagnoser(restoring: first.snapshot(), models: [diagnoser])
    try found.push(recording.samples[1_000..<3_000], to: second, counter: 1_700, time: 11)
    let whole = try StreamingDiagnoser(diagnoser)
    var expected = Listening()
    try expected.push(recording.samples[0..<3_000], to: whole, counter: 700, time: 10)
    #expect(found.windows == expected.windows)
    #expect(found.events == expected.events)
    #expect(!found.events.isEmpty)
  }

  @Test func `another model is refused unless it is accepted`() throws {
    let old = Diagnoser(model: try TinyModel.make())
    let stream = try StreamingDiagnoser(old)
    try stream.push(Self.eventful(frames: 999).samples)
    let bytes = stream.snapshot()
    for model in try TinyModel.ofEveryKind(normalization: .none)
    where model.conditioning.isEmpty && !model.needsContext {
      let other = Diagnoser(model: model)
      #expect(throws: SnapshotError.otherModel(0)) {
        try StreamingDiagnoser(restoring: bytes, models: [other])
      }
      let restored = try StreamingDiagnoser(
        restoring: bytes, models: [other], acceptingOtherModels: true)
      #expect(restored.status.position == 999)
      var found = Listening()
      try found.push(TinyModel.noise(frames: 300).samples[...], to: restored)
      // Hop 16: the windows at 0 to 960 are told, the next begins at 976.
      #expect(found.windows.first.map { $0.frames.lowerBound } == 976)
    }
    #expect(throws: SnapshotError.modelCount(found: 2, expected: 1)) {
      try StreamingDiagnoser(restoring: bytes, models: [old, old])
    }
  }

  @Test func `every cut and every changed byte is an error`() throws {
    let models = [Diagnoser(model: try TinyModel.ofEveryKind(normalization: .none)[1])]
    let stream = try StreamingDiagnoser(models, StreamConfiguration(sampleRate: 1600))
    try stream.push(Self.eventful(frames: 700).samples)
    let bytes = stream.snapshot()
    for count in Array(stride(from: 0, to: bytes.count, by: 29)) + [bytes.count - 1] {
      #expect(throws: SnapshotError.self) {
        try StreamingDiagnoser(restoring: Array(bytes[..<count]), models: models)
      }
    }
    for index in stride(from: 0, to: bytes.count, by: 29) {
      var changed = bytes
      changed[index] ^= 0x40
      #expect(throws: SnapshotError.self) {
        try StreamingDiagnoser(restoring: changed, models: models)
      }
    }
    #expect(throws: SnapshotError.version(found: 2, expected: 1)) {
      var changed = bytes
      changed[9] = 2
      _ = try StreamingDiagnoser(restoring: changed, models: models)
    }
  }

  @Test func `bytes that were changed with their checksum never trap`() throws {
    var generator = CounterGenerator(seed: 77)
    for model in try TinyModel.ofEveryKind(normalization: .none) {
      let models = [Diagnoser(model: model)]
      let recording = Self.eventful(frames: 700)
      let stream = try StreamingDiagnoser(
        models, StreamConfiguration(sampleRate: 1600, speed: 1500))
      try stream.push(recording.samples)
      let bytes = stream.snapshot()
      var restored = 0
      for _ in 0..<250 {
        var changed = Array(bytes.dropLast(8))
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
          // Near the beginning and the end lie the numbers, between them samples.
          let index =
            Bool.random(using: &generator)
            ? Int.random(in: 10..<400, using: &generator)
            : Int.random(in: 10..<changed.count, using: &generator)
          changed[min(index, changed.count - 1)] =
            [0, 1, 0x7F, 0x80, 0xFF].randomElement(
              using: &generator) ?? 0
        }
        let sum = Checksum.of(changed)
        for byte in 0..<8 { changed.append(UInt8(truncatingIfNeeded: sum >> (8 * byte))) }
        guard
          let other = try? StreamingDiagnoser(
            restoring: changed, models: models,
            acceptingOtherModels: Bool.random(using: &generator))
        else { continue }
        restored += 1
        _ = try? other.push(Array(recording.samples.prefix(100)))
        other.finish()
        #expect(!other.snapshot().isEmpty)
      }
      #expect(restored > 0)
    }
  }
}
