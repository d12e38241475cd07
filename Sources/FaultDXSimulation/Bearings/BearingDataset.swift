public import FaultDXSignal

/// Recordings of many bearings: the data sets that `faultdx simulate bearing` writes.
public struct BearingDataset: Sendable {
  /// What is recorded.
  public struct Configuration: Sendable, Equatable {
    /// Rate, length, slip, signal-to-noise ratio and shape of every recording.
    public var simulation = BearingSimulation.Configuration()
    /// The classes.
    public var faults = BearingFault.allCases
    /// The number of physical bearings of each class; each is recorded once.
    public var unitsPerClass = 10
    /// The shaft speeds in revolutions per minute; unit after unit takes the next.
    public var speeds = [1797.0, 1772, 1750, 1730]
    /// How far the damage has gone; unit after unit takes the next.
    public var severities = BearingSeverity.allCases
    /// Decides everything that is random.
    public var seed: UInt64 = 1

    /// Ten bearings of each of the four classes at four speeds and three severities.
    public init() {
      simulation.seconds = 0.44
    }
  }

  /// What is recorded.
  public let configuration: Configuration

  /// A data set.
  ///
  /// - Precondition: there is a class, a unit, a speed and a severity.
  public init(configuration: Configuration = Configuration()) {
    guard !configuration.faults.isEmpty, configuration.unitsPerClass > 0,
      !configuration.speeds.isEmpty, !configuration.severities.isEmpty
    else { fatalError("a bearing data set needs a class, a unit, a speed and a severity") }
    self.configuration = configuration
  }

  /// Every recording, class after class; no two share a bearing.
  public func recordings() -> [Recording] {
    let simulation = BearingSimulation(configuration: configuration.simulation)
    return draws.map { draw in
      var recording = simulation.recording(
        of: draw.unit, fault: draw.fault, severity: draw.severity, speed: draw.speed)
      recording.name = draw.name
      return recording
    }
  }

  /// When the defect of each of `recordings()` is struck, in their order.
  public func impacts() -> [[Impact]] {
    let simulation = BearingSimulation(configuration: configuration.simulation)
    return draws.map {
      simulation.impacts(of: $0.unit, fault: $0.fault, severity: $0.severity, speed: $0.speed)
    }
  }

  /// One bearing and how it runs.
  private struct Draw {
    var name: String
    var unit: BearingUnit
    var fault: BearingFault
    var severity: BearingSeverity
    var speed: Double
  }

  private var draws: [Draw] {
    configuration.faults.enumerated().flatMap { order, fault in
      (0..<configuration.unitsPerClass).map { unit in
        let index = order * configuration.unitsPerClass + unit + 1
        return Draw(
          name: "\(index)",
          unit: BearingUnit(seed: configuration.seed, index: index, name: "b\(index)"),
          fault: fault,
          severity: configuration.severities[unit % configuration.severities.count],
          speed: configuration.speeds[unit % configuration.speeds.count])
      }
    }
  }

  /// Recordings of damaged bearings that are labelled with how far the damage has gone: the power of the impacts over that
  /// of the noise in dB, to a tenth; no two share a bearing.
  ///
  /// Severities of the configuration have no say. The gain of the path to the sensor differs from bearing to bearing, so
  /// loudness alone does not tell the number.
  public func gradedRecordings(levels: ClosedRange<Double> = -10...15) -> [Recording] {
    let faults = configuration.faults.filter { $0 != .normal }
    return faults.enumerated().flatMap { order, fault in
      (0..<configuration.unitsPerClass).map { unit in
        let index = order * configuration.unitsPerClass + unit + 1
        var random = CounterGenerator(
          seed: configuration.seed, stream: Self.levels, substream: UInt64(index))
        let level = (10 * random.uniform(in: levels)).rounded() / 10
        var simulation = configuration.simulation
        simulation.signalToNoise = level
        var recording = BearingSimulation(configuration: simulation).recording(
          of: BearingUnit(seed: configuration.seed, index: index, name: "b\(index)"), fault: fault,
          speed: configuration.speeds[unit % configuration.speeds.count])
        recording.name = "\(index)"
        recording.label = "\(level)"
        return recording
      }
    }
  }

  /// Sets the draw of levels apart from whatever else is drawn from the same seed: "LEVL".
  private static let levels: UInt64 = 0x4C45_564C

  /// A recording of `seconds` of a bearing that is in no data set of this seed: inner race,
  /// moderate.
  public func demonstration(seconds: Double = 5) -> Recording {
    var simulation = configuration.simulation
    simulation.seconds = seconds
    let index = configuration.faults.count * configuration.unitsPerClass + 1
    return BearingSimulation(configuration: simulation).recording(
      of: BearingUnit(seed: configuration.seed, index: index, name: "b\(index)"),
      fault: .innerRace, speed: configuration.speeds[0])
  }

  /// The recordings of `datasets/bearing.csv`.
  public static func standard(seed: UInt64 = 1) -> [Recording] { of(seed).recordings() }

  /// The recording of `datasets/signal.wav`, whose bearing is not in `standard`.
  public static func demonstration(seed: UInt64 = 1) -> Recording { of(seed).demonstration() }

  private static func of(_ seed: UInt64) -> BearingDataset {
    var configuration = Configuration()
    configuration.seed = seed
    return BearingDataset(configuration: configuration)
  }
}
