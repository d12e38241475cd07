import FaultDX
import FaultDXNN
import FaultDXStorage
import FaultDXTensor
import Testing

@Suite struct ExplanationTests {
  /// A model whose two logits are `±weights · samples`.
  static func linear(_ weights: [Float], sampleRate: Double? = 1000) throws -> Model {
    try Model(
      network: CBAMNetwork(
        linear: [weights, weights.map { -$0 }], constants: [0.25, -0.25], length: weights.count,
        channels: 1), labels: ["up", "down"], windowLength: weights.count, hop: weights.count / 2,
      sampleRate: sampleRate, channelNames: ["signal"], normalization: .none)
  }

  /// Noise with pulses of some samples, upwards, at frames that the test knows.
  static func pulses(
    _ frames: [Int], length: Int, count: Int, seed: UInt64 = 3
  ) -> Recording {
    var generator = CounterGenerator(seed: seed)
    var samples = (0..<count).map { _ in Float(0.1 * generator.normal()) }
    for frame in frames {
      for index in frame..<min(frame + length, count) { samples[index] += 2 }
    }
    return Recording(file: "pulses.wav", samples: samples, sampleRate: 1000)
  }

  @Test func `a window's curves are those of its network, brought to samples`() throws {
    let model = try TinyModel.make()
    let recording = TinyModel.noise(frames: 200)
    let explainer = try Explainer(Diagnoser(model: model), recording)
    let explanation = try explainer.explanation(ofWindow: 3, for: "outer_race")
    let diagnosed = explainer.diagnosis.windows[3]
    #expect(explanation.window == 48..<80)
    #expect(explanation.samples == Array(recording.samples[48..<80]))
    #expect(explanation.verdict == model.labels[diagnosed.predicted])
    #expect(explanation.label == "outer_race")
    #expect(explanation.probabilities == diagnosed.probabilities.map(Double.init))

    let part = try #require(explanation.parts.first)
    #expect(explanation.parts.count == 1 && part.members == [0] && part.share == 1)
    #expect(part.axis.kind == .samples && part.axis.unit == "s")
    #expect(part.axis.positions[5] == 0.005 && part.axis.count == 32)
    #expect(
      part.curves.map(\.source.kind) == [
        "attention", "attention-swing", "class-activation", "contribution",
      ])
    // Nothing is farther from the usual weight than the least is from the most.
    let weights = part.curves[0].values
    let swings = part.curves[1].values
    let most = try #require(weights.max()) / (try #require(weights.min()))
    #expect(swings.allSatisfy { $0 >= 0 && $0 <= most - 1 } && swings.contains { $0 > 0 })
    #expect(part.curves.allSatisfy { $0.values.count == 32 })

