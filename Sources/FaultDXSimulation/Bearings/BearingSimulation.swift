public import FaultDXSignal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The vibration of a rolling bearing with a local defect.
///
///     x(t) = Σ(k) A(k) h(t - T(k)) + shaft tones + noise
///
/// Impacts come at intervals that vary by the slip of the balls, as a random walk, so that they
/// drift and high harmonics smear; each sets the housing ringing (`h`, decaying resonances); its
/// force `A(k)` follows the load on the defect: constant on the outer race, once a revolution
/// through the load zone on the inner race, once a turn of the cage on a ball. The signal is made
/// at four times the sampling rate and brought down through an anti-aliasing filter, as a converter
/// would.
///
/// Sources: P. D. McFadden, J. D. Smith, J. Sound Vib. 96, 1984; R. B. Randall, J. Antoni, "Rolling
/// element bearing diagnostics - a tutorial", MSSP 25, 2011; R. Stribeck's law for the load zone.
public struct BearingSimulation: Sendable {
  /// What is the same for every recording.
  public struct Configuration: Sendable, Equatable {
    /// The bearing's shape.
    public var geometry = BearingGeometry.skf6205
    /// Frames per second, in Hz.
    public var sampleRate = 12_000.0
    /// The length of a recording.
    public var seconds = 1.0
    /// The deviation of an interval between strikes, as a fraction of it.
    public var slip = 0.01
    /// The power of a moderate defect's impacts over that of the noise, in dB.
    public var signalToNoise = 5.0

    /// SKF 6205, 12 kHz, one second, 1 % slip, 5 dB.
    public init() {}
  }

  /// What is the same for every recording.
  public let configuration: Configuration

  /// A simulation.
  ///
  /// - Precondition: sampling rate and length are positive, and their product is a number of frames.
  public init(configuration: Configuration = Configuration()) {
    guard configuration.sampleRate > 0, configuration.seconds > 0,
      configuration.sampleRate * configuration.seconds < 1e12
    else { fatalError("a simulation needs a positive sampling rate and length") }
    self.configuration = configuration
  }

  /// One recording in g, the same bytes every time.
  ///
  /// - Parameters:
  ///   - unit: the physical bearing; becomes the recording's group.
  ///   - fault: where it is damaged; becomes the label.
  ///   - severity: how much; without meaning for a normal one.
  ///   - speed: of the shaft, in revolutions per minute; positive.
  ///   - number: tells recordings of one unit apart.
  public func recording(
    of unit: BearingUnit, fault: BearingFault, severity: BearingSeverity = .moderate,
    speed: Double, number: Int = 0
  ) -> Recording {
    let (source, lead) = source(of: unit, fault, severity, speed: speed, number: number)
    let frames = self.frames
    let fineFrames = source.frames

    let noise = source.noise()
    let impacts = source.impacts()
    let noiseScale = unit.noise * severity.roughness(of: fault) / rootMeanSquare(noise)
    let impactsLevel = rootMeanSquare(impacts)
    let ratio = pow(10, (configuration.signalToNoise + severity.level) / 20)
    let impactsScale =
      impactsLevel > 0
      ? unit.noise * severity.roughness(of: fault) * ratio / impactsLevel : 0
    let tones = source.tones()
    let fine = (0..<fineFrames).map { index in
      Float(
        unit.gain
          * (noiseScale * noise[index] + impactsScale * impacts[index] + tones[index]))
    }
    let coarse = Resampler(up: 1, down: Self.oversampling)(fine)
    return Recording(
      file: "", name: unit.name, samples: Array(coarse[lead..<(lead + frames)]),
      channelNames: ["vibration"], sampleRate: configuration.sampleRate, label: fault.rawValue,
      group: unit.name, speed: speed,
      attributes: fault == .normal ? [:] : ["severity": severity.rawValue])
  }

  /// When the defect is struck in the recording of the same arguments, and how hard: what a diagnosis should look at.
  ///
  /// None of a normal bearing. An impact is heard from its instant on for some milliseconds, as the housing rings.
  public func impacts(
    of unit: BearingUnit, fault: BearingFault, severity: BearingSeverity = .moderate,
    speed: Double, number: Int = 0
  ) -> [Impact] {
    let (source, lead) = source(of: unit, fault, severity, speed: speed, number: number)
    let start = Double(lead) / configuration.sampleRate
    let end = Double(frames) / configuration.sampleRate
    return source.strikes().compactMap { strike in
      let time = strike.time - start
      return time >= 0 && time < end ? Impact(time: time, force: strike.force) : nil
    }
  }

  /// Frames of a recording.
  private var frames: Int { Int((configuration.seconds * configuration.sampleRate).rounded()) }

  /// The parts of a recording at the fine rate, and the frames of it before the recording begins.
  private func source(
    of unit: BearingUnit, _ fault: BearingFault, _ severity: BearingSeverity, speed: Double,
    number: Int
  ) -> (Source, lead: Int) {
    guard speed > 0, speed.isFinite else { fatalError("a shaft turns forwards, got \(speed) rpm") }
    // The start is cut off, until the housing rings as it will; so are the filter's ends.
    let lead = Int(0.05 * configuration.sampleRate) + Self.margin
    let source = Source(
      unit: unit, fault: fault, severity: severity, number: number,
      frequencies: configuration.geometry.frequencies(speed: speed, cageSlip: unit.cageSlip),
      slip: configuration.slip, sampleRate: configuration.sampleRate * Double(Self.oversampling),
      frames: (lead + frames + Self.margin) * Self.oversampling)
    return (source, lead)
  }

  private static let oversampling = 4
  private static let margin = 20
}

/// One strike of a defect.
public struct Impact: Sendable, Equatable {
  /// In seconds after the start of the recording.
  public var time: Double
  /// The force, relative to the mean one on an outer race in the load zone.
  public var force: Double
}

extension BearingSeverity {
  /// Only a damaged surface is rough.
  fileprivate func roughness(of fault: BearingFault) -> Double { fault == .normal ? 1 : roughness }
}

private func rootMeanSquare(_ values: [Double]) -> Double {
  (values.reduce(0) { $0 + $1 * $1 } / Double(max(values.count, 1))).squareRoot()
}
