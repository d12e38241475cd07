public import FaultDXSignal

/// Where a bearing is damaged; the raw value is the label of its recordings.
public enum BearingFault: String, Sendable, CaseIterable {
  /// Nowhere.
  case normal
  /// On the inner race, which turns with the shaft through the load zone.
  case innerRace = "inner_race"
  /// On the outer race, in the load zone for good.
  case outerRace = "outer_race"
  /// On one ball, which strikes both races and passes the load zone with the cage.
  case ball
}

/// How far the damage has gone.
public enum BearingSeverity: String, Sendable, CaseIterable {
  /// A small pit: weak impacts, little above the noise.
  case slight
  /// A clear defect.
  case moderate
  /// A late stage: strong and irregular impacts, and a surface so rough that the noise floor rises.
  case severe

  /// What it adds to the signal-to-noise ratio, in dB.
  var level: Double {
    switch self {
    case .slight: -4
    case .moderate: 0
    case .severe: 4
    }
  }

  /// The relative deviation of the force from strike to strike.
  var irregularity: Double {
    switch self {
    case .slight: 0.1
    case .moderate: 0.15
    case .severe: 0.3
    }
  }

  /// What it does to the noise floor.
  var roughness: Double { self == .severe ? 1.6 : 1 }
}

extension BearingFrequencies {
  /// How often a defect is struck; `nil` where there is none.
  public func strikes(of fault: BearingFault) -> Double? {
    switch fault {
    case .normal: nil
    case .innerRace: bpfi
    case .outerRace: bpfo
    case .ball: 2 * bsf
    }
  }
}
