import FaultDXSignal

extension Diagnoser {
  /// Samples of a window, all channels: `windowLength` frames at the model's rate, as they are recorded.
  public var windowSamples: Int { model.windowLength * model.channelNames.count }

  /// Diagnoses one window that lies in memory of somebody else's, as if it were a recording of its own.
  ///
  /// - Parameters:
  ///   - window: `[windowLength, channels]`, interleaved, at the model's rate.
  ///   - speed: Of the shaft in revolutions per minute, where the model must know it.
  /// - Throws: `DiagnosisError`, of samples that cannot be believed `.invalidInput`.
  public func diagnose(
    window: Span<Float>, speed: Double? = nil
  ) throws(DiagnosisError) -> Diagnosis.Window {
    try window.withUnsafeBufferPointer { window throws(DiagnosisError) in
      try withAnswer(to: window, speed: speed) { logits, probabilities in
        Diagnosis.Window(
          start: 0, logits: Array(logits), probabilities: Array(probabilities))
      }
    }
  }

  /// The same into memory of somebody else's; where the model is one network over waveforms, nothing is allocated.
  ///
  /// - Parameter probabilities: One number for each of the model's labels.
  /// - Throws: `DiagnosisError`; then the probabilities stay what they were.
  /// - Precondition: There is room for as many probabilities as labels.
  public func diagnose(
    window: Span<Float>, speed: Double? = nil, into probabilities: inout MutableSpan<Float>
  ) throws(DiagnosisError) {
    FaultDXSignal.require(
      probabilities.count == model.labels.count,
      "\(model.labels.count) probabilities do not fit into \(probabilities.count)")
    try probabilities.withUnsafeMutableBufferPointer { result throws(DiagnosisError) in
      try window.withUnsafeBufferPointer { window throws(DiagnosisError) in
        try withAnswer(to: window, speed: speed) { _, probabilities in
          for (index, probability) in probabilities.enumerated() { result[index] = probability }
        }
      }
    }
  }

  /// Asks about one window.
  func withAnswer<Result>(
    to window: UnsafeBufferPointer<Float>, speed: Double?,
    _ body: (
      _ logits: UnsafeBufferPointer<Float>, _ probabilities: UnsafeBufferPointer<Float>
    ) -> Result
  ) throws(DiagnosisError) -> Result {
    guard window.count == windowSamples else {
      throw .windowSize(found: window.count, expected: windowSamples)
    }
    var recording = Recording(
      file: "window", samples: [], channelNames: model.channelNames,
      sampleRate: model.sampleRate, speed: speed)
    guard model.conditioning.recordingSteps.isEmpty else {
      recording.samples = Array(window)
      let answer = try diagnose(recording).windows[0]
      return answer.logits.withUnsafeBufferPointer { logits in
        answer.probabilities.withUnsafeBufferPointer { body(logits, $0) }
      }
    }
    for member in members {
      if let missing = member.encoder.missing(sampleRate: recording.sampleRate, speed: speed) {
        throw .missing(recording: recording.identity, what: missing)
      }
    }
    if let defect = WindowDefect.find(in: window, channels: recording.channels) {
      throw .invalidInput(recording: recording.identity, defect: defect)
    }
    return try pool.withScratch { scratch throws(DiagnosisError) in
      scratch.ranges.removeAll(keepingCapacity: true)
      scratch.ranges.append(0..<model.windowLength)
      ask(scratch.ranges[...], in: window, of: recording, scratch)
      let row = scratch.row(0)
      guard scratch.logits[row].allSatisfy(\.isFinite) else {
        throw .notFinite(recording: recording.identity, start: 0)
      }
      return scratch.logits.withUnsafeBufferPointer { logits in
        scratch.probabilities.withUnsafeBufferPointer { probabilities in
          body(
            UnsafeBufferPointer(rebasing: logits[row]),
            UnsafeBufferPointer(rebasing: probabilities[row]))
        }
      }
    }
  }
}