    // By hand: scaled as the network sees it, attention straight from the network.
    var input = [Float](repeating: 0, count: 32)
    explanation.samples.withUnsafeBufferPointer { samples in
      input.withUnsafeMutableBufferPointer {
        Normalization.standard.apply(samples, channels: 1, into: $0)
      }
    }
    #expect(part.input == input.map(Double.init))
    let trace = NetworkTrace(model.network, window: Tensor(shape: [1, 32, 1], elements: input))
    let gate = try #require(trace.blocks[0].spatialAttention).map(Double.init)
    let grid = trace.blocks[0].grid
    for (position, weight) in gate.enumerated() {
      let place = grid.first + grid.step * Double(position)
      if place >= 0, place < 32, place == place.rounded() {
        #expect(abs(part.curves[0].values[Int(place)] - weight) < 1e-12)
      }
    }
    #expect(part.curves[0].values.allSatisfy { gate.min()! <= $0 && $0 <= gate.max()! })
    #expect(part.channelAttention.map(\.weights.count) == [4])
  }

  @Test func `contributions of a linear model add up to what sets its logits apart`() throws {
    let weights: [Float] = (0..<16).map { Float($0) / 8 - 1 }
    let recording = TinyModel.noise(frames: 64)
    let explainer = try Explainer(Diagnoser(model: Self.linear(weights)), recording)
    for label in ["up", "down"] {
      let explanation = try explainer.explanation(ofWindow: 2, for: label)
      let logits = explainer.diagnosis.windows[2].logits
      let curve = try #require(explanation.parts[0].curves.last)
      #expect(curve.source == .contribution(channel: nil) && curve.step == 1)
      let margin = Double(label == "up" ? logits[0] - logits[1] : logits[1] - logits[0])
      let constant = label == "up" ? 0.5 : -0.5
      #expect(abs(curve.values.reduce(0, +) + constant - margin) < 1e-4)
    }
  }

  @Test func `bands are explained in Hz, lines by name, several networks by their mean`() throws {
    let scale = FeatureScale(
      mean: [Float](repeating: 0, count: 8), deviation: [Float](repeating: 1, count: 8))
    func member(_ seed: Float) throws -> Model.Member {
      let weights = (0..<8).map { seed * Float($0) - 1 }
      return Model.Member(
        representation: .spectrum(bands: 8, scale),
        network: try CBAMNetwork(
          linear: [weights, weights.map { 2 - $0 }], constants: [0, 0], length: 8, channels: 1))
    }
    let lines = BearingLines(.skf6205)
    let lineScale = FeatureScale(
      mean: [Float](repeating: 0, count: lines.count),
      deviation: [Float](repeating: 1, count: lines.count))
    let ones = [Float](repeating: 0.1, count: lines.count)
    let lineMember = Model.Member(
      representation: .lines(.skf6205, lineScale),
      network: try CBAMNetwork(
        linear: [ones, ones.map { -$0 }], constants: [0, 0], length: lines.count, channels: 1))
    let model = try Model(
      members: [member(0.25), lineMember, member(0.5)], gate: nil, labels: ["a", "b"],
      windowLength: 64, hop: 32, sampleRate: 1000, channelNames: ["signal"])
    var recording = TinyModel.noise(frames: 2048)
    recording.speed = 600
    let explainer = try Explainer(Diagnoser(model: model), recording)
    let explanation = try explainer.explanation(ofWindow: 5, for: "a")
    #expect(explanation.parts.map(\.axis.kind) == [.bands, .lines])
    #expect(explanation.parts.map(\.members) == [[0, 2], [1]])
    #expect(abs(explanation.parts[0].share - 2.0 / 3) < 1e-6)
    let bands = explanation.parts[0]
    // 32 coefficients of 1000 / 64 Hz in 8 bands: the first holds 1 to 4.
    #expect(bands.axis.unit == "Hz")
    #expect(bands.axis.positions[0] == 2.5 * 1000 / 64)
    #expect(bands.axis.positions[7] == 30.5 * 1000 / 64)
    let curve = try #require(bands.curves.first)
    for band in 0..<8 {
      // The mean of the weights, twice what lies between them and the mean of both classes.
      let weight = (0.25 + 0.5) * Double(band) - 2 - 2
      #expect(abs(curve.values[band] - weight * bands.input[band]) < 1e-4)
    }
    let axis = explanation.parts[1].axis
    #expect(axis.unit == "Hz" && axis.names[0] == "1xBPFO")
    #expect(abs(axis.positions[0] - 35.848) < 0.01)
  }

  @Test func `what cannot be explained is said in a sentence`() throws {
    let model = try TinyModel.make()
    var recording = TinyModel.noise(frames: 200)
    let explainer = try Explainer(Diagnoser(model: model), recording)
    #expect(explainer.windowCount == 11)
    #expect(throws: ExplanationError.noSuchClass("cage", labels: TinyModel.labels)) {
      try explainer.explanation(ofWindow: 0, for: "cage")
    }
    for number in [-1, 11, .max] {
      #expect(
        throws: ExplanationError.noSuchWindow(recording: "noise.wav", number: number, count: 11)
      ) { try explainer.explanation(ofWindow: number) }
    }
    #expect(try explainer.window(at: 0) == 0)
    #expect(try explainer.window(at: 0.0479) == 2)
    #expect(try explainer.window(at: 0.191) == 10)
    for place in [-0.001, 0.192, 1e300, .nan] {
      #expect(throws: ExplanationError.self) { try explainer.window(at: place) }
    }
    for frame in 64..<110 { recording.samples[frame] = 1 }
    let damaged = try Explainer(Diagnoser(model: model), recording)
    #expect(
      throws: ExplanationError.invalidWindow(
        recording: "noise.wav", number: 4, defect: .constant(channel: 0, value: 1))
    ) { try damaged.explanation(ofWindow: 4) }
    let timeless = try TinyModel.make(sampleRate: nil)
    let silent = try Explainer(
      Diagnoser(model: timeless), TinyModel.noise(frames: 64, sampleRate: nil))
    #expect(throws: ExplanationError.noRate(recording: "noise.wav")) { try silent.window(at: 0) }
    #expect(throws: ExplanationError.noRate(recording: "noise.wav")) {
      try silent.overlap(withEventsAt: [0])
    }
    let sentence = ExplanationError.noSuchWindow(recording: "a.wav", number: 4, count: 1)
    #expect(sentence.description == "a.wav: there is no window 5, only 1 window")
  }

  @Test func `the most telling window is the one that is surest`() throws {
    let explainer = try Explainer(
      Diagnoser(model: TinyModel.make()), TinyModel.noise(frames: 400))
    let index = try #require(TinyModel.labels.firstIndex(of: explainer.diagnosis.label))
    let best = try #require(explainer.diagnosis.windows.map { $0.probabilities[index] }.max())
    let explanation = try explainer.explanation(ofWindow: explainer.mostTellingWindow)
    #expect(explanation.probabilities[index] == Double(best))
  }
}
