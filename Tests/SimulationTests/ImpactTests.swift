import FaultDXSignal
import FaultDXSimulation
import Testing

@Test(arguments: [BearingFault.innerRace, .outerRace, .ball])
func `impacts come as often as the kinematics say, and the signal is loudest behind them`(
  fault: BearingFault
) throws {
  var configuration = BearingSimulation.Configuration()
  configuration.signalToNoise = 25
  let simulation = BearingSimulation(configuration: configuration)
  let unit = BearingUnit(seed: 5, index: 2)
  let impacts = simulation.impacts(of: unit, fault: fault, speed: 1772)
  let rate = try #require(
    configuration.geometry.frequencies(speed: 1772, cageSlip: unit.cageSlip).strikes(of: fault))
  #expect(abs(Double(impacts.count) - rate) < 4)
  #expect(impacts.allSatisfy { (0..<1).contains($0.time) && $0.force >= 0 })
  let gaps = zip(impacts, impacts.dropFirst()).map { $1.time - $0.time }
  #expect(gaps.allSatisfy { abs($0 * rate - 1) < 0.06 })

  // The strong ones: what rings within a millisecond behind is louder than what was there before.
  let samples = simulation.recording(of: unit, fault: fault, speed: 1772).samples
  func level(_ from: Double, _ to: Double) -> Double {
    let range = max(0, Int((from * 12_000).rounded(.up)))..<min(samples.count, Int(to * 12_000))
    return range.reduce(0) { $0 + Double(samples[$1]) * Double(samples[$1]) } / Double(range.count)
  }
  let strongest = impacts.map(\.force).max() ?? 0
  let strong = impacts.filter { $0.force > 0.5 * strongest && (0.01...0.99).contains($0.time) }
  #expect(strong.count > 10)
  let louder = strong.count {
    level($0.time, $0.time + 0.001) > 2 * level($0.time - 0.001, $0.time)
  }
  #expect(Double(louder) > 0.9 * Double(strong.count))
}

@Test func `a normal bearing has no impacts, and a data set lists them recording by recording`() {
  var configuration = BearingDataset.Configuration()
  configuration.unitsPerClass = 2
  configuration.simulation.seconds = 0.1
  let dataset = BearingDataset(configuration: configuration)
  let impacts = dataset.impacts()
  #expect(impacts.count == dataset.recordings().count)
  for (recording, impacts) in zip(dataset.recordings(), impacts) {
    #expect(impacts.isEmpty == (recording.label == "normal"))
  }
}
