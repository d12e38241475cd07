public import FaultDXSignal
public import FaultDXTensor
import Synchronization

/// Estimates a number of recordings with one model.
///
/// A value without state: share it between threads as you like.
///
///     let estimator = try Estimator(contentsOf: "size.safetensors")
///     let estimate = try estimator.estimate(recording)
///     print(estimate.value, estimator.model.quantity.unit ?? "", estimate.interval as Any)
public struct Estimator: Sendable {
  /// The model that is asked.
  public let model: EstimatorModel
  /// What prepares recordings and runs networks; of its answers only logits mean something.
  package let core: Diagnoser

  /// An estimator over a model in memory.
  public init(model: EstimatorModel) {
    self.model = model
    core = Diagnoser(model: model.core)
  }

  /// An estimator over a model file.
  ///
  /// - Throws: As `EstimatorModel.init(contentsOf:)`.
  public init(contentsOf file: String) throws {
    try self.init(model: EstimatorModel(contentsOf: file))
  }

  /// Estimates the number of a recording from all of its windows.
  ///
  /// A recording at another rate is resampled to the model's first; `Estimate.resampledFrom` says so. Then it is
  /// conditioned as the training data were. Windows whose samples cannot be believed (`WindowDefect`) are left out and
  /// listed.
  ///
  /// - Parameter recording: Any length from one window on, with the model's number of channels.
  /// - Throws: `DiagnosisError`.
  public func estimate(_ recording: Recording) throws(DiagnosisError) -> Estimate {
    let prepared = try core.prepare(recording)
    var windows: [Estimate.Window] = []
    windows.reserveCapacity(prepared.valid.count)
    prepared.recording.samples.withUnsafeBufferPointer { samples in
      core.answer(prepared.valid, in: samples, of: prepared.recording) { frames, logits, _ in
        windows.append(
          Estimate.Window(start: frames.lowerBound, value: model.scale.value(Double(logits[0]))))
      }
    }
    if let window = windows.first(where: { !$0.value.isFinite }) {
      throw .notFinite(recording: recording.identity, start: window.start)
    }
    let value = Self.median(windows.map(\.value))
    return Estimate(
      value: value,
      interval: model.margin.map { value - $0.halfWidth...value + $0.halfWidth },
      isExtrapolated: !model.trainedRange.contains(value), windows: windows,
      invalidWindows: prepared.invalid, sampleRate: prepared.recording.sampleRate,
      axis: prepared.recording.axis,
      resampledFrom: core.rateChange(of: recording)?.recorded)
  }

  /// Estimates the numbers of many recordings, in order, on as many threads as are given.
  ///
  /// - Returns: For each recording its estimate or the reason why there is none; the same for any number of threads.
  public func estimate(
    all recordings: [Recording], parallelism: Parallelism = .serial
  ) -> [Result<Estimate, DiagnosisError>] {
    let results = Mutex(
      [Result<Estimate, DiagnosisError>?](repeating: nil, count: recordings.count))
    parallelism.forEach(shards: recordings.count) { index in
      let result = Result { () throws(DiagnosisError) in try estimate(recordings[index]) }
      results.withLock { $0[index] = result }
    }
    return results.withLock { $0.compactMap { $0 } }
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
