import FaultDXEvaluation
import FaultDXSignal
import FaultDXSimulation
import Foundation
import Testing

/// Leaks of every kind, planted in clean data one at a time.
struct PlantedLeakTests {
  private func kinds(_ audit: DataAudit) -> [DataAudit.Kind] { audit.findings.map(\.kind) }

  /// Every second recording of each class measures, the others train.
  private func halves(_ recordings: [Recording]) -> DataAudit.Sides {
    DataAudit.Sides(
      pieces: recordings.enumerated().map { index, recording in
        Split.Piece(
          recording: index, role: index.isMultiple(of: 2) ? .training : .test,
          frames: 0..<recording.frames)
      }, windowLength: 1024)
  }

  private func audit(_ recordings: [Recording]) -> DataAudit {
    DataAudit(recordings, sides: halves(recordings))
  }

  @Test(arguments: 1...6)
  func `nothing is found in clean data`(seed: UInt64) {
    let audit = audit(AuditFixture.clean(seed: seed))
    #expect(audit.findings == [], "seed \(seed): \(audit.findings)")
  }

  // MARK: Shared between training and test

  @Test func `windows with samples in common are found`() throws {
    let recordings = AuditFixture.clean()
    var pieces = halves(recordings).pieces
    pieces[0] = .init(recording: 0, role: .training, frames: 0..<2048)
    pieces.append(.init(recording: 0, role: .test, frames: 1536..<2560))
    let audit = DataAudit(recordings, sides: .init(pieces: pieces, windowLength: 1024))
    // The unit is on both sides as well.
    #expect(kinds(audit) == [.sharedSamples, .sharedGroup])
    #expect(audit.leaks)
    #expect(audit.findings[0].sentence.contains("have samples in common with training windows"))
  }

  @Test func `windows side by side are found, windows a gap apart are not`() {
    let recordings = AuditFixture.clean().map { recording in
      var recording = recording
      recording.group = nil
      return recording
    }
    for (gap, expected) in [(0, [DataAudit.Kind.adjacentWindows]), (1024, [])] {
      let pieces = recordings.indices.flatMap { index -> [Split.Piece] in
        [
          .init(recording: index, role: .training, frames: 0..<2048),
          .init(recording: index, role: .test, frames: (2048 + gap)..<(3072 + gap)),
        ]
      }
      let audit = DataAudit(recordings, sides: .init(pieces: pieces, windowLength: 1024))
      #expect(kinds(audit) == expected)
    }
  }

  @Test func `a duplicate file is found`() throws {
    var recordings = AuditFixture.clean()
    recordings[1] = recordings[0].copy("another.wav")
    let audit = audit(recordings)
    #expect(kinds(audit) == [.duplicate])
    #expect(audit.leaks)
    #expect(audit.findings[0].recordings == [recordings[0].file, "another.wav"])
  }

  @Test(arguments: [
    (2, 3, 12_000.0), (1, 2, 12_000), (3, 4, 12_000), (1, 2, 6000.0), (2, 3, 8000),
  ])
  func `a resampled duplicate is found, whether its rate is said or not`(
    up: Int, down: Int, rate: Double
  ) throws {
    var recordings = AuditFixture.clean()
    recordings[1] = recordings[0].copy("resampled.wav")
    recordings[1].samples = Resampler(up: up, down: down)(recordings[0].samples)
    recordings[1].sampleRate = rate
    let audit = audit(recordings)
    #expect(kinds(audit).contains(.alteredDuplicate), "\(audit.findings)")
    #expect(audit.leaks)
  }

  @Test(arguments: [1, 17, 400, 2000])
  func `a shifted duplicate is found, scaled, turned and offset as well`(shift: Int) throws {
    var recordings = AuditFixture.clean()
    recordings[1] = recordings[0].copy("shifted.wav") { -0.37 * $0 + 0.01 }
    recordings[1].samples.removeFirst(shift)
    let audit = audit(recordings)
    #expect(kinds(audit) == [.alteredDuplicate], "\(audit.findings)")
    let finding = try #require(audit.findings.first)
    #expect(finding.grade == .leak)
    let gain = try #require(finding.figures.first { $0.name == "gain" }?.value)
    #expect(abs(gain + 0.37) < 0.001)
    let found = try #require(finding.figures.first { $0.name == "shiftFrames" }?.value)
    #expect(abs(found - Double(shift)) < 0.2)
  }

