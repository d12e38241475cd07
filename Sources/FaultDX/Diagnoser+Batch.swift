public import FaultDXSignal
public import FaultDXTensor
import Synchronization

extension Diagnoser {
  /// Diagnoses many recordings, in order, on as many threads as are given.
  ///
  /// - Returns: For each recording its diagnosis or the reason why there is none; the same for any
  ///   number of threads.
  public func diagnose(
    all recordings: [Recording], parallelism: Parallelism = .serial
  ) -> [Result<Diagnosis, DiagnosisError>] {
    let results = Mutex(
      [Result<Diagnosis, DiagnosisError>?](repeating: nil, count: recordings.count))
    parallelism.forEach(shards: recordings.count) { index in
      let result = Result { () throws(DiagnosisError) in try diagnose(recordings[index]) }
      results.withLock { $0[index] = result }
    }
    return results.withLock { $0.compactMap { $0 } }
  }
}
