import FaultDXSignal

/// Finds recordings that are another one after scaling, offset, shift or resampling.
///
/// Every recording is reduced to landmarks. Landmarks of two recordings with the same pattern propose that
/// the one is the other, so many frames later; the proposals are put to the test by correlating the signals,
/// at that place alone. Recordings of unlike signals never meet, so the effort grows with the samples and not
/// with the square of the recordings.
///
/// What correlation makes a copy depends on the data: two recordings of a shaking machine never resemble each
/// other sample by sample, two responses of one circuit always do. A pair must therefore stand out from what
/// the recordings have as nearest neighbours anyhow.
struct AlteredCopySearch {
  let pairs: [CopyPair]

  /// The part of the signal, as an amplitude, that a copy may fail to explain: a correlation of 0.98.
  private static let largestResidual = 0.2
  /// Where all recordings resemble each other, a copy is so much closer than the usual neighbour.
  private static let closer = 0.05
  /// Candidates of each recording that are correlated.
  private static let candidates = 4
  /// Rates that a copy may have been brought to without saying so, in frames for one of the original.
  private static let ratios: [(up: Int, down: Int)] = [
    (1, 2), (1, 4), (3, 4), (2, 3), (1, 3), (160, 147),
  ]
  /// Longer recordings are looked at in their first frames alone.
  private static let longest = 1 << 20

  /// - Parameter known: pairs that are copies bit by bit, in order.
  init(_ recordings: [Recording], except known: Set<[Int]>) {
    let rate = recordings.compactMap(\.sampleRate).min()
    let signals = recordings.map { Self.signal(of: $0, at: rate) }
    let copies = Set(known.map { $0[1] })
    let plain = signals.map { Landmarks($0) }
    let index = LandmarkIndex(plain)
    var matches: [Match] = []
    for (position, landmarks) in plain.enumerated() where !copies.contains(position) {
      matches += index.candidates(for: landmarks, of: position, limit: Self.candidates)
        .filter { $0.original < position && !copies.contains($0.original) }
        .compactMap { Self.verified($0, plain[$0.original], landmarks, ratio: 1) }
    }
    let found = Set(matches.map { [$0.original, $0.copy] })
    for ratio in Self.ratios {
      let resampler = Resampler(up: ratio.up, down: ratio.down)
      for (position, signal) in signals.enumerated() where !copies.contains(position) {
        let landmarks = Landmarks(resampler(signal))
        matches += index.candidates(for: landmarks, of: position, limit: Self.candidates)
          .filter {
            !copies.contains($0.original) && !found.contains([$0.original, position].sorted())
          }
          .compactMap {
            Self.verified(
              $0, plain[$0.original], landmarks, ratio: Double(ratio.up) / Double(ratio.down))
          }
      }
    }
    pairs = Self.outstanding(matches, among: recordings.count - copies.count)
  }

  /// A copy that has been checked; `original` and `copy` are positions.
  private struct Match {
    let original: Int
    let copy: Int
    let correlation: Double
    let gain: Double
    let shift: Double
    let ratio: Double

    var residual: Double { max(0, 1 - correlation * correlation).squareRoot() }
  }

  /// Those much closer than recordings of these data are anyhow, each pair once.
  private static func outstanding(_ matches: [Match], among count: Int) -> [CopyPair] {
    var nearest: [Int: Double] = [:]
    for match in matches {
      for place in [match.original, match.copy] {
        nearest[place] = min(nearest[place] ?? 1, match.residual)
      }
    }
    let distances =
      (Array(nearest.values) + Array(repeating: 1, count: max(0, count - nearest.count)))
      .sorted()
    let usual = distances.isEmpty ? 1 : distances[distances.count / 2]
    let limit = usual > 0.5 ? largestResidual : usual * closer
    var best: [[Int]: Match] = [:]
    for match in matches where match.residual <= limit {
      let pair = [match.original, match.copy].sorted()
      if let other = best[pair], other.residual <= match.residual { continue }
      best[pair] = match
    }
    return best.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { pair, match in
      CopyPair(
        first: match.original, second: match.copy,
        relation: .altered(
          correlation: match.correlation, gain: match.gain, shift: match.shift, ratio: match.ratio))
    }
  }

