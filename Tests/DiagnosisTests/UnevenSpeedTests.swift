import FaultDX
import Foundation
import Testing

/// Ten seconds of a 6205 with a struck outer race, whose shaft runs up from one speed to another in Hz, and its tachometer.
private func runUp(from low: Double, to high: Double, fault: (BearingFrequencies) -> Double)
  -> Recording
{
  var bearing = StruckBearing()
  bearing.seconds = 10
  let orders = BearingGeometry.skf6205.frequencies(speed: 60)
  // Revolutions until t: low t + (high - low) t² / 2T.
  let gain = (high - low) / (2 * bearing.seconds)
  func instant(_ turns: Double) -> Double {
    gain == 0 ? turns / low : (-low + (low * low + 4 * gain * turns).squareRoot()) / (2 * gain)
  }
  let turns = low * bearing.seconds + gain * bearing.seconds * bearing.seconds
  let order = fault(orders)
  let strikes =
    order > 0 ? (0..<Int(turns * order)).map { (instant(Double($0) / order), 1.0) } : []
  let vibration = bearing.samples(strikes)
  let samples = vibration.indices.flatMap { frame -> [Float] in
    let t = Double(frame) / bearing.rate
    let turn = low * t + gain * t * t
    return [vibration[frame], turn - turn.rounded(.down) < 0.1 ? 5 : 0]
  }
  return Recording(
    file: "x", samples: samples, channelNames: ["vibration", "tacho"], sampleRate: bearing.rate)
}

private func examination() -> Examination {
  var examination = Examination()
  examination.geometry = .skf6205
  examination.tachometer = .init(channel: "tacho")
  return examination
}

struct UnevenSpeedTests {
  @Test(arguments: [(18.0, 33.0), (33, 18)])
  func `lines of a run-up and a run-down are found by the shaft's angle, and smeared without`(
    low: Double, high: Double
  ) throws {
    let recording = runUp(from: low, to: high) { $0.bpfo }
    let result = try examination()(recording)
    let speed = try #require(result.evidence.speed)
    #expect(abs(speed.revolutionsPerMinute / (60 * 25.5) - 1) < 0.02)
    let range = try #require(speed.range)
    #expect(abs(range.lowerBound / (60 * 18) - 1) < 0.05, "\(range)")
    #expect(abs(range.upperBound / (60 * 33) - 1) < 0.05, "\(range)")
    #expect(speed.isUneven && result.envelope?.isByAngle == true)
    #expect(result.evidence.found.map(\.location) == [.outerRace])
    let series = try #require(result.evidence.found.first)
    #expect(abs(series.slip) < 0.003 && series.strength > 50, "\(series.strength)")

    var smeared = examination()
    smeared.tachometer = nil
    smeared.speed = speed.revolutionsPerMinute
    let without = try smeared(recording)
    #expect(without.envelope?.isByAngle == false)
    #expect(without.evidence.found.isEmpty)
  }

  @Test func `a band is demodulated in time, before the angle`() throws {
    var chosen = examination()
    chosen.band = .given(2400...3800)
    let result = try chosen(runUp(from: 18, to: 33) { $0.bpfi })
    #expect(result.envelope?.band == 2400...3800)
    #expect(result.evidence.found.contains { $0.location == .innerRace })
    // Where nothing rings, nothing is found.
    chosen.band = .given(200...800)
    chosen.whitening = nil
    let silent = try chosen(runUp(from: 18, to: 33) { $0.bpfi })
    #expect(silent.evidence.found.isEmpty)
  }

  @Test func `an even speed needs no angle, and a sound run-up has no line`() throws {
    let even = try examination()(runUp(from: 25, to: 25) { $0.bpfo })
    #expect(even.evidence.speed?.isUneven == false && even.envelope?.isByAngle == false)
    #expect(even.evidence.found.map(\.location) == [.outerRace])
    let sound = try examination()(runUp(from: 18, to: 33) { _ in 0 })
    #expect(sound.envelope?.isByAngle == true && sound.evidence.found.isEmpty)
  }
}
