import FaultDXSignal
import FaultDXSimulation
import Testing

@Test func `the SKF 6205 has the orders that its maker and the test rig give`() {
  let orders = BearingGeometry.skf6205.frequencies(speed: 60)
  #expect(abs(orders.bpfo - 3.5848) < 1.5e-4)
  #expect(abs(orders.bpfi - 5.4152) < 1.5e-4)
  #expect(abs(orders.ftf - 0.3983) < 1.5e-4)
  #expect(abs(2 * orders.bsf - 4.7135) < 1.5e-4)
  let fanEnd = BearingGeometry.skf6203.frequencies(speed: 60)
  #expect(abs(fanEnd.bpfo - 3.0530) < 1.5e-4 && abs(fanEnd.bpfi - 4.9469) < 1.5e-4)
}

@Test func `a slipping cage slows the outer race's line and hastens the inner's`() {
  let rolling = BearingGeometry.skf6205.frequencies(speed: 1797)
  let slipping = BearingGeometry.skf6205.frequencies(speed: 1797, cageSlip: 0.01)
  #expect(abs(slipping.bpfo / rolling.bpfo - 0.99) < 1e-12)
  #expect(slipping.bpfi > rolling.bpfi && slipping.bsf < rolling.bsf)
  #expect(abs(slipping.bpfo + slipping.bpfi - 9 * rolling.shaft) < 1e-9)
}

/// Two seconds of a bearing, as the spectrum of its squared envelope.
private func spectrum(of fault: BearingFault, seed: UInt64) -> EnvelopeSpectrum {
  var configuration = BearingSimulation.Configuration()
  configuration.seconds = 2
  let recording = BearingSimulation(configuration: configuration).recording(
    of: BearingUnit(seed: seed, index: 1), fault: fault, speed: speed)
  return EnvelopeSpectrum(
    of: recording.samples.map(Double.init), sampleRate: 12_000, band: 1800...4500)
}

private let speed = 1772.0

/// How high the strongest line within `tolerance` of a frequency stands above the floor about it.
private func height(
  _ spectrum: EnvelopeSpectrum, _ frequency: Double, tolerance: Double = 0.012
) -> Double {
  let width = max(frequency * tolerance, spectrum.resolution)
  return spectrum.peak(in: (frequency - width)...(frequency + width))
    / spectrum.floor(in: (frequency - 30)...(frequency + 30))
}

