/// Does the steps of a conditioning that are done to windows, prepared for windows of one size.
public struct WindowConditioner: Sendable {
  /// Frames of a window.
  public let length: Int
  /// Interleaved channels, before and after.
  public let channels: Int
  /// Frames of what comes out: the same, or the lines of a spectrum from 0 to half the rate.
  public let outputLength: Int
  private let steps: [ConditioningStep]
  private let transform: FourierTransform

  /// Prepares for windows of a size.
  ///
  /// - Precondition: A window has a frame and a channel.
  public init(_ conditioning: Conditioning, length: Int, channels: Int) {
    require(length > 0 && channels > 0, "no windows of \(length) frames of \(channels) channels")
    self.length = length
    self.channels = channels
    steps = Array(conditioning.windowSteps)
    outputLength = conditioning.outputLength(ofWindow: length)
    // Without a step nothing is transformed.
    transform = FourierTransform(length: steps.isEmpty ? 1 : length)
  }

  /// Whether windows stay what they are.
  public var isEmpty: Bool { steps.isEmpty }

  /// Conditions one window.
  ///
  /// - Parameters:
  ///   - window: `[length, channels]`, interleaved.
  ///   - result: `[outputLength, channels]`.
  /// - Precondition: They have these sizes.
  public func apply(
    _ window: UnsafeBufferPointer<Float>, into result: UnsafeMutableBufferPointer<Float>
  ) {
    require(
      window.count == length * channels && result.count == outputLength * channels,
      "a window of \(window.count) samples, expected \(length) times \(channels) channels")
    for channel in 0..<channels {
      let signal = (0..<length).map { Double(window[$0 * channels + channel]) }
      for (frame, value) in conditioned(signal).enumerated() {
        result[frame * channels + channel] = Float(value)
      }
    }
  }

  /// A recording as one window, which it must be as long as.
  public func apply(toWhole recording: Recording) -> Recording {
    if isEmpty { return recording }
    var result = recording
    result.samples = [Float](repeating: 0, count: outputLength * channels)
    recording.samples.withUnsafeBufferPointer { window in
      result.samples.withUnsafeMutableBufferPointer { apply(window, into: $0) }
    }
    if outputLength != length || steps.last?.makesSpectrum == true {
      result.axis = recording.axis.spectral
      // So many lines for each Hz: the seconds of the window.
      result.sampleRate = recording.sampleRate.map { Double(length) / $0 }
    }
    return result
  }

  private func conditioned(_ signal: [Double]) -> [Double] {
    steps.reduce(signal) { signal, step in
      switch step {
      case .envelope: return Envelope.analyticSignal(of: signal, transform).magnitudes
      case .magnitudeSpectrum: return amplitudes(signal)
      case .envelopeSpectrum(let squared):
        var envelope = Envelope.analyticSignal(of: signal, transform).magnitudes
        if squared { envelope = envelope.map { $0 * $0 } }
        return amplitudes(Detrending.constant(envelope))
      case .detrend, .resample, .filter, .orderTrack: return signal
      }
    }
  }

  private func amplitudes(_ signal: [Double]) -> [Double] {
    let count = signal.count
    return transform(signal).magnitudes.enumerated().map { line, magnitude in
      magnitude * (line == 0 || 2 * line == count ? 1 : 2) / Double(count)
    }
  }
}
