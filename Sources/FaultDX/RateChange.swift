import FaultDXSignal

/// The rate of a recording and the other one of the model, in Hz.
struct RateChange {
  let recorded: Double
  let model: Double

  /// The frames, as they were recorded, of a window at the model's rate.
  ///
  /// - Parameter total: how many were recorded.
  func recordedFrames(of window: Range<Int>, total: Int) -> Range<Int> {
    let start = min(Int(Double(window.lowerBound) * recorded / model), total)
    return start..<max(start, min(recordedEnd(of: window), total))
  }

  /// Where those frames end if there are as many.
  func recordedEnd(of window: Range<Int>) -> Int {
    Int((Double(window.upperBound) * recorded / model).rounded(.up))
  }

  func impossible(_ recording: Recording, _ reason: ResamplingError) -> DiagnosisError {
    .sampleRate(
      recording: recording.identity, found: recorded, expected: model,
      reason: String(describing: reason))
  }
}

extension WindowDefect {
  /// What is wrong with a window at the model's rate, looked for in the samples that were recorded: a
  /// resampled constant ripples, and a resampled flat top is round.
  static func find(
    in window: UnsafeBufferPointer<Float>, resampledFrom recorded: UnsafeBufferPointer<Float>?,
    channels: Int
  ) -> WindowDefect? {
    guard let recorded else { return find(in: window, channels: channels) }
    // The filter also carries what is not finite over from beside the window.
    return find(in: recorded, channels: channels)
      ?? find(in: window, channels: channels, clipping: false)
  }
}
