/// How a window is scaled, channel by channel, before the network sees it.
public enum Normalization: Sendable, Equatable {
  /// The samples as they are.
  case none
  /// Each window to mean 0 and (biased) standard deviation 1: what it weighs is shape, not
  /// loudness.
  case standard
  /// Each window to `-1 ... 1`, its minimum to -1 and its maximum to 1.
  case minMax
  /// Mean and standard deviation measured once, on the training recordings; one value a channel.
  case fittedStandard(mean: [Float], deviation: [Float])
  /// Minimum and maximum measured once, on the training recordings, mapped to -1 and 1.
  case fittedMinMax(minimum: [Float], maximum: [Float])

  /// The name by which the command line and the model file call it.
  public var name: String {
    switch self {
    case .none: "none"
    case .standard: "standard"
    case .minMax: "minmax"
    case .fittedStandard: "fitted-standard"
    case .fittedMinMax: "fitted-minmax"
    }
  }

  /// The number of channels it was fitted on; `nil` where it was not fitted and takes any.
  public var channels: Int? {
    switch self {
    case .none, .standard, .minMax: nil
    case .fittedStandard(let mean, _): mean.count
    case .fittedMinMax(let minimum, _): minimum.count
    }
  }

  /// Scales one window.
  ///
  /// A channel that is constant has no scale; it is shifted to 0 and not divided.
  ///
  /// - Parameters:
  ///   - window: interleaved frames, `frames · channels` samples.
  ///   - channels: the number of interleaved channels.
  ///   - result: as many samples; may be the memory of `window`.
  public func apply(
    _ window: UnsafeBufferPointer<Float>, channels: Int,
    into result: UnsafeMutableBufferPointer<Float>
  ) {
    require(channels > 0, "a window needs at least one channel")
    require(
      window.count == result.count && window.count % channels == 0,
      "cannot scale \(window.count) samples of \(channels) channels into \(result.count)")
    require(
      self.channels ?? channels == channels,
      "a normalization fitted on \(self.channels ?? 0) channels was given \(channels)")
    if window.isEmpty { return }
    for channel in 0..<channels {
      let (shift, scale) = coefficients(window, channel: channel, of: channels)
      if channels == 1 {
        for index in 0..<window.count { result[index] = (window[index] - shift) * scale }
        return
      }
      var index = channel
      while index < window.count {
        result[index] = (window[index] - shift) * scale
        index += channels
      }
    }
  }

  /// What to subtract from a channel and then to multiply it by.
  private func coefficients(
    _ window: UnsafeBufferPointer<Float>, channel: Int, of channels: Int
  ) -> (shift: Float, scale: Float) {
    switch self {
    case .none:
      return (0, 1)
    case .standard:
      let moments = ChannelMoments(window, channel: channel, of: channels)
      return Self.standardizing(
        mean: Float(moments.mean), deviation: Float(moments.variance.squareRoot()))
    case .minMax:
      let (minimum, maximum) = extremes(window, channel: channel, of: channels)
      return Self.spanning(minimum, maximum)
    case .fittedStandard(let mean, let deviation):
      return Self.standardizing(mean: mean[channel], deviation: deviation[channel])
    case .fittedMinMax(let minimum, let maximum):
      return Self.spanning(minimum[channel], maximum[channel])
    }
  }

  /// A deviation below what `Float` can tell from rounding at that mean counts as none.
  private static func standardizing(mean: Float, deviation: Float) -> (Float, Float) {
    deviation > abs(mean) * 4 * Float.ulpOfOne && deviation > .leastNormalMagnitude
      ? (mean, 1 / deviation) : (mean, 1)
  }

  private static func spanning(_ minimum: Float, _ maximum: Float) -> (Float, Float) {
    let half = maximum / 2 - minimum / 2
    return (maximum / 2 + minimum / 2, half > .leastNormalMagnitude ? 1 / half : 1)
  }
}

extension Normalization {
  /// The mean and deviation of every channel over all finite samples of these recordings.
  ///
  /// - Precondition: there is a recording, and all have the same number of channels.
  public static func fittingStandard(_ recordings: some Collection<Recording>) -> Normalization {
    let channels = commonChannels(recordings)
    var mean: [Float] = []
    var deviation: [Float] = []
    for channel in 0..<channels {
      var moments = ChannelMoments()
      for recording in recordings {
        finiteSamples(recording, channel).withUnsafeBufferPointer {
          moments.merge(ChannelMoments($0, channel: 0, of: 1))
        }
      }
      mean.append(Float(moments.mean))
      deviation.append(Float(moments.variance.squareRoot()))
    }
    return .fittedStandard(mean: mean, deviation: deviation)
  }

  /// The minimum and maximum of every channel over all finite samples of these recordings; 0 of none.
  ///
  /// - Precondition: there is a recording, and all have the same number of channels.
  public static func fittingMinMax(_ recordings: some Collection<Recording>) -> Normalization {
    let channels = commonChannels(recordings)
    var minimum: [Float] = []
    var maximum: [Float] = []
    for channel in 0..<channels {
      let ranges = recordings.map { recording in
        finiteSamples(recording, channel).withUnsafeBufferPointer {
          extremes($0, channel: 0, of: 1)
        }
      }
      let low = ranges.map(\.minimum).min() ?? 0
      minimum.append(low.isFinite ? low : 0)
      let high = ranges.map(\.maximum).max() ?? 0
      maximum.append(high.isFinite ? high : 0)
    }
    return .fittedMinMax(minimum: minimum, maximum: maximum)
  }

  /// The samples of one channel that are numbers: a sensor that fails for a moment must not spoil the fit.
  private static func finiteSamples(_ recording: Recording, _ channel: Int) -> [Float] {
    stride(from: channel, to: recording.samples.count, by: recording.channels)
      .map { recording.samples[$0] }.filter(\.isFinite)
  }

  private static func commonChannels(_ recordings: some Collection<Recording>) -> Int {
    guard let channels = recordings.first?.channels else {
      fatalError("a normalization cannot be fitted on no recording")
    }
    require(
      recordings.allSatisfy { $0.channels == channels },
      "a normalization needs recordings with the same number of channels")
    return channels
  }
}