  /// The first channel at the common rate, with zeros for what is not a number.
  private static func signal(of recording: Recording, at rate: Double?) -> [Float] {
    let frames = min(recording.frames, longest)
    var samples = [Float](repeating: 0, count: frames)
    for frame in 0..<frames {
      let sample = recording.samples[frame * recording.channels]
      if sample.isFinite { samples[frame] = sample }
    }
    guard let rate, let own = recording.sampleRate, own != rate,
      let resampler = try? Resampler(from: own, to: rate)
    else { return samples }
    return resampler(samples)
  }

  /// Correlates two signals at the place that landmarks propose, and around it by fractions of a frame.
  private static func verified(
    _ candidate: LandmarkIndex.Candidate, _ original: Landmarks, _ copy: Landmarks, ratio: Double
  ) -> Match? {
    let alignment = Alignment(original.signal, copy.signal)
    let (lag, coarse) = alignment.refined(candidate.lag)
    guard coarse > 0.9, let fit = alignment.fit(lag: lag, limit: 1 << 16) else { return nil }
    guard fit.correlation * fit.correlation >= 1 - largestResidual * largestResidual else {
      return nil
    }
    // Where the one that was looked up had been resampled, the one that was found is its copy.
    let isResampled = ratio != 1
    return Match(
      original: isResampled ? candidate.copy : candidate.original,
      copy: isResampled ? candidate.original : candidate.copy,
      correlation: fit.correlation.magnitude, gain: isResampled ? 1 / fit.gain : fit.gain,
      shift: isResampled ? -lag / ratio : lag, ratio: ratio)
  }
}

/// Two signals laid on one another.
struct Alignment {
  private let original: [Float]
  private let copy: [Float]
  /// Frames in common below which nothing is said.
  private static let shortest = 64

  init(_ original: [Float], _ copy: [Float]) {
    self.original = original
    self.copy = copy
  }

  /// How well `gain · original[t + lag]` explains `copy[t]`, over the frames that both have.
  ///
  /// - Parameter limit: frames that are looked at, in the middle.
  func fit(lag: Double, limit: Int) -> (correlation: Double, gain: Double)? {
    // Catmull-Rom wants a frame before and two behind; the shaped signal is zero for three at each end.
    var first = max(4, Int((4 - lag).rounded(.up)))
    var last = min(copy.count - 5, Int((Double(original.count - 6) - lag).rounded(.down)))
    guard last - first >= Self.shortest else { return nil }
    if last - first > limit {
      first += (last - first - limit) / 2
      last = first + limit
    }
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    original.withUnsafeBufferPointer { original in
      copy.withUnsafeBufferPointer { copy in
        for t in first...last {
          let x = Landmarks.interpolated(original, at: Double(t) + lag)
          let y = Double(copy[t])
          xx += x * x
          yy += y * y
          xy += x * y
        }
      }
    }
    guard xx > 0, yy > 0 else { return nil }
    return (xy / (xx * yy).squareRoot(), xy / xx)
  }

  /// The lag within half a frame of one that is proposed at which the signals fit best.
  func refined(_ proposed: Double) -> (lag: Double, correlation: Double) {
    var best = (lag: proposed, correlation: 0.0)
    var centre = proposed
    for (step, steps) in [(0.125, 4), (0.025, 5)] {
      for index in -steps...steps {
        let lag = centre + Double(index) * step
        guard let fit = fit(lag: lag, limit: 1024) else { continue }
        if fit.correlation.magnitude > best.correlation { best = (lag, fit.correlation.magnitude) }
      }
      centre = best.lag
    }
    return best
  }
}
