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
  /// The networks of a model that is not one network over waveforms.
  let members: [PlannedMember]
  /// What is done to each window.
  let windowConditioner: WindowConditioner
  /// The memory of its threads.
  let pool: DiagnosisPool

  /// The share of known recordings that may be called unknown; `nil` to ask for no such verdict.
  ///
  /// Where the model knows what training sounded like; the recording's distance is told in any case.
  public var unknownRate: Double? = KnownSpectra.defaultRate
  /// What the distance is measured in; `nil` where the model does not know.
  let bands: SpectralBands?

  /// The numbers in which the network's convolutions multiply.
  public var precision: Precision { plan.precision }

  /// The share of validation windows that a lower precision may classify wrong beyond 32-bit floats: half a point.
  public static let acceptedLoss = 0.005

  /// A diagnoser over a model in memory, in 32-bit floats.
  public init(model: Model) {
    self.model = model
    bands = Self.bands(of: model)
    plan = InferencePlan(model.network)
    windowConditioner = Self.windowConditioner(model)
    members = Self.members(model)
    pool = Self.pool(model, plan, members)
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
    bands = Self.bands(of: model)
    plan = InferencePlan(
      model.network, arithmetic: try model.arithmetic(precision, acceptedLoss: acceptedLoss))
    windowConditioner = Self.windowConditioner(model)
    members = Self.members(model)
    pool = Self.pool(model, plan, members)
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
  /// A recording at another rate is resampled to the model's first; `Diagnosis.resampledFrom` says so. Then it is
  /// conditioned as the training data were (`Model.conditioning`).
  /// Windows whose samples cannot be believed (`WindowDefect`) are left out and listed.
  ///
  /// - Parameter recording: Any length from one window on, with the model's number of channels.
  /// - Throws: `DiagnosisError`.
  public func diagnose(_ recording: Recording) throws(DiagnosisError) -> Diagnosis {
    let prepared = try prepare(recording)
    let (windows, spectrum) = diagnose(prepared.valid, of: prepared.recording)
    if let window = windows.first(where: { !$0.logits.allSatisfy(\.isFinite) }) {
      throw .notFinite(recording: recording.identity, start: window.start)
    }
    return Diagnosis(
      labels: model.labels, certainty: model.certainty, novelty: novelty(spectrum),
      windows: windows, invalid: prepared.invalid, sampleRate: prepared.recording.sampleRate,
      axis: prepared.recording.axis, resampledFrom: rateChange(of: recording)?.recorded)
  }

  /// Checks that a recording can be diagnosed, without asking the network.
  ///
  /// - Throws: `DiagnosisError`, what `diagnose(_:)` would throw but `.notFinite`.
  public func check(_ recording: Recording) throws(DiagnosisError) { _ = try prepare(recording) }

  /// The recording as windows are cut from it: at the model's rate and conditioned as the training data were.
  ///
  /// - Throws: `DiagnosisError.channelCount`, `.sampleRate` or `.conditioning`.
  public func conditioned(_ recording: Recording) throws(DiagnosisError) -> Recording {
    try check(channelsOf: recording)
    return try brought(recording).recording
  }

  /// The recording as windows are cut from it, and the windows that would be diagnosed.
  ///
  /// - Throws: What diagnosing it would throw.
  package func soundWindows(
    of recording: Recording
  ) throws(DiagnosisError) -> (recording: Recording, windows: [Range<Int>]) {
    let prepared = try prepare(recording)
    return (prepared.recording, prepared.valid)
  }

  /// Conditions a recording and tells its sound windows from the others.
  func prepare(_ original: Recording) throws(DiagnosisError) -> (
    recording: Recording, valid: [Range<Int>], invalid: [Diagnosis.InvalidWindow]
  ) {
    try check(channelsOf: original)
    let (recording, map) = try brought(original)
    for member in members {
      if let missing = member.encoder.missing(
        sampleRate: recording.sampleRate, speed: recording.speed)
      {
        throw .missing(recording: original.identity, what: missing)
      }
    }
    let windows = SlidingWindows(
      frames: recording.frames, length: model.windowLength, hop: model.hop)
    guard !windows.isEmpty else {
      throw .tooShort(
        recording: original.identity, frames: recording.frames, window: model.windowLength)
    }
    var valid: [Range<Int>] = []
    var invalid: [Diagnosis.InvalidWindow] = []
    original.samples.withUnsafeBufferPointer { recorded in
      recording.samples.withUnsafeBufferPointer { samples in
        for frames in windows {
          let source = map?.source(of: frames, total: original.frames)
          let defect = model.conditioning.defect(
            in: samples.frames(frames, channels: recording.channels), channels: recording.channels,
            from: source.map { recorded.frames($0, channels: original.channels) }, of: original)
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

  /// The recording at the model's rate and conditioned, and where its frames come from; no map where it is what it was.
  private func brought(
    _ original: Recording
  ) throws(DiagnosisError) -> (recording: Recording, map: FrameMap?) {
    var recording = withRate(original)
    let rates = rateChange(of: original)
    if let rates {
      do throws(ResamplingError) {
        recording = try recording.resampled(to: rates.model)
      } catch {
        throw rates.impossible(original, error)
      }
    }
    do throws(ConditioningError) {
      let conditioned = try model.conditioning.conditioned(recording)
      let isUnchanged = rates == nil && model.conditioning.recordingSteps.isEmpty
      let map = (rates?.map ?? .identity).followed(by: conditioned.map)
      return (conditioned.recording, isUnchanged ? nil : map)
    } catch {
      throw .conditioning(error)
    }
  }

  /// A recording that does not say its rate is taken to have the model's, where conditioning needs one.
  func withRate(_ recording: Recording) -> Recording {
    guard recording.sampleRate == nil, !model.conditioning.recordingSteps.isEmpty else {
      return recording
    }
    var result = recording
    result.sampleRate = model.sampleRate
    return result
  }

  private static func windowConditioner(_ model: Model) -> WindowConditioner {
    WindowConditioner(
      model.conditioning, length: model.windowLength, channels: model.windowChannels)
  }

  private static func members(_ model: Model) -> [PlannedMember] {
    if model.isPlain { return [] }
    return model.members.map {
      PlannedMember(
        $0, windowLength: model.conditioning.outputLength(ofWindow: model.windowLength),
        channels: model.windowChannels)
    }
  }

  private static func pool(
    _ model: Model, _ plan: InferencePlan, _ members: [PlannedMember]
  ) -> DiagnosisPool {
    let bands = model.gate.map { _ in
      SpectralBands(
        windowLength: model.windowLength, channels: model.windowChannels,
        bands: min(NoiseGate.bands, model.windowLength / 2))
    }
    return DiagnosisPool(
      plans: members.isEmpty ? [plan] : members.map(\.plan), classes: model.labels.count,
      gateBands: bands)
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

  private func diagnose(
    _ ranges: [Range<Int>], of recording: Recording
  ) -> ([Diagnosis.Window], MeanSpectrum) {
    var windows: [Diagnosis.Window] = []
    windows.reserveCapacity(ranges.count)
    var spectrum = MeanSpectrum()
    let channels = recording.channels
    recording.samples.withUnsafeBufferPointer { samples in
      answer(ranges, in: samples, of: recording) { frames, logits, probabilities in
        let number = frames.lowerBound / model.hop
        if let bands = bandsOfWindow(number, samples.frames(frames, channels: channels)) {
          spectrum.add(bands, weight: MeanSpectrum.weight(of: number))
        }
        windows.append(
          .init(start: frames.lowerBound, logits: logits, probabilities: probabilities))
      }
    }
    return (windows, spectrum)
  }

  /// Writes a window as the network sees it.
  func fill(_ input: UnsafeMutableBufferPointer<Float>, with window: UnsafeBufferPointer<Float>) {
    let channels = windowConditioner.channels
    if windowConditioner.isEmpty {
      model.normalization.apply(window, channels: channels, into: input)
    } else {
      windowConditioner.apply(window, into: input)
      model.normalization.apply(UnsafeBufferPointer(input), channels: channels, into: input)
    }
  }

  /// Asks the model about sound windows, in order.
  ///
  /// - Parameter recording: what is known about the samples.
  func answer(
    _ ranges: [Range<Int>], in samples: UnsafeBufferPointer<Float>, of recording: Recording,
    _ body: (_ frames: Range<Int>, _ logits: [Float], _ probabilities: [Float]) -> Void
  ) {
    if ranges.isEmpty { return }
    pool.withScratch { scratch in
      for first in stride(from: 0, to: ranges.count, by: DiagnosisScratch.capacity) {
        let batch = ranges[first..<min(first + DiagnosisScratch.capacity, ranges.count)]
        ask(batch, in: samples, of: recording, scratch)
        for (index, frames) in batch.enumerated() {
          let row = scratch.row(index)
          body(frames, Array(scratch.logits[row]), Array(scratch.probabilities[row]))
        }
      }
    }
  }

  /// Asks the model about a few sound windows; what it says is in the scratch.
  ///
  /// - Parameter windows: at most `DiagnosisScratch.capacity`.
  func ask(
    _ windows: ArraySlice<Range<Int>>, in samples: UnsafeBufferPointer<Float>,
    of recording: Recording, _ scratch: DiagnosisScratch
  ) {
    if members.isEmpty {
      let channels = windowConditioner.channels
      let network = scratch.members[0]
      for (index, frames) in windows.enumerated() {
        network.session.withWindow(index) {
          fill($0, with: samples.frames(frames, channels: channels))
        }
      }
      network.session.run(count: windows.count)
      for index in 0..<windows.count {
        let row = scratch.row(index)
        network.session.withLogits(index) { logits in
          for (offset, logit) in logits.enumerated() {
            scratch.logits[row.lowerBound + offset] = logit
          }
        }
      }
    } else {
      askAll(windows, in: samples, of: recording, scratch)
    }
    let temperature = model.certainty?.temperature ?? 1
    for index in 0..<windows.count {
      let row = scratch.row(index)
      for position in row {
        let logit = scratch.logits[position]
        scratch.probabilities[position] =
          temperature == 1 ? logit : Float(Double(logit) / temperature)
      }
      scratch.probabilities.withUnsafeMutableBufferPointer {
        softmax(UnsafeMutableBufferPointer(rebasing: $0[row]))
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
