public import FaultDXSignal

/// The zone of ISO 20816 that a machine's vibration falls into.
///
/// Only of velocity in mm/s: the root mean square from 10 to 1000 Hz. Boundaries A/B, B/C and C/D are those of ISO 10816-3:2009,
/// tables A.1 and A.2, for machines above 15 kW between 120 and 15000 revolutions per minute, which ISO 20816-3 carries on. Of
/// accelerations, or of numbers whose unit nobody vouches for, there is no zone.
public struct VibrationSeverity: Sendable, Equatable {
  /// The kind of machine.
  public enum Machine: String, Sendable, Equatable, CaseIterable {
    /// Group 1 (above 300 kW) on a rigid foundation.
    case largeRigid = "large-rigid"
    /// Group 1 on a flexible foundation.
    case largeFlexible = "large-flexible"
    /// Group 2 (15 to 300 kW) on a rigid foundation.
    case mediumRigid = "medium-rigid"
    /// Group 2 on a flexible foundation.
    case mediumFlexible = "medium-flexible"

    /// The boundaries A/B, B/C and C/D, in mm/s.
    public var boundaries: [Double] {
      switch self {
      case .largeRigid: [2.3, 4.5, 7.1]
      case .largeFlexible: [3.5, 7.1, 11]
      case .mediumRigid: [1.4, 2.8, 4.5]
      case .mediumFlexible: [2.3, 4.5, 7.1]
      }
    }
  }

  /// The zones, from newly commissioned to damaging.
  public enum Zone: String, Sendable, Equatable, CaseIterable {
    case a = "A", b = "B", c = "C", d = "D"
  }

  /// The kind of machine.
  public let machine: Machine
  /// The root mean square of the velocity from 10 to 1000 Hz, in mm/s.
  public let velocity: Double
  /// The zone.
  public let zone: Zone

  /// The zone of one channel in mm/s; `nil` where the rate is not known or below 2 kHz, the recording lasts less than a second, or samples are not
  /// finite.
  public init?(of recording: Recording, channel: Int = 0, machine: Machine) {
    guard let velocity = BandLevel.rms(of: recording, channel: channel, band: 10...1000) else {
      return nil
    }
    self.machine = machine
    self.velocity = velocity
    zone = Zone.allCases[machine.boundaries.count { velocity > $0 }]
  }
}
