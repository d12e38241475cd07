public import FaultDXSignal
public import FaultDXTensor

extension Diagnoser {
  /// Diagnoses many recordings, in order, on as many threads as are given.
  ///
  /// - Returns: For each recording its diagnosis or the reason why there is none; the same for any
  ///   number of threads.
  public func diagnose(
    all recordings: [Recording], parallelism: Parallelism = .serial
  ) -> [Result<Diagnosis, DiagnosisError>] {
    parallelism.map(shards: recordings.count) { index in
      Result { () throws(DiagnosisError) in try diagnose(recordings[index]) }
    }
  }
}
