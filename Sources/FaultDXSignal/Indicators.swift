/// The figures of one channel that a vibration engineer looks at first.
public struct Indicators: Sendable, Equatable {
  /// The mean, in the unit of the samples.
  public let mean: Double
  /// The standard deviation about the mean (biased).
  public let standardDeviation: Double
  /// The root of the mean square, the mean included.
  public let rms: Double
  /// The largest absolute value.
  public let peak: Double
  /// Peak over RMS; `nil` of a signal that is zero throughout.
  public let crestFactor: Double?
  /// The fourth moment about the mean over the squared variance: 3 of normal noise, more of
  /// impacts.
  ///
  /// `nil` of a constant signal. Equals `scipy.stats.kurtosis(x, fisher=False)`.
  public let kurtosis: Double?

  /// RMS over the mean absolute value: 1.25 of normal noise; `nil` of a signal that is zero throughout.
  public let shapeFactor: Double?
  /// Peak over the mean absolute value; `nil` of a signal that is zero throughout.
  public let impulseFactor: Double?

  /// The figures of one channel of a recording; `nil` of an empty one.
  ///
  /// - Precondition: the recording has that channel.
  public init?(of recording: Recording, channel: Int = 0) {
    let channels = recording.channels
    require(
      (0..<channels).contains(channel), "there is no channel \(channel) in \(recording.identity)")
    let figures: Indicators? = recording.samples.withUnsafeBufferPointer { samples in
      Indicators(samples, channel: channel, of: channels)
    }
    guard let figures else { return nil }
    self = figures
  }

  init?(_ samples: UnsafeBufferPointer<Float>, channel: Int, of channels: Int) {
    if samples.count < channels { return nil }
    let moments = ChannelMoments(samples, channel: channel, of: channels)
    var fourth = 0.0
    var absolute = 0.0
    for index in stride(from: channel, to: samples.count, by: channels) {
      let square = (Double(samples[index]) - moments.mean) * (Double(samples[index]) - moments.mean)
      fourth += square * square
      absolute += abs(Double(samples[index]))
    }
    let (minimum, maximum) = extremes(samples, channel: channel, of: channels)
    mean = moments.mean
    standardDeviation = moments.variance.squareRoot()
    rms = (moments.variance + moments.mean * moments.mean).squareRoot()
    peak = Double(max(abs(minimum), abs(maximum)))
    crestFactor = rms > 0 ? peak / rms : nil
    absolute /= moments.count
    shapeFactor = absolute > 0 ? rms / absolute : nil
    impulseFactor = absolute > 0 ? peak / absolute : nil
    let variance = moments.variance
    kurtosis = minimum < maximum ? fourth / moments.count / (variance * variance) : nil
  }
}
