import FaultDX
import FaultDXSimulation
import Foundation
import Testing

/// Three seconds of a simulated 6205 at 1797 rpm.
private func simulated(_ fault: BearingFault, seconds: Double = 3, seed: UInt64 = 5) -> Recording {
  var configuration = BearingSimulation.Configuration()
  configuration.seconds = seconds
  configuration.signalToNoise = 3
  return BearingSimulation(configuration: configuration).recording(
    of: BearingUnit(seed: seed, index: 0, name: "b"), fault: fault, severity: .moderate, speed: 1797
  )
}

/// What an examination finds, held against a class.
private func evidence(
  _ recording: Recording, _ label: String, isUnknown: Bool = false,
  _ examination: Examination = examination()
) throws -> PhysicalEvidence {
  let found = try examination(recording).evidence
  guard let frequencies = found.frequencies, let speed = found.speed, !found.series.isEmpty else {
    return found
  }
  return PhysicalEvidence(
    label: label, isUnknown: isUnknown, series: found.series, frequencies: frequencies, speed: speed
  )
}

private func examination() -> Examination {
  var examination = Examination()
  examination.geometry = .skf6205
  examination.estimatesSpeed = false
  return examination
}

@Test(arguments: [
  (BearingFault.outerRace, FaultLocation.outerRace), (.innerRace, .innerRace),
  (.ball, .rollingElement),
])
func `the lines of a simulated fault are found, and tell a right verdict from a wrong one`(
  fault: BearingFault, place: FaultLocation
) throws {
  let recording = simulated(fault)
  let right = try evidence(recording, fault.rawValue)
  #expect(right.outcome == .agrees, "\(right.sentence)")
  let series = try #require(right.series.first { $0.location == place })
  #expect(series.isFound && abs(series.slip) <= 0.02)
  let true6205 = BearingGeometry.skf6205.frequencies(speed: 1797)
  #expect(abs(series.expected - (true6205.strikes(of: fault) ?? 0)) < 1e-9)
  let sound = try evidence(recording, "healthy")
  #expect(sound.outcome == .disagrees, "\(sound.sentence)")
  let other = fault == .outerRace ? "inner_race" : "outer_race"
  let wrong = try evidence(recording, other)
  #expect(wrong.outcome == .disagrees, "\(wrong.sentence)")
  let stranger = try evidence(recording, "class 7")
  #expect(stranger.outcome == .cannotBeChecked(.noPlace(label: "class 7")))
  #expect(stranger.sentence.contains("stands out"))
}

@Test func `no line stands out of a simulated sound bearing`() throws {
  let recording = simulated(.normal)
  let sound = try evidence(recording, "normal")
  #expect(sound.outcome == .agrees && sound.found.isEmpty, "\(sound.sentence)")
  let fault = try evidence(recording, "inner_race")
  #expect(fault.outcome == .noLineFound)
  #expect(fault.sentence.hasPrefix("No line found: the verdict predicts BPFI at 162.2 Hz"))
  let unknown = try evidence(recording, "normal", isUnknown: true)
  #expect(unknown.outcome == .cannotBeChecked(.unknownVerdict))
}

@Test func `what is not known is said, not guessed`() throws {
  func outcome(
    _ recording: Recording, _ examination: Examination = examination()
  ) throws -> PhysicalEvidence.Outcome {
    try evidence(recording, "ball", examination).outcome
  }
  var generator = CounterGenerator(seed: 1)
  var recording = Recording(
    file: "x", samples: (0..<8000).map { _ in Float(generator.normal()) }, sampleRate: 4000,
    speed: 1800)
  var without = examination()
  without.geometry = nil
  #expect(try outcome(recording, without) == .cannotBeChecked(.noBearing))
  recording.attributes["bearing_number"] = "SKF 6205-2Z"
  #expect(try outcome(recording, without) == .noLineFound)
  recording.speed = nil
  #expect(try outcome(recording) == .cannotBeChecked(.noSpeed))
  recording.speed = 1800
  recording.sampleRate = nil
  #expect(try outcome(recording) == .cannotBeChecked(.noRate))
  recording.sampleRate = 4000
  recording.axis = .angle
  #expect(try outcome(recording) == .cannotBeChecked(.notInTime))
  recording.axis = .time
  recording.speed = 100
  guard case .cannotBeChecked(.tooShort(let revolutions)) = try outcome(recording) else {
    Issue.record("expected a recording that is too short")
    return
  }
  #expect(abs(revolutions - 200.0 / 60) < 1e-9)
  recording.speed = 1800
  recording.samples = [Float](repeating: 3, count: 8000)
  #expect(try outcome(recording) == .cannotBeChecked(.noSignal))
  recording.samples = [Float](repeating: .nan, count: 8000)
  #expect(try outcome(recording) == .cannotBeChecked(.noSignal))
}

