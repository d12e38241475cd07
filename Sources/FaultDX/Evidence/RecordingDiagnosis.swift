public import FaultDXSignal

/// Everything that is known about one recording, for a text, a document or a picture: the network's verdict, the bearing's
/// lines, and the figures that an engineer looks at first.
///
/// Its memory does not grow with the recording but for the time line and, where they are kept, the windows.
public struct RecordingDiagnosis: Sendable {
  /// The recording, as `Recording.identity` says it.
  public let recording: String
  /// Frames per second in Hz, where it is known.
  public let sampleRate: Double?
  /// Frames of the recording.
  public let frames: Int
  /// The channel that was examined.
  public let channelName: String
  /// How many there are.
  public let channels: Int
  /// The network's verdict with its time line; `nil` without a model.
  public let diagnosis: DiagnosisSummary?
  /// The bearing, where it is known.
  public let bearing: NamedBearing?
  /// The verdict held against the bearing's lines.
  public let evidence: PhysicalEvidence
  /// The spectrum that the lines were looked for in; of segments of a second where no shaft speed is known.
  ///
  /// `nil` where the rate is
  /// not known or there is no signal.
  public let envelope: SquaredEnvelopeSpectrum?
  /// How impulsive the bands are, of at most ``Examination/longestKurtogram`` samples from the middle of the recording; `nil` where the rate
  /// is not known or samples there are not finite.
  public let kurtogram: Kurtogram?
  /// The figures of the channel; `nil` of an empty one.
  public let indicators: Indicators?
  /// Those of the recording that it is compared with, where one was given.
  public let baseline: Baseline?
  /// The class of vibration that ISO 20816 would give, where the unit is known to be mm/s and the machine's kind was said.
  public let severity: VibrationSeverity?

  /// A recording of a sound machine to compare with.
  public struct Baseline: Sendable, Equatable {
    /// Which one.
    public let recording: String
    /// Its figures.
    public let indicators: Indicators
    /// Why its figures are not quite those to compare with, a sentence each.
    public let remarks: [String]
  }

  /// The bearing's shape.
  public var geometry: BearingGeometry? { bearing?.geometry }
  /// The length in seconds, where the rate is known.
  public var duration: Double? { sampleRate.map { Double(frames) / $0 } }
}
