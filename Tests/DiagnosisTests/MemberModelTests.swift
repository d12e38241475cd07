import FaultDX
import FaultDXStorage
import Testing

struct MemberModelTests {
  private static let length = 64

  private func network(_ length: Int, _ channels: Int, seed: UInt64) throws -> CBAMNetwork {
    var generator = CounterGenerator(seed: seed)
    return try CBAMNetwork(
      configuration: CBAMNetwork.Configuration(
        windowLength: length, inputChannels: channels, classes: 3,
        stem: .init(kernelSize: min(3, length), stride: 1, padding: 1), widths: [3, 4],
        attention: AttentionConfiguration(minimumHiddenUnits: 1, spatialKernelSize: 3),
        head: .flatten), generator: &generator)
  }

  private func scale(_ count: Int) -> FeatureScale {
    FeatureScale(
      mean: (0..<count).map { Float($0 % 3) - 1 },
      deviation: (0..<count).map { 0.5 + Float($0 % 5) })
  }

  private func members(lines: Bool = false) throws -> [Model.Member] {
    let count = BearingLines(.skf6205).count
    return [
      .init(representation: .waveform(.standard), network: try network(64, 1, seed: 1)),
      .init(
        representation: .components(
          directions: (0..<5).map { row in (0..<64).map { Float(($0 * row) % 7) / 10 } }, scale(5)),
        network: try network(5, 1, seed: 2)),
      lines
        ? .init(
          representation: .lines(.skf6205, scale(count)), network: try network(count, 1, seed: 3))
        : .init(
          representation: .spectrum(bands: 32, scale(32)), network: try network(32, 1, seed: 3)),
      .init(
        representation: .spectrum(bands: 16, scale(16)), network: try network(16, 1, seed: 4),
        isHardened: true),
    ]
  }

  func model(lines: Bool = false, gate: Bool = true) throws -> Model {
    try Model(
      members: gate ? members(lines: lines) : Array(members(lines: lines).dropLast()),
      gate: gate
        ? NoiseGate(weights: (0..<8).map { 0.3 * Float($0) - 1 }, constant: 0.2) : nil,
      labels: ["normal", "inner_race", "outer_race"], windowLength: 64, hop: 32,
      sampleRate: 1000, channelNames: ["a"], training: ["epochs": 3])
  }

  private func noise(_ frames: Int, speed: Double? = nil) -> Recording {
    var recording = TinyModel.noise(frames: frames)
    recording.speed = speed
    return recording
  }

