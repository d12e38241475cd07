public import FaultDXSignal

/// The analyst's chain over one recording: whitening, band, envelope, lines against their floor, and the figures of the time
/// domain, put together with the network's verdict.
///
///     var examination = Examination()
///     examination.bearing = try NamedBearing("6205")
///     let result = try examination(recording, verdict: DiagnosisSummary(diagnosis, of: model))
///     print(result.evidence.outcome.name, result.evidence.sentence)
public struct Examination: Sendable {
  /// Which part of the spectrum is demodulated.
  public enum Band: Sendable, Equatable {
    /// All of it. With whitening every band speaks with the same voice, and on the CWRU recordings lines stand higher than in any
    /// band that was chosen (`examples/experiments/results/evidence.md`).
    case whole
    /// The most impulsive one of the kurtogram that is wide enough for the third harmonics.
    case kurtogram
    /// From one frequency to another, in Hz.
    case given(ClosedRange<Double>)
  }

  /// A channel with pulses of the shaft.
  public struct TachometerChannel: Sendable, Equatable {
    /// By name, or by number from 1.
    public var channel: String
    /// Pulses in a revolution.
    public var pulsesPerRevolution: Int

    /// A channel with so many pulses in a revolution.
    public init(channel: String, pulsesPerRevolution: Int = 1) {
      self.channel = channel
      self.pulsesPerRevolution = pulsesPerRevolution
    }
  }

  /// The bearing; `nil` leaves it to the recording's attribute `bearing_number`, as a manifest gives it.
  public var bearing: NamedBearing?
  /// The shape of that bearing.
  public var geometry: BearingGeometry? {
    get { bearing?.geometry }
    set { bearing = newValue.map { NamedBearing($0) } }
  }
  /// The shaft's speed in revolutions per minute; `nil` leaves it to the tachometer, to the recording, and to an estimate.
  public var speed: Double?
  /// Where the shaft's pulses are.
  public var tachometer: TachometerChannel?
  /// Whether a speed that nobody says is estimated from the spectrum.
  public var estimatesSpeed = true
  /// Which part of the spectrum is demodulated.
  public var band = Band.whole
  /// The width in Hz over which the spectrum is whitened first; `nil` not to.
  public var whitening: Double? = 100
  /// The channel that is examined, counted from 0.
  public var channel = 0
  /// How lines are looked for.
  public var search = BearingLineSearch()
  /// The unit of velocity and the kind of machine, where vibration is to be classed.
  public var machine: VibrationSeverity.Machine?

  /// The usual examination.
  public init() {}

  /// Samples that the kurtogram is of at most: 20 s at 25.6 kHz.
  ///
  /// It says where impacts ring, which does not change within minutes.
  public static let longestKurtogram = 1 << 19

  /// Examines a recording.
  ///
  /// - Parameters:
  ///   - verdict: what the network says about it.
  ///   - baseline: a recording of the machine when it was sound.
  /// - Throws: `ExaminationError` where what was asked for cannot be; what is merely not known is said in the evidence.
  public func callAsFunction(
    _ recording: Recording, verdict: DiagnosisSummary? = nil, baseline: Recording? = nil
  ) throws(ExaminationError) -> RecordingDiagnosis {
    try check(recording)
    let bearing =
      bearing ?? recording.attributes["bearing_number"].flatMap { try? NamedBearing($0) }
    let geometry = bearing?.geometry
    let isInTime = recording.sampleRate != nil && recording.axis == .time
    let kurtogram = isInTime ? self.kurtogram(of: recording) : nil
    let speed = isInTime ? try shaftSpeed(of: recording) : nil
    let frequencies = speed.flatMap { geometry?.frequencies(speed: $0.revolutionsPerMinute) }
    let envelope = isInTime ? try spectrum(of: recording, speed, frequencies, kurtogram) : nil
    let evidence = evidence(
      recording, verdict, geometry: geometry, frequencies: frequencies, speed: speed,
      envelope: envelope)
    return RecordingDiagnosis(
      recording: recording.identity, sampleRate: recording.sampleRate, frames: recording.frames,
      channelName: recording.channelNames[channel], channels: recording.channels,
      diagnosis: verdict, bearing: bearing,
      evidence: evidence, envelope: envelope, kurtogram: kurtogram,
      indicators: Indicators(of: recording, channel: channel),
      baseline: try self.baseline(baseline, of: recording),
      severity: machine.flatMap { VibrationSeverity(of: recording, channel: channel, machine: $0) })
  }