  @Test func `a duplicate with noise of its own is found`() throws {
    var recordings = AuditFixture.clean()
    var generator = CounterGenerator(seed: 5)
    let loudness = Float(0.02)
    recordings[1] = recordings[0].copy("noisy.wav") {
      $0 + loudness * 0.2 * Float(generator.normal())
    }
    #expect(kinds(audit(recordings)) == [.alteredDuplicate])
  }

  @Test func `the same bearing on both sides is found`() throws {
    var recordings = AuditFixture.clean()
    recordings[1].group = recordings[0].group
    recordings[1].attributes = recordings[0].attributes
    recordings[1].speed = recordings[0].speed
    let audit = audit(recordings)
    #expect(kinds(audit) == [.sharedGroup])
    #expect(audit.leaks)
    #expect(audit.findings[0].sentence.hasPrefix("1 of 10 groups in the test is in training too"))
  }

  @Test func `the same Monte-Carlo draw on both sides is found, named or not`() throws {
    var recordings = try circuits(runs: 24)
    /// Every second run measures; in every second class the others where the draws are planted.
    func sides(alternating: Bool) -> DataAudit.Sides {
      DataAudit.Sides(
        pieces: recordings.enumerated().map { index, recording in
          let place = alternating ? index + index / 24 : index
          return Split.Piece(
            recording: index, role: place.isMultiple(of: 2) ? .training : .test,
            frames: 0..<recording.frames)
        }, windowLength: 1)
    }
    let clean = DataAudit(recordings, sides: sides(alternating: false))
    #expect(clean.findings.allSatisfy { $0.grade == .note }, "\(clean.findings)")
    let leaking = DataAudit(recordings, sides: sides(alternating: true))
    #expect(kinds(leaking).contains(.sharedGroup))
    #expect(leaking.leaks)
    for index in recordings.indices { recordings[index].group = nil }
    let unnamed = DataAudit(recordings, sides: sides(alternating: true))
    #expect(kinds(unnamed).contains(.sharedDraw), "\(unnamed.findings)")
    // Draws of their own are no finding.
    let own = try CircuitDataset.recordings(of: .sallenKey, runs: 24)
    #expect(!kinds(DataAudit(own)).contains(.sharedDraw))
  }

  /// Circuits whose run k has the same healthy components with every fault; the run is the group.
  private func circuits(runs: Int) throws -> [Recording] {
    let own = try CircuitDataset.recordings(of: .sallenKey, runs: runs)
    let mean = (0..<own[0].frames).map { t in
      own.prefix(runs).reduce(0) { $0 + $1.samples[t] } / Float(runs)
    }
    return own.enumerated().map { index, recording in
      var recording = recording
      let (fault, run) = index.quotientAndRemainder(dividingBy: runs)
      for t in recording.samples.indices {
        recording.samples[t] =
          own[fault * runs].samples[t] + own[run].samples[t] - mean[t]
          + 0.01 * (own[index].samples[t] - own[fault * runs].samples[t])
      }
      recording.group = "run \(run)"
      return recording
    }
  }

  // MARK: Told apart without a fault

  /// Changes every recording of one class.
  private func changing(
    _ label: String = "inner_race", _ change: (inout Recording) -> Void
  ) -> [Recording] {
    var recordings = AuditFixture.clean()
    for index in AuditFixture.members(label, of: recordings) { change(&recordings[index]) }
    return recordings
  }

  @Test func `a class of another sampling rate is found`() throws {
    let recordings = changing {
      $0.samples = Resampler(up: 2, down: 1)($0.samples)
      $0.sampleRate = 24_000
    }
    #expect(kinds(audit(recordings)) == [.rate])
  }

  @Test func `a class of another length is found`() throws {
    #expect(kinds(audit(changing { $0.samples.removeLast(500) })) == [.length])
  }

