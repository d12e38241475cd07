import FaultDX
import FaultDXTraining

extension TrainingData {
  /// The one bearing that all recordings have, where their speed and rate are known too.
  ///
  /// - Parameter fallback: That of recordings that do not say theirs.
  func geometry(_ fallback: BearingGeometry?) throws -> BearingGeometry {
    let found = recordings.map { recording in
      recording.attributes["bearing_number"].map { BearingGeometry(named: $0) } ?? fallback
    }
    guard let geometry = found.first ?? nil, found.allSatisfy({ $0 == geometry }) else {
      throw CommandFailure(
        "a network over lines wants the bearing of the recordings, one and the same: --bearing, or a column "
          + "\"bearing_number\" of a manifest")
    }
    if let unknown = training.recordings.first(where: {
      $0.speed == nil || $0.sampleRate == nil
    }) {
      throw CommandFailure(
        "a network over lines wants the shaft speed and the sampling rate of every recording; "
          + "\(unknown.identity) does not say them (--speed, --rate, or a manifest)")
    }
    return geometry
  }
}
