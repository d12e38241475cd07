import FaultDXNN
public import FaultDXSignal
import FaultDXTensor

/// Diagnoses recordings with one model. A value without state: share it between threads as you like.
public struct Diagnoser: Sendable {
  /// The model that is asked.
  public let model: Model

  /// Windows that go through the network together.
  private static let batchSize = 64

  /// A diagnoser over a model in memory.
  public init(model: Model) { self.model = model }

  /// A diagnoser over a model file.
  ///
  /// - Throws: As `Model.init(contentsOf:)`.
  public init(contentsOf file: String) throws { self.init(model: try Model(contentsOf: file)) }

  /// Diagnoses a recording from all of its windows.
  ///
  /// A recording at another rate is resampled to the model's first; `Diagnosis.resampledFrom` says so.
  /// Windows whose samples cannot be believed (`WindowDefect`) are left out and listed.
  ///
  /// - Parameter recording: Any length from one window on, with the model's number of channels.
  /// - Throws: `DiagnosisError`.
  public func diagnose(_ recording: Recording) throws(DiagnosisError) -> Diagnosis {
    let channels = model.channelNames.count
    guard recording.channels == channels else {
      throw .channelCount(
        recording: recording.identity, found: recording.channelNames, expected: model.channelNames)
    }
    let atModelRate = try broughtToModelRate(recording)
    let windows = SlidingWindows(
      frames: atModelRate.frames, length: model.windowLength, hop: model.hop)
    guard !windows.isEmpty else {
      throw .tooShort(
        recording: recording.identity, frames: atModelRate.frames, window: model.windowLength)
    }

    var valid: [Range<Int>] = []
    var invalid: [Diagnosis.InvalidWindow] = []
    for range in windows {
      if let defect = WindowDefect.find(in: atModelRate, frames: range) {
        invalid.append(.init(start: range.lowerBound, defect: defect))
      } else {
        valid.append(range)
      }
    }
    guard !valid.isEmpty else {
      throw .invalidInput(recording: recording.identity, defect: invalid[0].defect)
    }
    return Diagnosis(
      labels: model.labels, windows: probabilities(of: valid, in: atModelRate), invalid: invalid,
      sampleRate: atModelRate.sampleRate,
      resampledFrom: atModelRate.sampleRate == recording.sampleRate ? nil : recording.sampleRate)
  }

  private func broughtToModelRate(_ recording: Recording) throws(DiagnosisError) -> Recording {
    guard let found = recording.sampleRate, let expected = model.sampleRate, found != expected
    else {
      return recording
    }
    do {
      return try recording.resampled(to: expected)
    } catch {
      throw .sampleRate(
        recording: recording.identity, found: found, expected: expected,
        reason: String(describing: error))
    }
  }

  private func probabilities(of ranges: [Range<Int>], in recording: Recording) -> [Diagnosis.Window]
  {
    let channels = recording.channels
    let windowCount = model.windowLength * channels
    var windows: [Diagnosis.Window] = []
    windows.reserveCapacity(ranges.count)
    for start in stride(from: 0, to: ranges.count, by: Self.batchSize) {
      let batch = ranges[start..<min(start + Self.batchSize, ranges.count)]
      var x = Tensor(shape: [batch.count, model.windowLength, channels])
      x.elements.withUnsafeMutableBufferPointer { destination in
        recording.samples.withUnsafeBufferPointer { source in
          for (index, range) in batch.enumerated() {
            model.normalization.apply(
              UnsafeBufferPointer(
                rebasing: source[range.lowerBound * channels..<range.upperBound * channels]),
              channels: channels,
              into: UnsafeMutableBufferPointer(
                rebasing: destination[index * windowCount..<(index + 1) * windowCount]))
          }
        }
      }
      let probabilities = softmax(model.network(x))
      let classes = model.labels.count
      for (index, range) in batch.enumerated() {
        windows.append(
          .init(
            start: range.lowerBound,
            probabilities: Array(probabilities.elements[index * classes..<(index + 1) * classes])))
      }
    }
    return windows
  }
}
