import FaultDXSignal

extension Diagnoser {
  /// The probabilities of the classes for windows that lie end to end, as a recording's windows have them that are cut from it
  /// once it is at the model's rate and conditioned.
  ///
  /// - Parameter recording: A whole number of windows; neither resampled nor conditioned as a recording again.
  /// - Throws: `DiagnosisError.notFinite`.
  package func probabilities(
    ofWindowsEndToEnd recording: Recording
  ) throws(DiagnosisError) -> [[Float]] {
    let windows = Array(
      SlidingWindows(
        frames: recording.frames, length: model.windowLength, hop: model.windowLength))
    var found: [[Float]] = []
    var undefined: Int?
    recording.samples.withUnsafeBufferPointer { samples in
      answer(windows, in: samples, of: recording) { frames, logits, probabilities in
        if undefined == nil, !logits.allSatisfy(\.isFinite) { undefined = frames.lowerBound }
        found.append(probabilities)
      }
    }
    if let undefined { throw .notFinite(recording: recording.identity, start: undefined) }
    return found
  }
}