  @Test func `the file holds all of it`() throws {
    for model in try [model(), model(lines: true), model(gate: false)] {
      let bytes = model.serialized()
      let read = try Model(parsing: bytes, file: "m")
      #expect(read.members == model.members && read.gate == model.gate)
      #expect(read.serialized() == bytes)
      let recording = noise(640, speed: 1500)
      #expect(
        try Diagnoser(model: read).diagnose(recording)
          == Diagnoser(model: model).diagnose(recording))
    }
    #expect(try !model().isPlain)
    #expect(try model(lines: true).needsContext)
  }

  @Test func `probabilities are the mean of the networks', by the gate`() throws {
    let model = try model()
    let gate = try #require(model.gate)
    let recording = noise(256)
    let diagnosis = try Diagnoser(model: model).diagnose(recording)
    #expect(diagnosis.windows.count == 7)
    for window in diagnosis.windows {
      let samples = recording.samples[window.start..<window.start + 64]
      let bands = SpectralBands(windowLength: 64, bands: 32)(samples)
      let share = gate.share(NoiseGate.features(ofBands: bands, channels: 1))
      var expected = [Double](repeating: 0, count: 3)
      for member in model.members {
        let encoder = WindowEncoder(member.representation, windowLength: 64, channels: 1)
        var input = [Float](repeating: 0, count: encoder.length)
        recording.samples.withUnsafeBufferPointer { all in
          input.withUnsafeMutableBufferPointer {
            encoder.encode(
              WindowSurroundings(
                samples: all, window: window.start..<window.start + 64, channels: 1), into: $0)
          }
        }
        let logits = member.network(Tensor(shape: [1, encoder.length, 1], elements: input))
        for (label, probability) in softmax(logits).elements.enumerated() {
          expected[label] += (member.isHardened ? share : (1 - share) / 3) * Double(probability)
        }
      }
      for (found, expected) in zip(window.probabilities, expected) {
        #expect(abs(Double(found) - expected) < 1e-5)
      }
    }
  }

  @Test func `block by block it says the same, bit for bit`() throws {
    for lines in [false, true] {
      let diagnoser = Diagnoser(model: try model(lines: lines))
      let recording = noise(1500, speed: 1500)
      let whole = try diagnoser.diagnose(recording)
      var description = recording
      description.samples = []
      var position = 0
      let summary = try diagnoser.diagnose(
        streaming: description, blockFrames: 130, keepsWindows: true, parallelism: .threads(2)
      ) { block in
        let count = min(block.count, recording.frames - position)
        for index in 0..<count { block[index] = recording.samples[position + index] }
        position += count
        return count
      }
      #expect(summary.label == whole.label && summary.confidence == whole.confidence)
      #expect(summary.windows.map { Array($0).map(\.logits) } == whole.windows.map(\.logits))
    }
  }

  @Test func `lines want a speed`() throws {
    let diagnoser = Diagnoser(model: try model(lines: true))
    let recording = noise(256)
    #expect(
      throws: DiagnosisError.missing(recording: recording.identity, what: "its shaft speed")
    ) { try diagnoser.diagnose(recording) }
    #expect(throws: PrecisionError.self) {
      try Diagnoser(model: model(), precision: .int8)
    }
  }

  @Test func `every cut of the file is an error`() throws {
    let bytes = try model(lines: true).serialized()
    for count in stride(from: 0, to: bytes.count, by: 61) {
      #expect(throws: (any Error).self) {
        try Model(parsing: Array(bytes[..<count]), file: "m")
      }
    }
  }

  @Test func `what contradicts itself is refused`() throws {
    let container = try SafeTensors(parsing: model().serialized(), file: "m")
    func expectRefused(
      _ change: (inout SafeTensors) -> Void, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      var changed = container
      change(&changed)
      do {
        _ = try Model(parsing: changed.serialized(), file: "m")
        Issue.record("it was read", sourceLocation: sourceLocation)
      } catch {
        #expect(
          error is ModelError || error is SafeTensorsError, "\(error)",
          sourceLocation: sourceLocation)
      }
    }
    for name in [
      "gate.bias", "gate.weight", "members.1.input.directions", "members.2.input.mean",
      "members.3.head.bias",
    ] { expectRefused { $0.entries.removeAll { $0.name == name } } }
    for (name, value) in [
      ("gate.bias", Float.nan), ("members.2.input.deviation", 0),
      ("members.2.input.mean", .infinity),
      ("members.1.input.directions", .nan),
    ] {
      expectRefused { container in
        for index in container.entries.indices where container.entries[index].name == name {
          container.entries[index].values[0] = value
        }
      }
    }
    for name in ["members.4.head.bias", "members.01.head.bias", "head.bias", "gate.more", "x"] {
      expectRefused { $0.entries.append(.init(name: name, shape: [1], values: [0])) }
    }
    let members = container.metadata["faultdx.members"] ?? ""
    for (old, new) in [
      ("\"bands\":32", "\"bands\":31"), ("\"bands\":32", "\"bands\":0"),
      ("\"bands\":32", "\"bands\":-1"), ("\"hardened\":true", "\"hardened\":false"),
      ("\"hardened\":false", "\"hardened\":true"), ("\"hardened\":true", "\"hardened\":1"),
      ("\"components\"", "\"lines\""), ("\"components\"", "\"spectrum\""),
      ("\"components\"", "\"x\""), ("\"kind\":\"waveform\"", "\"kind\":\"spectrum\""),
      (members, "[]"), (members, "{}"), (members, "[{}]"), (members, "null"),
    ] {
      expectRefused {
        $0.metadata["faultdx.members"] = members.replacing(old, with: new)
      }
    }
    expectRefused { $0.metadata["faultdx.schema"] = Model.schema }
    expectRefused { $0.metadata["faultdx.window"] = "65" }
  }
}