@Test(arguments: [BearingFault.innerRace, .outerRace, .ball], [1, 2, 3] as [UInt64])
func `the envelope shows the line that the kinematics predict, and not the others`(
  fault: BearingFault, seed: UInt64
) throws {
  let frequencies = BearingGeometry.skf6205.frequencies(speed: speed)
  let spectrum = spectrum(of: fault, seed: seed)
  let own = height(spectrum, try #require(frequencies.strikes(of: fault)))
  #expect(own > 8, "its line stands \(own) times above the floor")
  for other in [BearingFault.innerRace, .outerRace, .ball] where other != fault {
    let line = height(spectrum, try #require(frequencies.strikes(of: other)), tolerance: 0.004)
    #expect(line < min(6, own / 3), "the line of \(other) stands \(line) times above the floor")
  }
  switch fault {
  case .innerRace:
    #expect(height(spectrum, frequencies.shaft) > 8)
    #expect(height(spectrum, frequencies.bpfi - frequencies.shaft) > 5)
    #expect(height(spectrum, frequencies.bpfi + frequencies.shaft) > 5)
  case .ball:
    #expect(height(spectrum, frequencies.ftf) > 8)
    #expect(height(spectrum, 2 * frequencies.bsf - frequencies.ftf) > 5)
    #expect(height(spectrum, 2 * frequencies.bsf + frequencies.ftf) > 5)
  case .outerRace, .normal:
    #expect(height(spectrum, 2 * frequencies.bpfo) > 5)
  }
}

@Test func `a healthy bearing shows none of the lines`() throws {
  let frequencies = BearingGeometry.skf6205.frequencies(speed: speed)
  let spectrum = spectrum(of: .normal, seed: 1)
  for fault in [BearingFault.innerRace, .outerRace, .ball] {
    #expect(height(spectrum, try #require(frequencies.strikes(of: fault))) < 5)
  }
}

@Test func `impacts have the strength that the signal-to-noise ratio says`() throws {
  var unit = BearingUnit(seed: 4, index: 1)
  unit.tones = []
  unit.gain = 1
  var levels: [Double] = []
  for (fault, ratio) in [(BearingFault.normal, 0.0), (.outerRace, 0), (.outerRace, 20)] {
    var configuration = BearingSimulation.Configuration()
    configuration.signalToNoise = ratio
    let recording = BearingSimulation(configuration: configuration).recording(
      of: unit, fault: fault, speed: speed)
    levels.append(try #require(Indicators(of: recording)).rms)
  }
  // White noise loses power in the converter's filter, resonances do not: hence not exactly 2 and
  // 101.
  #expect((levels[1] / levels[0]) * (levels[1] / levels[0]) > 1.9)
  #expect((levels[1] / levels[0]) * (levels[1] / levels[0]) < 3.5)
  #expect((levels[2] / levels[1]) * (levels[2] / levels[1]) > 50)
}

@Test func `a recording is the same every time, and no two units or numbers sound alike`() {
  var configuration = BearingSimulation.Configuration()
  configuration.seconds = 0.1
  let simulation = BearingSimulation(configuration: configuration)
  func samples(_ seed: UInt64, _ unit: Int, _ number: Int) -> [Float] {
    simulation.recording(
      of: BearingUnit(seed: seed, index: unit), fault: .ball, speed: speed, number: number
    ).samples
  }
  let first = samples(1, 1, 0)
  #expect(first == samples(1, 1, 0) && first.count == 1200)
  #expect(first != samples(2, 1, 0) && first != samples(1, 2, 0) && first != samples(1, 1, 1))
  #expect(BearingUnit(seed: 1, index: 1) != BearingUnit(seed: 1, index: 2))
}

@Test func `graded recordings are labelled with decibels, and a louder defect strikes harder`() {
  var configuration = BearingDataset.Configuration()
  configuration.unitsPerClass = 6
  configuration.simulation.seconds = 0.1
  let recordings = BearingDataset(configuration: configuration).gradedRecordings()
  #expect(recordings.count == 18 && Set(recordings.compactMap(\.group)).count == 18)
  let levels = recordings.compactMap { $0.label.flatMap(Double.init) }
  #expect(levels.count == 18 && levels.allSatisfy { (-10...15).contains($0) })
  #expect(Set(levels).count > 12)
  let kurtosis = recordings.compactMap { Indicators(of: $0, channel: 0)?.kurtosis }
  let pairs = zip(levels, kurtosis).sorted { $0.0 < $1.0 }.map(\.1)
  #expect(pairs.prefix(6).reduce(0, +) < pairs.suffix(6).reduce(0, +))
}

@Test func `a data set has every class, every unit once, and not the demonstration's`() {
  var configuration = BearingDataset.Configuration()
  configuration.unitsPerClass = 2
  configuration.simulation.seconds = 0.02
  let dataset = BearingDataset(configuration: configuration)
  let recordings = dataset.recordings()
  #expect(recordings.count == 8)
  #expect(Set(recordings.compactMap(\.label)) == Set(BearingFault.allCases.map(\.rawValue)))
  #expect(Set(recordings.compactMap(\.group)).count == 8)
  #expect(recordings.allSatisfy { $0.frames == 240 && $0.sampleRate == 12_000 })
  #expect(recordings[1].speed == 1772 && recordings[3].attributes["severity"] == "moderate")
  let demonstration = dataset.demonstration(seconds: 0.05)
  #expect(demonstration.label == "inner_race" && demonstration.frames == 600)
  #expect(!recordings.contains { $0.group == demonstration.group })
}
