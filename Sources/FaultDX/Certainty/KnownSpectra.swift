import FaultDXSignal

/// What the training recordings sounded like: the mean log-spectral bands of each, to tell what is unlike all of them.
///
/// The distance of a recording to one that is known is the root mean square difference of their mean band levels in
/// decibels (the log-spectral distance of speech), less what windows differ by in any case. It does not depend on the
/// classifier. That a distance is unusual is decided by the distances of training units to those of other units, each
/// left out in turn, so that the spread between units is in it and not only the one within.
public struct KnownSpectra: Sendable, Equatable {
  /// Bands of each channel, from the first coefficient after the mean to the Nyquist frequency.
  public let bands: Int
  /// The mean natural logarithm of each band, for each reference, channel by channel.
  public let references: [[Double]]
  /// The class of each reference, as an index among the model's labels.
  public let classes: [Int]
  /// The mean square difference of a window from the mean of its recording, in squared natural logarithms.
  public let windowVariance: Double
  /// How far training units were from those of the other units, ascending, in dB; empty where no class has two units.
  public let distances: [Double]
  /// The median distance of a class to the nearest other one, in dB; `nil` where that is not known.
  public let separation: Double?
  /// Whether those units are groups (bearings, boards), and not only recordings, which may all be of one.
  public let unitsAreGroups: Bool

  /// The share of `separation` beyond which a recording is unknown, where false alarms on a new unit cannot be measured.
  ///
  /// Chosen on CWRU trained on 1 and on 3 HP (classes left out in turn, asked about the other loads).
  public static let shareOfSeparation = 0.8
  /// The share of known recordings that may be called unknown, unless another is asked for.
  public static let defaultRate = 0.05
  /// The number of bands of each channel.
  public static let defaultBands = 32

  /// Takes what was found.
  ///
  /// - Precondition: There is a reference, each has a class, and all have as many numbers.
  public init(
    bands: Int, references: [[Double]], classes: [Int], windowVariance: Double,
    distances: [Double], separation: Double?, unitsAreGroups: Bool = true
  ) {
    FaultDXSignal.require(
      !references.isEmpty && references.count == classes.count
        && references.allSatisfy { $0.count == references[0].count },
      "\(references.count) spectra for \(classes.count) classes")
    self.bands = bands
    self.references = references
    self.classes = classes
    self.windowVariance = windowVariance
    self.distances = distances.sorted()
    self.separation = separation
    self.unitsAreGroups = unitsAreGroups
  }

  /// How far a recording is from the nearest reference, and which that is.
  func nearest(_ spectrum: MeanSpectrum) -> (distance: Double, reference: Int) {
    nearest(to: spectrum.mean, effectiveCount: spectrum.effectiveCount)
  }

  /// The same of mean bands over so many windows.
  func nearest(
    to mean: [Double], effectiveCount: Double
  ) -> (distance: Double, reference: Int) {
    var best = (distance: Double.infinity, reference: 0)
    for (index, reference) in references.enumerated() {
      let distance = MeanSpectrum.distance(
        from: mean, to: reference, windowVariance: windowVariance, effectiveCount: effectiveCount)
      if distance < best.distance { best = (distance, index) }
    }
    return best
  }

  /// The distance from which on a recording is unknown, in dB, and whether the rate holds.
  ///
  /// With `n` units the smallest rate that can be held is `1 / (n + 1)`; below it no unit may be beyond, nor what is
  /// nearer than most other classes are. The same holds where units are only recordings: they show how recordings of one
  /// bearing differ under the conditions of training, and say nothing about the next condition. (Trained on CWRU at 0 and
  /// 1 HP, 30 % of the recordings at 3 HP are farther than the farthest of training was.)
  ///
  /// - Parameter rate: The share of known units that may be called unknown.
  /// - Returns: `nil` where nothing is known of distances.
  public func threshold(rate: Double) -> (distance: Double, isRateHeld: Bool)? {
    let rank = Int((Double(distances.count + 1) * (1 - rate)).rounded(.up))
    let fallback = separation.map { $0 * Self.shareOfSeparation }
    if rank >= 1, rank <= distances.count {
      let measured = distances[rank - 1]
      return (unitsAreGroups ? measured : max(measured, fallback ?? measured), true)
    }
    guard let highest = [distances.last, fallback].compactMap({ $0 }).max() else { return nil }
    return (highest, false)
  }

  /// The share of training units that were no farther from the others, in 0…1; `nil` where none was left out.
  public func percentile(_ distance: Double) -> Double? {
    if distances.isEmpty { return nil }
    return Double(distances.count { $0 <= distance }) / Double(distances.count)
  }
}

/// How unlike the training recordings one is.
public struct Novelty: Sendable, Equatable {
  /// How far its spectrum is from the nearest one of training, in dB: a number to watch over time.
  public var distance: Double
  /// The share of training units that were no farther from the others, in 0…1; `nil` where none could be left out.
  public var percentile: Double?
  /// The class of the nearest training recording.
  public var nearest: String
  /// The distance beyond which a recording is called unknown, in dB; `nil` where it was not asked or is not known.
  public var threshold: Double?
  /// The rate of false alarms that was asked for; `nil` where training has too few units to hold it.
  public var rate: Double?

  /// Whether it is farther than what is known.
  public var isUnknown: Bool { threshold.map { distance > $0 } ?? false }
}
