import FaultDXSignal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// One physical bearing in its housing: what differs from machine to machine although the fault is
/// the same.
public struct BearingUnit: Sendable, Equatable {
  /// A mode of the housing, which every impact and the background noise set ringing.
  public struct Resonance: Sendable, Equatable {
    /// The undamped natural frequency in Hz.
    public var frequency: Double
    /// The damping ratio: 1 is critical.
    public var damping: Double
    /// How strongly an impact excites the mode, relative to the others.
    public var participation: Double
  }

  /// The name under which its recordings are grouped.
  public var name: String
  /// The modes of the housing.
  public var resonances: [Resonance]
  /// The gain of the path from the bearing to the sensor.
  public var gain: Double
  /// The root mean square of the background noise in g, before the gain.
  public var noise: Double
  /// The amplitudes of the shaft's tones (1x, 2x, 3x) in g, before the gain: imbalance,
  /// misalignment.
  public var tones: [Double]
  /// By which fraction the cage falls behind pure rolling.
  public var cageSlip: Double
  /// The load distribution factor ε of Stribeck's law: 0.5 loads half the circumference.
  public var loadZone: Double
  /// How hard a ball's defect strikes the inner race, relative to the outer.
  public var innerStrike: Double
  /// The generator's numbers: with the recording's they name its random streams.
  let seed: UInt64
  let index: UInt64

  /// The unit of that number: all of it drawn from the seed.
  ///
  /// Resonances lie at 2 to 4 kHz with a few percent of damping, and a weak one near 0.8 kHz; gain
  /// and noise spread by a factor of about 1.9 to either side, so that loudness alone says nothing.
  public init(seed: UInt64, index: Int, name: String? = nil) {
    var random = CounterGenerator(seed: seed, stream: UInt64(index))
    func spread(_ center: Double, _ deviation: Double) -> Double {
      center * exp(deviation * random.normal())
    }
    func damping() -> Double { min(max(spread(0.028, 0.3), 0.015), 0.07) }
    self.seed = seed
    self.index = UInt64(index)
    self.name = name ?? "unit\(index)"
    resonances = [
      Resonance(
        frequency: min(max(spread(2750, 0.06), 2000), 3200), damping: damping(), participation: 1),
      Resonance(
        frequency: min(max(spread(3500, 0.05), 2800), 4000), damping: damping(),
        participation: spread(0.8, 0.35)),
      Resonance(
        frequency: spread(800, 0.2), damping: 0.06, participation: spread(0.15, 0.4)),
    ]
    gain = spread(1, 0.5)
    noise = spread(0.06, 0.4)
    tones = [spread(0.02, 0.5), spread(0.012, 0.5), spread(0.006, 0.5)]
    cageSlip = random.uniform(in: 0...0.01)
    loadZone = random.uniform(in: 0.4...0.8)
    innerStrike = random.uniform(in: 0.6...1)
  }
}