  private func check(_ recording: Recording) throws(ExaminationError) {
    guard recording.channelNames.indices.contains(channel) else {
      throw .noChannel(
        recording: recording.identity, channel: "\(channel + 1)", names: recording.channelNames)
    }
    if let speed, !(speed > 0 && speed.isFinite) { throw .speed(speed) }
    if let bearing, !bearing.geometry.isPossible { throw .geometry }
    if case .given(let band) = band {
      guard let rate = recording.sampleRate else {
        throw .unknownRate(recording: recording.identity)
      }
      guard band.lowerBound >= 0, band.lowerBound < band.upperBound, band.upperBound <= rate / 2
      else {
        throw .band(
          recording: recording.identity, low: band.lowerBound, high: band.upperBound,
          nyquist: rate / 2)
      }
    }
  }

  /// The kurtogram of the middle of a recording.
  private func kurtogram(of recording: Recording) -> Kurtogram? {
    guard let rate = recording.sampleRate else { return nil }
    let count = min(recording.frames, Self.longestKurtogram)
    let first = (recording.frames - count) / 2
    let samples = (first..<first + count).map {
      Double(recording.samples[$0 * recording.channels + channel])
    }
    guard samples.allSatisfy(\.isFinite) else { return nil }
    return Kurtogram(of: samples, sampleRate: rate)
  }

  private func spectrum(
    of recording: Recording, _ speed: ShaftSpeed?, _ frequencies: BearingFrequencies?,
    _ kurtogram: Kurtogram?
  ) throws(ExaminationError) -> SquaredEnvelopeSpectrum? {
    guard let rate = recording.sampleRate else { return nil }
    let chosen: ClosedRange<Double>? =
      switch band {
      case .whole: nil
      case .given(let band): band
      case .kurtogram:
        kurtogram?.best(
          atLeast: frequencies.map { Double(search.harmonics) * max($0.bpfi, 2 * $0.bsf) } ?? 500
        ).frequencies
      }
    if let speed, speed.isUneven {
      return try spectrumByAngle(of: recording, speed, band: chosen)
    }
    let length: Int
    if let speed {
      guard
        let fitting = BearingLineSearch.segmentLength(
          frames: recording.frames, sampleRate: rate, speed: speed.revolutionsPerMinute)
      else { return nil }
      length = fitting
    } else {
      let second = FourierTransform.goodLength(atLeast: max(64, Int(min(rate, 4_194_304))))
      length = FourierTransform.goodLength(atMost: max(1, min(second, recording.frames)))
    }
    guard length >= 16 else { return nil }
    return SquaredEnvelopeSpectrum(
      of: recording, channel: channel, segmentLength: length, band: chosen, whitening: whitening)
  }

  private func evidence(
    _ recording: Recording, _ verdict: DiagnosisSummary?, geometry: BearingGeometry?,
    frequencies: BearingFrequencies?, speed: ShaftSpeed?, envelope: SquaredEnvelopeSpectrum?
  ) -> PhysicalEvidence {
    func none(_ obstacle: PhysicalEvidence.Obstacle) -> PhysicalEvidence {
      PhysicalEvidence(
        label: verdict?.label, obstacle: obstacle, frequencies: frequencies, speed: speed)
    }
    guard let rate = recording.sampleRate else { return none(.noRate) }
    if recording.axis != .time { return none(.notInTime) }
    guard let geometry else {
      return none(recording.attributes["bearing_number"].map { .unknownBearing($0) } ?? .noBearing)
    }
    guard let speed, let frequencies else { return none(.noSpeed) }
    guard let envelope else {
      let revolutions = Double(recording.frames) / rate * frequencies.shaft
      return none(
        revolutions < BearingLineSearch.fewestRevolutions
          ? .tooShort(revolutions: revolutions) : .noSignal)
    }
    return PhysicalEvidence(
      label: verdict?.label, isUnknown: verdict?.isUnknown ?? false,
      series: search(envelope, of: geometry, speed: speed.revolutionsPerMinute),
      frequencies: frequencies, speed: speed)
  }
}
