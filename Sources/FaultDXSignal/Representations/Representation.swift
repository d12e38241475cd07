/// What a network sees of a window.
///
/// A waveform holds everything and says nothing by itself. A spectrum forgets when, which makes it the same wherever a
/// window of a steady machine begins. Components are for responses that begin together, such as transients of circuits,
/// where the shape and the level of the whole are the message. Lines are what the physics of a bearing says to look at.
public enum Representation: Sendable, Equatable {
  /// The samples, scaled.
  case waveform(Normalization)
  /// The logarithm of the mean spectral magnitude in bands of frequency (``SpectralBands``), `bands` of each channel.
  case spectrum(bands: Int, FeatureScale)
  /// The place of all samples along directions, each the size of a window.
  case components(directions: [[Float]], FeatureScale)
  /// How far the lines of a bearing stand out of the envelope spectrum (``BearingLines``) in a second around the window.
  case lines(BearingGeometry, FeatureScale)

  /// What there is to choose from.
  public enum Kind: String, Sendable, CaseIterable {
    case spectrum
    case components
    case waveform
    case lines
  }

  /// Which of them this is.
  public var kind: Kind {
    switch self {
    case .waveform: .waveform
    case .spectrum: .spectrum
    case .components: .components
    case .lines: .lines
    }
  }

  /// How its numbers are scaled; `nil` for a waveform, whose samples are.
  public var scale: FeatureScale? {
    switch self {
    case .waveform: nil
    case .spectrum(_, let scale), .components(_, let scale), .lines(_, let scale): scale
    }
  }

  /// Whether a window is described by what lies around it too.
  public var needsContext: Bool { kind == .lines }
}