  @Test(arguments: [Float(60), 0.01])
  func `a class of another gain is found, and told from one that shakes more`(gain: Float) throws {
    let findings = audit(changing { $0.samples = $0.samples.map { $0 * gain } }).findings
    #expect(findings.map(\.kind) == [.amplitude])
    #expect(findings.first?.grade == .suspicious)
    let resonant = audit(
      changing { recording in
        // A strong line, as a fault may bring: one band alone is louder.
        let loudness = 60 * (recording.samples.map(\.magnitude).max() ?? 1)
        for t in recording.samples.indices {
          recording.samples[t] += loudness * Float(tone(2760, at: t, rate: 12_000))
        }
      }
    ).findings.filter { $0.kind == .amplitude }
    #expect(resonant.map(\.grade) == [.note])
  }

  @Test func `a class with an offset is found`() throws {
    #expect(kinds(audit(changing { $0.samples = $0.samples.map { $0 + 0.5 } })) == [.offset])
  }

  @Test(arguments: [50.0, 60])
  func `a class with mains hum is found`(frequency: Double) throws {
    let findings = audit(
      changing { recording in
        for t in recording.samples.indices {
          recording.samples[t] += 0.1 * Float(tone(frequency, at: t, rate: 12_000))
        }
      }
    ).findings
    #expect(findings.contains { $0.kind == .mains && $0.grade == .suspicious }, "\(findings)")
  }

  @Test func `clipping and silence are found`() throws {
    let clipped = audit(
      changing { recording in
        let limit = 0.4 * (recording.samples.map(\.magnitude).max() ?? 1)
        recording.samples = recording.samples.map { min(limit, max(-limit, $0)) }
      })
    #expect(kinds(clipped).contains(.clipping))
    let silent = audit(
      changing { recording in
        for t in 0..<400 { recording.samples[t] = 0 }
      })
    #expect(kinds(silent).contains(.silence))
  }

  @Test func `classes that were numbered one after the other are found`() throws {
    var recordings = AuditFixture.clean()
    for index in recordings.indices { recordings[index].file = "take\(index + 1).wav" }
    let findings = audit(recordings).findings
    #expect(findings.map(\.kind) == [.order])
    #expect(findings.first?.grade == .note)
  }

  // MARK: Not what it is said to be

  @Test func `a class whose rate is said wrongly is found by the lines of its spectra`() throws {
    func recording(_ label: String, _ number: Int, rate: Double, said: Double) -> Recording {
      var generator = CounterGenerator(seed: UInt64(number), stream: label == "normal" ? 1 : 2)
      let lines = [60.0, 120, 180, 240, 360, 420, 720, 29.2, 58.4, 87.6, 160, 317, 451, 813]
      let samples = (0..<16_384).map { t -> Float in
        let noise = generator.normal()
        return Float(
          lines.reduce(noise) { $0 + 0.5 * tone($1, at: t, rate: rate) })
      }
      return Recording(
        file: "\(label)\(number)", samples: samples, sampleRate: said, label: label,
        group: "\(label)\(number)")
    }
    func set(said: Double) -> [Recording] {
      (1...8).map { recording("fault", $0, rate: 12_000, said: 12_000) }
        + (1...3).map { recording("normal", $0, rate: 24_000, said: said) }
    }
    let wrong = DataAudit(set(said: 12_000)).findings.filter { $0.kind == .rateMismatch }
    #expect(wrong.count == 1)
    #expect(wrong.first?.figures.first { $0.name == "factor" }?.value == 2)
    #expect(!kinds(DataAudit(set(said: 24_000))).contains(.rateMismatch))
  }

  @Test func `too little and too much of a class is found`() throws {
    let recordings = AuditFixture.clean()
    let inner = AuditFixture.members("inner_race", of: recordings)
    let few = recordings.indices.filter { !inner.dropFirst().contains($0) }.map { recordings[$0] }
    #expect(kinds(DataAudit(few)) == [.fewUnits, .imbalance])
  }

  private func tone(_ frequency: Double, at t: Int, rate: Double) -> Double {
    sin(2 * Double.pi * frequency * Double(t) / rate)
  }
}
