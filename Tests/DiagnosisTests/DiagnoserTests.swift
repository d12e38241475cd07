import FaultDX
import FaultDXTensor
import Testing

struct DiagnoserTests {
  private func diagnoser(channels: Int = 1, sampleRate: Double? = 1000) throws -> Diagnoser {
    Diagnoser(model: try TinyModel.make(channels: channels, sampleRate: sampleRate))
  }

  @Test(arguments: [1, 2])
  func `every window is what the network says of it`(channels: Int) throws {
    let diagnoser = try diagnoser(channels: channels)
    // More windows than the session takes at once, and a tail that fills no window.
    let recording = TinyModel.noise(frames: 16 * 700 + 32 + 5, channels: channels)
    let diagnosis = try diagnoser.diagnose(recording)
    #expect(diagnosis.windows.map(\.start) == (0...700).map { $0 * 16 })
    #expect(diagnosis.invalidWindows.isEmpty)
    #expect(diagnosis.resampledFrom == nil && diagnosis.sampleRate == 1000)
    for window in diagnosis.windows.enumerated().filter({ $0.offset % 97 == 0 }).map(\.element) {
      var input = Array(
        recording.samples[window.start * channels..<(window.start + 32) * channels])
      input.withUnsafeMutableBufferPointer {
        Normalization.standard.apply(UnsafeBufferPointer($0), channels: channels, into: $0)
      }
      let logits = diagnoser.model.network(Tensor(shape: [1, 32, channels], elements: input))
      for (found, expected) in zip(window.probabilities, softmax(logits).elements) {
        #expect(abs(found - expected) < 1e-5)
      }
    }
    #expect(diagnosis.votes.reduce(0, +) == 701)
    #expect(diagnosis.confidence == diagnosis.probabilities.max())
    #expect(abs(diagnosis.probabilities.reduce(0, +) - 1) < 1e-5)
  }

