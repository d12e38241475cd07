import FaultDX
import FaultDXNN
import FaultDXSignal
import FaultDXTensor
import Testing

@Suite struct FaithfulnessTests {
  /// Pulses that a network of positive weights hears, one in most windows of 64.
  private static let frames = (0..<24).map { 40 + $0 * 61 }
  private static let recording = ExplanationTests.pulses(frames, length: 6, count: 1536)

  private static func explainer() throws -> Explainer {
    let weights = [Float](repeating: 0.1, count: 64)
    return try Explainer(Diagnoser(model: ExplanationTests.linear(weights)), recording)
  }

  @Test(arguments: Faithfulness.Fill.allCases)
  func `taking away what a linear network weighs most changes more than chance`(
    fill: Faithfulness.Fill
  ) throws {
    var settings = Faithfulness.Settings()
    settings.fill = fill
    let results = try Self.explainer().faithfulness(of: "up", settings)
    let result = try #require(results.first)
    #expect(results.count == 1 && result.source == .contribution(channel: nil))
    #expect(result.windows == 24 && result.fill == fill)
    #expect(result.isFaithful)
    #expect(result.deletion.gain > 0.02 && result.insertion.gain > 0.02)
    #expect(result.deletion.p < 0.001 && result.insertion.p < 0.001)
    let bounds = try #require(result.deletion.interval)
    #expect(bounds.lowerBound > 0 && bounds.contains(result.deletion.gain))
    #expect(
      abs(result.deletion.random - result.deletion.attended - result.deletion.gain) < 1e-12)
    #expect(try Self.explainer().faithfulness(of: "up", settings) == results)
  }

  @Test func `attention that weighs all positions alike is no better than chance`() throws {
    var network = try TinyModel.make().network
    network.visitParameters("") { name, tensor, _ in
      if name.contains("spatial") { tensor = Tensor(shape: tensor.shape) }
    }
    let model = try Model(
      network: network, labels: TinyModel.labels, windowLength: TinyModel.windowLength,
      hop: TinyModel.hop, sampleRate: 1000, channelNames: ["signal"], normalization: .standard)
    let explainer = try Explainer(Diagnoser(model: model), TinyModel.noise(frames: 1600))
    let explanation = try explainer.explanation(ofWindow: 0)
    #expect(explanation.parts[0].curves[0].values.allSatisfy { $0 == 0.5 })
    let result = try #require(try explainer.faithfulness().first)
    #expect(result.source == .attention(block: 0) && result.windows == 32)
    #expect(!result.isFaithful)
    let bounds = try #require(result.deletion.interval)
    #expect(bounds.lowerBound < 0.005 && bounds.upperBound > -0.005)
  }

  @Test func `with one window there is a gain and no bounds`() throws {
    var settings = Faithfulness.Settings()
    settings.windows = 1
    let result = try #require(try Self.explainer().faithfulness(of: "up", settings).first)
    #expect(result.windows == 1 && result.deletion.interval == nil)
    // One sign, two ways to turn it.
    #expect(result.deletion.p == (result.deletion.gain > 0 ? 0.5 : 1))
    #expect(!result.isFaithful)
  }

  @Test func `curves overlap the events that they show, and shuffled ones do not`() throws {
    var settings = EventOverlap.Settings()
    settings.reach = 0.006
    settings.attended = 0.1
    let events = Self.frames.map { Double($0) / 1000 }
    let results = try Self.explainer().overlap(withEventsAt: events, for: "up", settings)
    let result = try #require(results.first)
    #expect(results.count == 1 && result.windows > 20 && result.events == 24)
    // Six samples of 64 in six attended: nearly all lie in the pulse.
    #expect(result.attended > 0.85)
    #expect(abs(result.chance - 6.0 / 64) < 0.01)
    #expect(result.p == 0.001)
    #expect(result.shuffled < 0.2 && result.shuffledP > 0.01)
  }

  @Test func `without events in any window there is no overlap to speak of`() throws {
    #expect(try Self.explainer().overlap(withEventsAt: [], for: "up").isEmpty)
    #expect(try Self.explainer().overlap(withEventsAt: [-5, 99], for: "up").isEmpty)
  }

  @Test func `recordings of one unit are one piece of evidence`() throws {
    var settings = Faithfulness.Settings()
    settings.windows = 6
    var trials = FaithfulnessTrials(settings)
    for unit in ["a", "b", "b", "c"] { try trials.add(Self.explainer(), of: "up", unit: unit) }
    let result = try #require(trials.results.first)
    #expect(result.windows == 24 && result.units == 3)
    // All three gain: one way of eight to turn signs is as large.
    #expect(result.deletion.p == 0.125 && !result.isFaithful)
    let alone = try #require(try Self.explainer().faithfulness(of: "up", settings).first)
    #expect(abs(result.deletion.gain - alone.deletion.gain) < 1e-12)
  }

  @Test func `p values are corrected for the curves that were tried together`() throws {
    let explainer = try Explainer(
      Diagnoser(model: TinyModel.make()), TinyModel.noise(frames: 1600))
    let results = try explainer.faithfulness()
    #expect(results.count == 4)
    for values in [results.map(\.deletion), results.map(\.insertion)] {
      #expect(values.map(\.correctedP) == HolmCorrection.adjusted(values.map(\.p)))
    }
  }

  @Test func `a curve of loudness is that of a network which learnt nothing`() throws {
    func resemblance(_ weights: [Float]) throws -> UntrainedResemblance {
      let model = try ExplanationTests.linear(weights)
      let explainer = try Explainer(Diagnoser(model: model), TinyModel.noise(frames: 1024))
      let results = try explainer.resemblance(of: "up")
      #expect(try explainer.resemblance(of: "up") == results)
      return try #require(results.first)
    }
    // Gradient times input of a linear network with equal weights is the signal, and shuffled not far from it.
    let same = try resemblance([Float](repeating: 0.1, count: 64))
    #expect(same.correlation > 0.6 && same.verdict == .same && same.networks == 4, "\(same)")
    // Weights at one end alone, of which shuffling leaves nothing.
    var weights = [Float](repeating: 0.001, count: 64)
    for index in 0..<8 { weights[index] = 1 }
    let other = try resemblance(weights)
    #expect(other.correlation < 0.5 && other.verdict != .same, "\(other)")
  }
}
