import FaultDX

/// What became of one recording: a diagnosis, or the reason why there is none.
struct ClassifiedRecording {
  var file: String
  var name: String
  var result: Result<DiagnosisSummary, any Error>

  var isFailure: Bool {
    if case .failure = result { true } else { false }
  }

  var identity: String { name.isEmpty ? file : "\(file)#\(name)" }
}
