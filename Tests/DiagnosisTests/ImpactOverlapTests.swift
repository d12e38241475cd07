import FaultDX
import FaultDXSimulation
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
}
