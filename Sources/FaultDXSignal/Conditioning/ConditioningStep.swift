/// One thing that is done to signals before a network sees them.
public enum ConditioningStep: Sendable, Equatable {
  /// How a filter is run over a recording.
  public enum Phase: String, Sendable, Equatable, CaseIterable {
    /// Forwards and backwards, so that nothing is delayed; needs all of a recording.
    case zero
    /// As the samples come, delayed as the filter delays them.
    case causal
  }

  /// Takes the mean or the straight line away.
  case detrend(Detrending)
  /// Brings the samples to a rate in Hz (``Resampler``).
  case resample(rate: Double)
  /// Filters; the gain of `.zero` is that of `.causal` squared: −6 dB at the edges.
  case filter(ButterworthFilter, phase: Phase)
  /// The modulus of the analytic signal of a recording, or of each window on its own.
  case envelope(ofWindow: Bool)
  /// Samples at equal angles of the shaft.
  case orderTrack(OrderTracking)
  /// The amplitude of each spectral line of a window: of a component `a · cos(2πft)`, `a`.
  case magnitudeSpectrum
  /// The same of the window's envelope (or its square) about its mean.
  case envelopeSpectrum(squared: Bool)

  /// Whether it is done to each window; else to a recording before windows are cut from it.
  public var actsOnWindows: Bool {
    switch self {
    case .detrend, .resample, .filter, .orderTrack, .envelope(ofWindow: false): false
    case .envelope(ofWindow: true), .magnitudeSpectrum, .envelopeSpectrum: true
    }
  }

  /// Whether as many samples come out as go in.
  public var keepsRate: Bool { !wantsTime }

  /// Whether samples must be by time before it.
  var wantsTime: Bool {
    switch self {
    case .resample, .orderTrack: true
    case .detrend, .filter, .envelope, .magnitudeSpectrum, .envelopeSpectrum: false
    }
  }

  /// Whether a window becomes the lines of its spectrum.
  var makesSpectrum: Bool {
    switch self {
    case .magnitudeSpectrum, .envelopeSpectrum: true
    case .detrend, .resample, .filter, .orderTrack, .envelope: false
    }
  }

  /// Whether samples are brought from time to the angle of a shaft.
  package var isOrderTracking: Bool { if case .orderTrack = self { true } else { false } }

  /// Whether samples can be conditioned as they come: what is done to them does not depend on all that follow.
  public var isCausal: Bool {
    switch self {
    case .resample, .filter(_, phase: .causal), .magnitudeSpectrum, .envelopeSpectrum,
      .envelope(ofWindow: true):
      true
    case .orderTrack(let tracking): tracking.source == .speed
    case .detrend, .filter(_, phase: .zero), .envelope(ofWindow: false): false
    }
  }
}
