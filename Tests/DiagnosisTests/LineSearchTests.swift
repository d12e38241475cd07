import FaultDX
import Foundation
import Testing

/// Of a 6205 at 1800 revolutions per minute.
private let frequencies = BearingGeometry.skf6205.frequencies(speed: 1800)

private func found(_ samples: [Float]) throws -> [LineSeries] {
  var examination = Examination()
  examination.geometry = .skf6205
  return try examination(
    Recording(file: "x", samples: samples, sampleRate: 12_000, speed: 1800)
  ).evidence.found
}

@Test func `elements that differ from each other are no fault beside that of the inner race`()
  throws
{
  // A place of the inner race meets the nine balls in turn, each with a force of its own; the shaft carries it through the load.
  let forces = [1.0, 0.5, 0.9, 0.35, 1.2, 0.6, 0.8, 0.3, 1.1]
  let shaft = frequencies.shaft / frequencies.bpfi
  let samples = StruckBearing().samples(every: frequencies.bpfi) {
    forces[$0 % 9] * (0.6 + 0.4 * cos(2 * .pi * shaft * Double($0)))
  }
  let places = try found(samples).map(\.location)
  #expect(places == [.innerRace], "\(places)")
}

@Test(arguments: [
  (0.99, true), (1, true), (1.018, true), (0.982, true), (1.03, false), (0.97, false),
])
func `a line counts within the slip, not as the foot of one beyond`(
  slip: Double, isFound: Bool
) throws {
  let series = try found(StruckBearing().samples(every: frequencies.bpfo * slip))
  #expect(series.contains { $0.location == .outerRace } == isFound)
  #expect(series.allSatisfy { $0.location == .outerRace }, "\(series.map(\.location))")
}

@Test(arguments: [Examination.Band.whole, .kurtogram])
func `a fault that is struck a quarter of the time only is found`(band: Examination.Band) throws {
  let strikes = Int(frequencies.bpfo / 2)
  let samples = StruckBearing().samples(every: frequencies.bpfo) {
    $0 / strikes % 4 == 1 ? 1.5 : 0
  }
  var examination = Examination()
  examination.geometry = .skf6205
  examination.band = band
  let result = try examination(
    Recording(file: "x", samples: samples, sampleRate: 12_000, speed: 1800))
  #expect(result.evidence.found.map(\.location) == [.outerRace])
  // Strikes ring at 3100 Hz.
  #expect(result.kurtogram?.best(atLeast: 600).frequencies.contains(3100) == true)
}

@Test func `faults of both races are found at once`() throws {
  var outer = StruckBearing()
  outer.noise = 0.2
  var samples = outer.samples(every: frequencies.bpfo * 0.995)
  outer.noise = 0
  let inner = outer.samples(every: frequencies.bpfi * 0.995)
  for index in samples.indices { samples[index] += inner[index] }
  let places = Set(try found(samples).map(\.location))
  #expect(places.isSuperset(of: [.outerRace, .innerRace]), "\(places)")
}
