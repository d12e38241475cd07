import FaultDXSignal

/// The rate of a recording and the other one of the model, in Hz.
struct RateChange {
  let recorded: Double
  let model: Double

  /// Where frames at the model's rate come from.
  var map: FrameMap { .rates(from: recorded, to: model) }

  func impossible(_ recording: Recording, _ reason: ResamplingError) -> DiagnosisError {
    .sampleRate(
      recording: recording.identity, found: recorded, expected: model,
      reason: String(describing: reason))
  }
}
