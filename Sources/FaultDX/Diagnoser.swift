public import FaultDXNN
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
  let plan: InferencePlan

  /// The numbers in which the network's convolutions multiply.
  public var precision: Precision { plan.precision }

  /// The share of validation windows that a lower precision may classify wrong beyond 32-bit floats: half a point.
  public static let acceptedLoss = 0.005

  /// A diagnoser over a model in memory, in 32-bit floats.
  public init(model: Model) {
    self.model = model
    plan = InferencePlan(model.network)
  }

  /// A diagnoser over a model in memory, in a given precision.
  ///
  /// Where the processor has instructions for it (AVX512_VNNI), int8 is faster than 32-bit floats; bf16
  /// (AVX512_BF16) hardly is. Where it has none, diagnoses are the same up to rounding, and no sooner there.
  ///
  /// - Parameter acceptedLoss: How much accuracy on the model's validation windows the precision may cost, as a
  ///   share: 0.005 is half a point, 1 accepts anything.
  /// - Throws: `PrecisionError` where the precision costs more, or where the model does not say what it costs.
  public init(
    model: Model, precision: Precision, acceptedLoss: Double = Self.acceptedLoss
  ) throws(PrecisionError) {
    self.model = model
    plan = InferencePlan(
      model.network, arithmetic: try model.arithmetic(precision, acceptedLoss: acceptedLoss))
  }

  /// A diagnoser over a model file.
  ///
  /// - Throws: As `Model.init(contentsOf:)` and, in another precision than 32-bit floats,
  ///   `init(model:precision:acceptedLoss:)`.
  public init(
    contentsOf file: String, precision: Precision = .float32,
    acceptedLoss: Double = Self.acceptedLoss
  ) throws {
    try self.init(
      model: Model(contentsOf: file), precision: precision, acceptedLoss: acceptedLoss)
  }

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
    try check(channelsOf: original)
    let recording = try broughtToModelRate(original)
    let windows = SlidingWindows(
      frames: recording.frames, length: model.windowLength, hop: model.hop)
    guard !windows.isEmpty else {
      throw .tooShort(
        recording: original.identity, frames: recording.frames, window: model.windowLength)
    }
    var valid: [Range<Int>] = []
    var invalid: [Diagnosis.InvalidWindow] = []
    let rates = rateChange(of: original)
    original.samples.withUnsafeBufferPointer { recorded in
      recording.samples.withUnsafeBufferPointer { samples in
        for frames in windows {
          let source = rates?.recordedFrames(of: frames, total: original.frames)
          let defect = WindowDefect.find(
            in: samples.frames(frames, channels: recording.channels),
            resampledFrom: source.map { recorded.frames($0, channels: recording.channels) },
            channels: recording.channels)
          if let defect {
            invalid.append(.init(start: frames.lowerBound, defect: defect))
          } else {
            valid.append(frames)
          }
        }
      }
    }
    guard !valid.isEmpty else {
      throw .invalidInput(recording: original.identity, defect: invalid[0].defect)
    }
    return (recording, valid, invalid)
  }

  private func broughtToModelRate(_ recording: Recording) throws(DiagnosisError) -> Recording {
    guard let rates = rateChange(of: recording) else { return recording }
    do {
      return try recording.resampled(to: rates.model)
    } catch {
      throw rates.impossible(recording, error)
    }
  }

  func check(channelsOf recording: Recording) throws(DiagnosisError) {
    guard recording.channels == model.channelNames.count else {
      throw .channelCount(
        recording: recording.identity, found: recording.channelNames, expected: model.channelNames)
    }
  }

  /// The two rates, where a recording has another than the model.
  func rateChange(of recording: Recording) -> RateChange? {
    guard let found = recording.sampleRate, let expected = model.sampleRate, found != expected
    else { return nil }
    return RateChange(recorded: found, model: expected)
  }

  private func diagnose(_ ranges: [Range<Int>], of recording: Recording) -> [Diagnosis.Window] {
    var windows: [Diagnosis.Window] = []
    windows.reserveCapacity(ranges.count)
    recording.samples.withUnsafeBufferPointer { samples in
      answer(ranges, in: samples, channels: recording.channels) { frames, logits, probabilities in
        windows.append(
          .init(start: frames.lowerBound, logits: logits, probabilities: probabilities))
      }
    }
    return windows
  }

  /// Asks the network about sound windows, in order.
  func answer(
    _ ranges: [Range<Int>], in samples: UnsafeBufferPointer<Float>, channels: Int,
    _ body: (_ frames: Range<Int>, _ logits: [Float], _ probabilities: [Float]) -> Void
  ) {
    if ranges.isEmpty { return }
    let capacity = min(InferenceSession.preferredCapacity, ranges.count)
    var session = InferenceSession(plan, capacity: capacity)
    for first in stride(from: 0, to: ranges.count, by: capacity) {
      let batch = ranges[first..<min(first + capacity, ranges.count)]
      for (index, frames) in batch.enumerated() {
        session.withWindow(index) { window in
          model.normalization.apply(
            samples.frames(frames, channels: channels), channels: channels, into: window)
        }
      }
      session.run(count: batch.count)
      for (index, frames) in batch.enumerated() {
        let logits = session.withLogits(index) { Array($0) }
        let probabilities = softmax(Tensor(shape: [1, logits.count], elements: logits)).elements
        body(frames, logits, probabilities)
      }
    }
  }
}

extension UnsafeBufferPointer<Float> {
  /// Some of interleaved frames.
  func frames(_ frames: Range<Int>, channels: Int) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(rebasing: self[frames.lowerBound * channels..<frames.upperBound * channels])
  }
}