@Test func `what was asked for and cannot be is an error`() throws {
  let recording = Recording(file: "x", samples: [1, 2, 3, 4], sampleRate: 1000, speed: 60)
  var wrong = examination()
  wrong.band = .given(200...600)
  #expect(throws: ExaminationError.band(recording: "x", low: 200, high: 600, nyquist: 500)) {
    try wrong(recording)
  }
  wrong = examination()
  wrong.speed = -1
  #expect(throws: ExaminationError.speed(-1)) { try wrong(recording) }
  wrong = examination()
  wrong.geometry = BearingGeometry(balls: 9, ballDiameter: 20, pitchDiameter: 10)
  #expect(throws: ExaminationError.geometry) { try wrong(recording) }
  wrong = examination()
  wrong.channel = 3
  #expect(throws: ExaminationError.noChannel(recording: "x", channel: "4", names: ["signal"])) {
    try wrong(recording)
  }
  wrong = examination()
  wrong.tachometer = .init(channel: "signal")
  #expect(throws: ExaminationError.tooFewPulses(recording: "x", channel: "signal", found: 1)) {
    try wrong(recording)
  }
}

@Test func `lines are found in noise less often than once in fifty trials`() throws {
  var (found, trials) = (0, 0)
  for seed in 1...40 {
    var generator = CounterGenerator(seed: UInt64(seed))
    let recording = Recording(
      file: "x", samples: (0..<4000).map { _ in Float(generator.normal()) }, sampleRate: 2000,
      speed: 1200)
    let series = try examination()(recording).evidence.series
    trials += series.count
    found += series.count { $0.isFound }
  }
  #expect(trials == 160)
  #expect(found <= 1, "\(found) of \(trials)")
}

@Test func `a speed is counted from pulses, or estimated and called so`() throws {
  let rate = 2000.0
  var generator = CounterGenerator(seed: 9)
  let frequency = 24.35
  let samples = (0..<12_000).flatMap { index -> [Float] in
    let t = Double(index) / rate
    let turn = frequency * t - (frequency * t).rounded(.down)
    let tones = sin(2 * .pi * frequency * t) + 0.5 * sin(4 * .pi * frequency * t)
    return [Float(tones + 0.3 * generator.normal()), turn < 0.2 ? 5 : 0]
  }
  let recording = Recording(
    file: "x", samples: samples, channelNames: ["a", "tacho"], sampleRate: rate)
  var counting = Examination()
  counting.geometry = .skf6205
  counting.tachometer = .init(channel: "tacho")
  let counted = try #require(try counting(recording).evidence.speed)
  #expect(abs(counted.revolutionsPerMinute - frequency * 60) < 0.5)
  #expect(counted.source == .tachometer(channel: "tacho"))
  counting.tachometer = nil
  let guessed = try #require(try counting(recording).evidence.speed)
  // A line of the four-second segments is 15 revolutions a minute wide.
  #expect(abs(guessed.revolutionsPerMinute - frequency * 60) < 15)
  guard case .estimated(let margin) = guessed.source else {
    Issue.record("expected an estimate")
    return
  }
  #expect(margin >= SpeedEstimate.smallestMargin)
  var noise = recording
  noise.samples = (0..<24_000).map { _ in Float(generator.normal()) }
  #expect(try counting(noise).evidence.speed == nil)
}

@Test func `zones are those of the velocity from 10 to 1000 Hz`() throws {
  func wave(_ amplitude: Double, _ frequency: Double) -> Recording {
    Recording(
      file: "x",
      samples: (0..<9000).map {
        Float(amplitude * sin(2 * .pi * frequency * Double($0) / 3000))
      }, sampleRate: 3000)
  }
  // RMS is the amplitude over the square root of two.
  for (rms, zone) in [
    (1.3, VibrationSeverity.Zone.a), (2, .b), (3, .c), (5, .d),
  ] {
    let found = try #require(
      VibrationSeverity(of: wave(rms * 2.0.squareRoot(), 50), machine: .mediumRigid))
    #expect(abs(found.velocity - rms) < 1e-3)
    #expect(found.zone == zone)
  }
  let low = try #require(VibrationSeverity(of: wave(9, 5), machine: .mediumRigid))
  #expect(low.velocity < 0.01)
  var short = wave(1, 50)
  short.sampleRate = 1500
  #expect(VibrationSeverity(of: short, machine: .largeRigid) == nil)
}
