#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What decides how often a defect is struck: the shape of a rolling bearing whose outer race
/// stands still.
public struct BearingGeometry: Sendable, Equatable {
  /// The number of rolling elements.
  public var balls: Int
  /// The diameter of a rolling element, in the unit of the pitch diameter.
  public var ballDiameter: Double
  /// The diameter of the circle that the centres of the rolling elements run on.
  public var pitchDiameter: Double
  /// The contact angle in degrees.
  public var contactAngle: Double

  /// A bearing of that shape.
  public init(balls: Int, ballDiameter: Double, pitchDiameter: Double, contactAngle: Double = 0) {
    self.balls = balls
    self.ballDiameter = ballDiameter
    self.pitchDiameter = pitchDiameter
    self.contactAngle = contactAngle
  }

  /// SKF 6205-2RS JEM, the drive-end bearing of the Case Western Reserve test rig (inches).
  public static let skf6205 = BearingGeometry(
    balls: 9, ballDiameter: 0.3126, pitchDiameter: 1.537)

  /// SKF 6203-2RS JEM, the fan-end bearing of the same rig (inches).
  public static let skf6203 = BearingGeometry(
    balls: 8, ballDiameter: 0.2656, pitchDiameter: 1.122)

  /// The characteristic frequencies at a shaft speed.
  ///
  /// - Parameters:
  ///   - speed: in revolutions per minute.
  ///   - cageSlip: by which fraction the cage falls behind pure rolling, a percent or so in
  ///     practice.
  public func frequencies(speed: Double, cageSlip: Double = 0) -> BearingFrequencies {
    let shaft = speed / 60
    let ratio = ballDiameter / pitchDiameter * cos(contactAngle * .pi / 180)
    let cage = shaft / 2 * (1 - ratio) * (1 - cageSlip)
    return BearingFrequencies(
      shaft: shaft, ftf: cage, bpfo: Double(balls) * cage, bpfi: Double(balls) * (shaft - cage),
      bsf: pitchDiameter / (2 * ballDiameter) * shaft * (1 - ratio * ratio) * (1 - cageSlip))
  }
}

/// The characteristic frequencies of a bearing at one speed, in Hz.
public struct BearingFrequencies: Sendable, Equatable {
  /// Revolutions of the shaft.
  public let shaft: Double
  /// Fundamental train frequency: revolutions of the cage.
  public let ftf: Double
  /// Ball pass frequency, outer race.
  public let bpfo: Double
  /// Ball pass frequency, inner race.
  public let bpfi: Double
  /// Ball spin frequency; a defect of a ball strikes both races, so twice as often.
  public let bsf: Double
}
