public import FaultDXSignal

/// What the physics of the bearing says about a verdict: the analyst's second opinion beside the network's.
public struct PhysicalEvidence: Sendable, Equatable {
  /// Why nothing can be said.
  public enum Obstacle: Sendable, Equatable {
    /// The bearing is not known.
    case noBearing
    /// The recording names a bearing that is not in the catalogue.
    case unknownBearing(String)
    /// The shaft's speed is not known.
    case noSpeed
    /// The sampling rate is not known.
    case noRate
    /// Samples do not follow each other in time.
    case notInTime
    /// The recording has fewer revolutions than lines need.
    case tooShort(revolutions: Double)
    /// There is no signal: constant, or not finite throughout.
    case noSignal
    /// There is no verdict to hold against the lines.
    case noVerdict
    /// The verdict is that the recording is like nothing in training.
    case unknownVerdict
    /// The verdict's name is no place of a bearing (`FaultLocation(label:)`).
    case noPlace(label: String)

    /// In words, without a full stop.
    public var words: String {
      switch self {
      case .noBearing: "the bearing is not known"
      case .unknownBearing(let name): "the bearing \"\(name)\" is not in the catalogue"
      case .noSpeed: "the speed of the shaft is not known"
      case .noRate: "the sampling rate is not known"
      case .notInTime: "the samples do not follow each other in time"
      case .tooShort(let revolutions):
        "the recording lasts \(revolutions.tenths) revolutions of the shaft, of which lines need "
          + BearingLineSearch.fewestRevolutions.tenths
      case .noSignal: "the recording holds no signal"
      case .noVerdict: "there is no verdict"
      case .unknownVerdict: "the verdict is \"unknown\""
      case .noPlace(let label): "\"\(label)\" names no one place of a bearing"
      }
    }
  }

  /// What became of the comparison.
  public enum Outcome: Sendable, Equatable {
    /// The lines of the place that the verdict names stand out, or none do where it says that there is no fault.
    case agrees
    /// The lines of another place stand out.
    case disagrees
    /// The verdict names a fault, and no fault's lines stand out.
    case noLineFound
    /// Nothing can be compared.
    case cannotBeChecked(Obstacle)

    /// The name in documents: `agrees`, `disagrees`, `no line found`, `cannot be checked`.
    public var name: String {
      switch self {
      case .agrees: "agrees"
      case .disagrees: "disagrees"
      case .noLineFound: "no line found"
      case .cannotBeChecked: "cannot be checked"
      }
    }
  }

  /// The comparison.
  public let outcome: Outcome
  /// The class that the network chose; `nil` without a model.
  public let label: String?
  /// The place that it names; `nil` where it names none.
  public let location: FaultLocation?
  /// The lines of every place, found or not; empty where they could not be looked for.
  public let series: [LineSeries]
  /// The frequencies at the shaft's speed, where bearing and speed are known.
  public let frequencies: BearingFrequencies?
  /// How fast the shaft turned, where it is known.
  public let speed: ShaftSpeed?

  /// The lines that stand out.
  public var found: [LineSeries] { series.filter(\.isFound) }

  /// The line that the verdict predicts; `nil` where it predicts none.
  public var predicted: LineSeries? {
    location.flatMap { place in series.first { $0.location == place } }
  }

  /// Holds lines against a verdict.
  ///
  /// - Parameters:
  ///   - label: the class that was chosen; `nil` without a model.
  ///   - isUnknown: whether the recording was found to be like nothing in training.
  ///   - series: what `BearingLineSearch` found.
  public init(
    label: String?, isUnknown: Bool = false, series: [LineSeries],
    frequencies: BearingFrequencies, speed: ShaftSpeed
  ) {
    self.label = label
    self.series = series
    self.frequencies = frequencies
    self.speed = speed
    location = label.flatMap { FaultLocation(label: $0) }
    outcome = Self.outcome(
      label: label, isUnknown: isUnknown, location: location, found: series.filter(\.isFound))
  }

  /// No evidence, and why.
  public init(
    label: String?, obstacle: Obstacle, frequencies: BearingFrequencies? = nil,
    speed: ShaftSpeed? = nil
  ) {
    self.label = label
    series = []
    self.frequencies = frequencies
    self.speed = speed
    location = label.flatMap { FaultLocation(label: $0) }
    outcome = .cannotBeChecked(obstacle)
  }

  /// The lines of the cage say nothing against a fault of a rolling element, which the cage carries around.
  private static func outcome(
    label: String?, isUnknown: Bool, location: FaultLocation?, found: [LineSeries]
  ) -> Outcome {
    guard let label else { return .cannotBeChecked(.noVerdict) }
    if isUnknown { return .cannotBeChecked(.unknownVerdict) }
    guard let location else { return .cannotBeChecked(.noPlace(label: label)) }
    let places = found.map(\.location)
    if location == .sound { return places.isEmpty ? .agrees : .disagrees }
    if places.contains(location) { return .agrees }
    let against = location == .rollingElement ? places.filter { $0 != .cage } : places
    return against.isEmpty ? .noLineFound : .disagrees
  }
}

extension Double {
  /// With one decimal.
  var tenths: String {
    guard isFinite, magnitude < 1e15 else { return "\(self)" }
    let value = Int((magnitude * 10).rounded())
    return "\(self < 0 && value > 0 ? "-" : "")\(value / 10).\(value % 10)"
  }
}
