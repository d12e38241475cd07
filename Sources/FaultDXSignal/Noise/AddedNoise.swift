/// The colours of noise that can be asked for by name.
public enum NoiseKind: String, Sendable, CaseIterable {
  /// `WhiteNoise`.
  case white
  /// `PinkNoise`.
  case pink
  /// `ImpulsiveNoise` with its default density and strength.
  case impulsive

  /// A source of so many samples.
  ///
  /// - Precondition: `length` is at least 2.
  public func source(length: Int) -> any Noise {
    switch self {
    case .white: WhiteNoise(length: length)
    case .pink: PinkNoise(length: length)
    case .impulsive: ImpulsiveNoise(length: length)
    }
  }
}

/// Noise at a stated signal-to-noise ratio, added to windows.
///
/// The ratio is that of each channel of each window by itself: the mean square of its samples about their mean, over the mean square of
/// the noise, which has no mean. Every draw is scaled to exactly this ratio (up to the rounding of the sum to `Float`), so that a loud
/// window and a quiet one are equally hard, and no draw is lucky.
///
///     let noise = AddedNoise(.pink, length: 2048)
///     var generator = CounterGenerator(seed: 1, stream: 7)
///     noise.add(to: &window, channels: 1, decibels: 0, using: &generator)
public struct AddedNoise: Sendable {
  /// Which noise.
  public let kind: NoiseKind
  /// Frames of a window.
  public let length: Int
  private let source: any Noise

  /// Noise for windows of so many frames.
  ///
  /// - Precondition: `length` is at least 2.
  public init(_ kind: NoiseKind, length: Int) {
    self.kind = kind
    self.length = length
    source = kind.source(length: length)
  }

  /// Adds noise to one window.
  ///
  /// A channel that never changes has no power to compare with and stays as it is.
  ///
  /// - Parameters:
  ///   - window: `[length, channels]`, interleaved.
  ///   - decibels: 10 log10 of the power of the signal over that of the noise.
  ///   - generator: Each channel gets its own noise out of it.
  /// - Precondition: The window has that length.
  public func add(
    to window: inout [Float], channels: Int, decibels: Double,
    using generator: inout CounterGenerator
  ) {
    require(
      window.count == length * channels,
      "noise for \(length) frames of \(channels) channels was given \(window.count) samples")
    for channel in 0..<channels {
      let noise = source.samples(using: &generator).map { Float($0) }
      noise.withUnsafeBufferPointer { noise in
        window.withUnsafeMutableBufferPointer {
          NoiseMixing.add(noise, to: $0, channel: channel, of: channels, decibels: decibels)
        }
      }
    }
  }
}
