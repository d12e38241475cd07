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
    guard speed > 0, speed.isFinite else { fatalError("a shaft turns forwards, got \(speed) rpm") }
    let fineRate = configuration.sampleRate * Double(Self.oversampling)
    let frames = Int((configuration.seconds * configuration.sampleRate).rounded())
    // The start is cut off, until the housing rings as it will; so are the filter's ends.
    let lead = Int(0.05 * configuration.sampleRate) + Self.margin
    let fineFrames = (lead + frames + Self.margin) * Self.oversampling
    let source = Source(
      unit: unit, fault: fault, severity: severity, number: number,
      frequencies: configuration.geometry.frequencies(speed: speed, cageSlip: unit.cageSlip),
      slip: configuration.slip, sampleRate: fineRate, frames: fineFrames)

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

  private static let oversampling = 4
  private static let margin = 20
}

extension BearingSeverity {
  /// Only a damaged surface is rough.
  fileprivate func roughness(of fault: BearingFault) -> Double { fault == .normal ? 1 : roughness }
}

private func rootMeanSquare(_ values: [Double]) -> Double {
  (values.reduce(0) { $0 + $1 * $1 } / Double(max(values.count, 1))).squareRoot()
}
