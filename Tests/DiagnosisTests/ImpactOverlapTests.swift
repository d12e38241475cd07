import FaultDX
import FaultDXNN
import FaultDXSignal
import FaultDXSimulation
import FaultDXTensor
import FaultDXTestSupport
import Testing

/// Curves of a trained network against impacts whose instants the simulation knows, on bearings that training never saw.
@Suite struct ImpactOverlapTests {
  /// A curve's overlaps, one for each bearing.
  private struct Overlaps {
    var attended: [Double] = []
    var chance: [Double] = []
    var p: [Double] = []

    mutating func add(_ attended: Double, _ chance: Double, _ p: Double) {
      self.attended.append(attended)
      self.chance.append(chance)
      self.p.append(p)
    }

    var gain: Double {
      zip(attended, chance).reduce(0) { $0 + $1.0 - $1.1 } / Double(attended.count)
    }

    /// Whether it is beyond chance: on average, and on two bearings of three by themselves.
    var pointsAtImpacts: Bool { gain > 0.05 && 3 * p.count { $0 < 0.05 } >= 2 * p.count }
  }

  @Test
  func `the contribution curve points at impacts, and with its positions shuffled it does not`()
    throws
  {
    let diagnoser = try Diagnoser(
      contentsOf: Repository.fixture("attention/model.safetensors"))
    var configuration = BearingDataset.Configuration()
    configuration.seed = 77
    configuration.unitsPerClass = 2
    configuration.faults = [.innerRace, .outerRace, .ball]
    configuration.simulation.seconds = 0.44
    let dataset = BearingDataset(configuration: configuration)
    var settings = EventOverlap.Settings()
    settings.draws = 199
    var overlaps = Overlaps()
    var shuffled = Overlaps()
    for (recording, impacts) in zip(dataset.recordings(), dataset.impacts()) {
      let results = try Explainer(diagnoser, recording).overlap(
        withEventsAt: impacts.map(\.time), for: recording.label, settings)
      let result = try #require(results.first { $0.source == .contribution(channel: nil) })
      overlaps.add(result.attended, result.chance, result.p)
      shuffled.add(result.shuffled, result.chance, result.shuffledP)
      // Two milliseconds of each strike, which come 100 to 165 times a second.
      #expect((0.15...0.4).contains(result.chance))
    }
    #expect(overlaps.pointsAtImpacts, "\(overlaps)")
    #expect(!shuffled.pointsAtImpacts && abs(shuffled.gain) < 0.03, "\(shuffled)")
  }

  /// 18 bearings with a fault, which no network here was trained or chosen on.
  private static let bearings: [(recording: Recording, impacts: [Double])] = {
    var configuration = BearingDataset.Configuration()
    configuration.seed = 78
    configuration.unitsPerClass = 6
    configuration.faults = [.innerRace, .outerRace, .ball]
    configuration.simulation.seconds = 0.36
    let dataset = BearingDataset(configuration: configuration)
    return zip(dataset.recordings(), dataset.impacts()).map { ($0, $1.map(\.time)) }
  }()

  /// What the spatial attention of block 1 overlaps, a bearing being one piece of evidence.
  private static func attention(of model: Model) throws -> EventOverlap {
    var settings = EventOverlap.Settings()
    settings.untrained = 1
    var trials = EventTrials(settings)
    for (recording, impacts) in bearings {
      try trials.add(
        Explainer(Diagnoser(model: model), recording), eventsAt: impacts, for: recording.label,
        unit: recording.group ?? recording.identity)
    }
    return try #require(trials.results.first { $0.source == .attention(block: 0) })
  }

  @Test
  func `the attention of a network points at impacts, and shuffled attention does not`() throws {
    let diagnoser = try Diagnoser(contentsOf: Repository.fixture("attention/model.safetensors"))
    let model = diagnoser.model
    let own = try Self.attention(of: model)
    #expect(own.units == 18 && own.gain > 0.02 && own.p < 0.05, "\(own)")
    // The weights of its positions in random order.
    #expect(own.shuffledP > 0.05, "\(own)")

    // The same network with the numbers of every spatial attention in random order.
    var generator = CounterGenerator(seed: 5)
    var network = model.network
    network.visitParameters("") { name, tensor, _ in
      guard name.contains("spatial") else { return }
      tensor = Tensor(shape: tensor.shape, elements: generator.shuffled(tensor.elements))
    }
    let other = try Model(
      network: network, labels: model.labels, windowLength: model.windowLength, hop: model.hop,
      sampleRate: model.sampleRate, channelNames: model.channelNames,
      normalization: model.normalization)
    let shuffled = try Self.attention(of: other)
    #expect(shuffled.p > 0.05, "\(shuffled)")
  }
}
