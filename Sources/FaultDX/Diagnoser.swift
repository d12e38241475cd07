import FaultDXNN
public import FaultDXSignal
import FaultDXTensor

/// Diagnoses recordings with one model.
///
/// A value without state: share it between threads as you like.
///
///     let diagnoser = try Diagnoser(contentsOf: "model.safetensors")
///     let diagnosis = try diagnoser.diagnose(recording)
///     print(diagnosis.label, diagnosis.confidence)
public struct Diagnoser: Sendable {
  /// The model that is asked.
  public let model: Model
  private let plan: InferencePlan

  /// A diagnoser over a model in memory.
  public init(model: Model) {
    self.model = model
    plan = InferencePlan(model.network)
  }

  /// A diagnoser over a model file.
  ///
  /// - Throws: As `Model.init(contentsOf:)`.
  public init(contentsOf file: String) throws { self.init(model: try Model(contentsOf: file)) }

  /// Diagnoses a recording from all of its windows.
  ///
  /// A recording at another rate is resampled to the model's first; `Diagnosis.resampledFrom` says so.
  /// Windows whose samples cannot be believed (`WindowDefect`) are left out and listed.
  ///
  /// - Parameter recording: Any length from one window on, with the model's number of channels.
  /// - Throws: `DiagnosisError`.
  public func diagnose(_ recording: Recording) throws(DiagnosisError) -> Diagnosis {
    let prepared = try prepare(recording)
    let windows = diagnose(prepared.valid, of: prepared.recording)
    if let window = windows.first(where: { !$0.logits.allSatisfy(\.isFinite) }) {
      throw .notFinite(recording: recording.identity, start: window.start)
    }
    return Diagnosis(
      labels: model.labels, windows: windows,
      invalid: prepared.invalid, sampleRate: prepared.recording.sampleRate,
      resampledFrom: prepared.recording.sampleRate == recording.sampleRate
        ? nil : recording.sampleRate)
  }

  /// Checks that a recording can be diagnosed, without asking the network.
  ///
  /// - Throws: `DiagnosisError`, what `diagnose(_:)` would throw but `.notFinite`.
  public func check(_ recording: Recording) throws(DiagnosisError) { _ = try prepare(recording) }

  /// Brings a recording to the model's rate and tells its sound windows from the others.
  private func prepare(_ original: Recording) throws(DiagnosisError) -> (
    recording: Recording, valid: [Range<Int>], invalid: [Diagnosis.InvalidWindow]
  ) {
    guard original.channels == model.channelNames.count else {
      throw .channelCount(
        recording: original.identity, found: original.channelNames, expected: model.channelNames)
    }
    let recording = try broughtToModelRate(original)
    let windows = SlidingWindows(
      frames: recording.frames, length: model.windowLength, hop: model.hop)
    guard !windows.isEmpty else {
      throw .tooShort(
        recording: original.identity, frames: recording.frames, window: model.windowLength)
    }
    var valid: [Range<Int>] = []
    var invalid: [Diagnosis.InvalidWindow] = []
    for frames in windows {
      if let defect = Self.defect(of: frames, in: recording, from: original) {
        invalid.append(.init(start: frames.lowerBound, defect: defect))
      } else {
        valid.append(frames)
      }
    }
    guard !valid.isEmpty else {
      throw .invalidInput(recording: original.identity, defect: invalid[0].defect)
    }
    return (recording, valid, invalid)
  }

  /// What is wrong with a window, looked for in the samples that were recorded: a resampled constant ripples,
  /// and a resampled flat top is round.
  private static func defect(
    of frames: Range<Int>, in recording: Recording, from original: Recording
  ) -> WindowDefect? {
    guard let rate = recording.sampleRate, let recorded = original.sampleRate, rate != recorded
    else { return WindowDefect.find(in: recording, frames: frames) }
    let start = min(Int(Double(frames.lowerBound) * recorded / rate), original.frames)
    let end = min(Int((Double(frames.upperBound) * recorded / rate).rounded(.up)), original.frames)
    // The filter also carries what is not finite over from beside the window.
    return WindowDefect.find(in: original, frames: start..<max(start, end))
      ?? WindowDefect.find(in: recording, frames: frames, clipping: false)
  }

  private func broughtToModelRate(_ recording: Recording) throws(DiagnosisError) -> Recording {
    guard let found = recording.sampleRate, let expected = model.sampleRate, found != expected
    else {
      return recording
    }
    do {
      return try recording.resampled(to: expected)
    } catch {
      throw .sampleRate(
        recording: recording.identity, found: found, expected: expected,
        reason: String(describing: error))
    }
  }

  private func diagnose(_ ranges: [Range<Int>], of recording: Recording) -> [Diagnosis.Window] {
    let channels = recording.channels
    let capacity = min(InferenceSession.preferredCapacity, ranges.count)
    var session = InferenceSession(plan, capacity: capacity)
    var windows: [Diagnosis.Window] = []
    windows.reserveCapacity(ranges.count)
    recording.samples.withUnsafeBufferPointer { samples in
      for first in stride(from: 0, to: ranges.count, by: capacity) {
        let batch = ranges[first..<min(first + capacity, ranges.count)]
        for (index, frames) in batch.enumerated() {
          session.withWindow(index) { window in
            model.normalization.apply(
              UnsafeBufferPointer(
                rebasing: samples[frames.lowerBound * channels..<frames.upperBound * channels]),
              channels: channels, into: window)
          }
        }
        session.run(count: batch.count)
        for (index, frames) in batch.enumerated() {
          let logits = session.withLogits(index) { Array($0) }
          let probabilities = softmax(Tensor(shape: [1, logits.count], elements: logits)).elements
          windows.append(
            .init(start: frames.lowerBound, logits: logits, probabilities: probabilities))
        }
      }
    }
    return windows
  }
}