  @Test func `exactly one window is enough, one frame less is too short`() throws {
    let diagnoser = try diagnoser()
    #expect(try diagnoser.diagnose(TinyModel.noise(frames: 32)).windows.count == 1)
    for frames in [0, 1, 31] {
      #expect(
        throws: DiagnosisError.tooShort(recording: "noise.wav", frames: frames, window: 32)
      ) { try diagnoser.diagnose(TinyModel.noise(frames: frames)) }
    }
  }

  @Test func `another number of channels is refused and says how to choose`() throws {
    let error = #expect(throws: DiagnosisError.self) {
      try diagnoser().diagnose(TinyModel.noise(frames: 64, channels: 2))
    }
    #expect(
      error
        == .channelCount(
          recording: "noise.wav", found: ["channel 1", "channel 2"], expected: ["channel 1"]))
    #expect(error?.description.contains("--channel") == true)
  }

  @Test func `windows that cannot be believed are left out and listed`() throws {
    let diagnoser = try diagnoser()
    var recording = TinyModel.noise(frames: 320)
    recording.samples[40] = .nan
    recording.samples[47] = -.infinity
    for frame in 112..<144 { recording.samples[frame] = 0.25 }
    // Both ends of the range held three samples long, again and again.
    for frame in 200..<264 { recording.samples[frame] = frame / 3 % 2 == 0 ? 1 : -1 }
    let diagnosis = try diagnoser.diagnose(recording)
    let defects = diagnosis.invalidWindows
    #expect(defects.map(\.start).filter { $0 < 192 } == [16, 32, 112])
    #expect(isNonFinite(defects[0]) && isNonFinite(defects[1]))
    #expect(defects[2].defect == .constant(channel: 0, value: 0.25))
    #expect(defects.filter(isClipped).map(\.start).contains([208, 224]))
    #expect(diagnosis.windows.count + defects.count == 19)
    #expect(Set(diagnosis.windows.map(\.start)).isDisjoint(with: defects.map(\.start)))
    #expect(diagnosis.probabilities.allSatisfy { $0.isFinite })
  }

  private func isNonFinite(_ window: Diagnosis.InvalidWindow) -> Bool {
    if case .nonFinite = window.defect { true } else { false }
  }

  private func isClipped(_ window: Diagnosis.InvalidWindow) -> Bool {
    if case .clipped = window.defect { true } else { false }
  }

  @Test(arguments: [Float.nan, .infinity, 0, 1e30])
  func `a recording without a sound window is refused with the first reason`(value: Float) throws {
    let diagnoser = try diagnoser()
    let recording = Recording(
      file: "dead.wav", samples: [Float](repeating: value, count: 100), sampleRate: 1000)
    let error = try #require(throws: DiagnosisError.self) { try diagnoser.diagnose(recording) }
    guard case .invalidInput("dead.wav", let defect) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(error.description == "dead.wav: invalid input: \(defect)")
    // Compared as text: a defect may hold NaN.
    let checked = try #require(throws: DiagnosisError.self) { try diagnoser.check(recording) }
    #expect(checked.description == error.description)
  }

  @Test func `extreme but finite samples give finite probabilities`() throws {
    for normalization in [Normalization.none, .standard, .minMax] {
      let diagnoser = Diagnoser(model: try TinyModel.make(normalization: normalization))
      for scale in [Float.leastNonzeroMagnitude, 1e-38, 1e-20, 1e18, 1e38] {
        var recording = TinyModel.noise(frames: 64)
        recording.samples = recording.samples.map { max(-3, min(3, $0)) * scale }
        guard let diagnosis = try? diagnoser.diagnose(recording) else { continue }
        #expect(
          diagnosis.probabilities.allSatisfy { $0.isFinite },
          "\(normalization) at \(scale): \(diagnosis.probabilities)")
        #expect(TinyModel.labels.contains(diagnosis.label))
      }
    }
  }

  @Test func `a recording at another rate is resampled first, and that is told`() throws {
    let diagnoser = try diagnoser()
    let recording = TinyModel.noise(frames: 4 * 320, sampleRate: 4000)
    let diagnosis = try diagnoser.diagnose(recording)
    #expect(diagnosis.resampledFrom == 4000 && diagnosis.sampleRate == 1000)
    #expect(diagnosis.windows.count == 19)
    var byHand = try recording.resampled(to: 1000)
    byHand.sampleRate = 1000
    #expect(try diagnoser.diagnose(byHand).windows == diagnosis.windows)
  }

  @Test func `a dead sensor is dead at any rate`() throws {
    let diagnoser = try diagnoser()
    var recording = Recording(
      file: "dead.wav", samples: [Float](repeating: 0.25, count: 4000), channelNames: ["channel 1"],
      sampleRate: 4096)
    #expect(
      throws: DiagnosisError.invalidInput(
        recording: "dead.wav", defect: .constant(channel: 0, value: 0.25))
    ) { try diagnoser.diagnose(recording) }
    // Saturated for a while, then sound: told apart, although the filter rounds the flat tops.
    recording.samples = TinyModel.noise(frames: 4000).samples
    for frame in 1000..<3000 { recording.samples[frame] = frame / 12 % 2 == 0 ? 7 : -7 }
    let diagnosis = try diagnoser.diagnose(recording)
    #expect(diagnosis.invalidWindows.contains(where: isClipped))
    #expect(diagnosis.windows.count > 20)
  }

  @Test func `an answer that is not a number is no verdict`() throws {
    let model = try TinyModel.make(normalization: .none)
    var recording = TinyModel.noise(frames: 64)
    recording.samples = recording.samples.map { max(-3, min(3, $0)) * 1e38 }
    let error = try #require(throws: DiagnosisError.self) {
      try Diagnoser(model: model).diagnose(recording)
    }
    #expect(error.description.contains("not a number"))
  }

  @Test func `half a frame at the end of an embedder's samples is left out`() throws {
    let diagnoser = Diagnoser(model: try TinyModel.make(channels: 2))
    var recording = TinyModel.noise(frames: 600, channels: 2, sampleRate: 2000)
    let whole = try diagnoser.diagnose(recording)
    recording.samples.append(1)
    #expect(try diagnoser.diagnose(recording) == whole)
  }

  @Test func `without a rate on one side nothing is resampled`() throws {
    let recording = TinyModel.noise(frames: 320, sampleRate: nil)
    let unknown = try diagnoser().diagnose(recording)
    #expect(unknown.resampledFrom == nil && unknown.sampleRate == nil)
    let known = try diagnoser(sampleRate: nil).diagnose(
      TinyModel.noise(frames: 320, sampleRate: 4000))
    #expect(known.resampledFrom == nil && known.sampleRate == 4000)
    #expect(known.windows == unknown.windows)
  }

  @Test(arguments: [1e-300, 1e300, 0, -5, .nan, .infinity])
  func `rates that cannot be brought together are refused, not tried`(rate: Double) throws {
    let diagnoser = try diagnoser()
    let error = try #require(throws: DiagnosisError.self) {
      try diagnoser.diagnose(TinyModel.noise(frames: 320, sampleRate: rate))
    }
    guard case .sampleRate("noise.wav", _, 1000, _) = error else {
      Issue.record("\(error)")
      return
    }
  }

  @Test func `checking says what diagnosing would`() throws {
    let diagnoser = try diagnoser()
    #expect(throws: Never.self) { try diagnoser.check(TinyModel.noise(frames: 320)) }
    #expect(throws: DiagnosisError.tooShort(recording: "noise.wav", frames: 3, window: 32)) {
      try diagnoser.check(TinyModel.noise(frames: 3))
    }
  }

  @Test func `many recordings give the same on any number of threads`() throws {
    let diagnoser = try diagnoser()
    var recordings = (0..<20).map {
      TinyModel.noise(frames: 100 + 37 * $0, seed: UInt64($0))
    }
    recordings[3].samples = [1]
    recordings[11].channelNames = ["a", "b"]
    let expected = recordings.map { recording in
      Result { () throws(DiagnosisError) in try diagnoser.diagnose(recording) }
    }
    for threads in [1, 3] {
      let results = diagnoser.diagnose(all: recordings, parallelism: .threads(threads))
      #expect(results == expected)
    }
    #expect(diagnoser.diagnose(all: []) == [])
    #expect(expected.filter { (try? $0.get()) == nil }.count == 2)
  }
}
