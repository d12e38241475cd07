import FaultDXSignal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Whether a class seems to have been sampled at another rate than is said.
///
/// Machines hum: the supply, its harmonics and the shaft leave lines in every spectrum. On a logarithmic axis
/// of frequency a wrong rate moves all of them by the same distance, so the lines of a recording are laid on
/// those of the others and moved: where they fit far better by a plausible factor than where they are said to
/// be, in all recordings of a class, the rate is wrong, theirs or the others'. No frequency need be known.
struct RateComparison {
  let findings: [DataAudit.Finding]

  /// By which a rate may be mistaken.
  private static let factors: [Double] = [
    1.0 / 8, 1.0 / 6, 1.0 / 5, 1.0 / 4, 1.0 / 3, 1.0 / 2, 2.0 / 3, 3.0 / 4, 4.0 / 3, 1.5, 2, 3, 4,
    5, 6,
    8,
  ]
  /// Deviations from the usual fit by which the moved lines must fit, and by which they must fit better
  /// than unmoved ones.
  ///
  /// CWRU's baselines, said to be of 12 kHz, fit with 16 moved and 0 unmoved; its faults
  /// with 16 to 20 unmoved.
  private static let outstanding = 6.0
  private static let better = 4.0
  private static let fewest = 6
  /// The part of the others that may lack a line that counts.
  private static let lacking = 0.3
  /// More recordings of the others say nothing new.
  private static let reference = 64

  init(_ recordings: [Recording]) {
    let spectra = recordings.map { LineSpectrum($0) }
    guard recordings.count >= Self.fewest, spectra.allSatisfy({ $0 != nil }) else {
      findings = []
      return
    }
    let lines = spectra.compactMap { $0?.lines }
    let labels = recordings.map { $0.label ?? "" }
    var found: [DataAudit.Finding] = []
    for label in Set(labels).sorted() {
      let members = labels.indices.filter { labels[$0] == label }
      // What most recordings say is right; a class that is most of them cannot be doubted.
      guard members.count >= 2, members.count * 2 < recordings.count else { continue }
      let others = labels.indices.filter { labels[$0] != label }
      let step = max(1, others.count / Self.reference)
      let fit = LineFit(
        Self.common(members.map { lines[$0] }, lacking: 0),
        Self.common(
          stride(from: 0, to: others.count, by: step).map { lines[others[$0]] },
          lacking: Self.lacking), Self.factors)
      guard fit.best.score > Self.outstanding, fit.best.score > fit.unmoved + Self.better else {
        continue
      }
      let factor = fit.best.factor
      let rates = Set(members.compactMap { recordings[$0].sampleRate })
      let said = rates.sorted().map { short($0) }.joined(separator: ", ")
      let seems =
        rates.count == 1 ? " (\(short((rates.first ?? 0) * factor)) Hz instead of \(said) Hz)" : ""
      found.append(
        .init(
          .rateMismatch, .leak,
          "\"\(label)\" seems to be sampled at \(short(factor)) times the rate that is said\(seems): the lines "
            + "of its spectra fall on those of the other classes only then, in all "
            + "\(members.count) recordings, so a model would tell the rate and not the fault.",
          recordings: members.map { recordings[$0].identity },
          figures: [
            .init("factor", factor), .init("fit", fit.best.score),
            .init("fitAsSaid", fit.unmoved),
          ]))
    }
    findings = found
  }

  /// How high each line is in all of some spectra, but for a part that may lack it: what comes from the
  /// supply and the surroundings is in all, what comes from a fault or a speed is not.
  private static func common(_ spectra: [[Float]], lacking: Double) -> [Float] {
    let rank = Int(lacking * Double(spectra.count - 1))
    return (0..<LineSpectrum.bins).map { bin in spectra.map { $0[bin] }.sorted()[rank] }
  }
}

/// Where a spectrum has lines, on a logarithmic axis of frequency.
struct LineSpectrum {
  /// Natural logarithm of frequency in a bin.
  static let resolution = 0.002
  /// Hz at the first bin.
  private static let lowest = 5.0
  /// Up to 54 kHz.
  static let bins = 4650
  private static let longest = 1 << 17
  private static let shortest = 1 << 12
  /// Frames of the spectrum that say how high the noise is around one.
  private static let surroundings = 64
  /// Lines count from so many dB above their surroundings, and for no more than so many above that.
  private static let threshold: Float = 20
  private static let range: Float = 40

  /// How far a line stands out in each bin, in dB above the threshold.
  let lines: [Float]

  /// `nil` for recordings that do not say their rate or are too short.
  init?(_ recording: Recording) {
    guard let rate = recording.sampleRate else { return nil }
    var length = Self.shortest
    while length * 2 <= min(recording.frames, Self.longest) { length *= 2 }
    guard recording.frames >= length else { return nil }
    let channels = recording.channels
    let signal = (0..<length).map { frame -> Double in
      let sample = recording.samples[frame * channels]
      return sample.isFinite ? Double(sample) : 0
    }
    let mean = signal.reduce(0, +) / Double(length)
    let tapered = signal.enumerated().map { frame, value in
      (value - mean) * (0.5 - 0.5 * cos(2 * Double.pi * Double(frame) / Double(length)))
    }
    let spectrum = FourierTransform(length: length)(tapered)
    let power = zip(spectrum.real, spectrum.imaginary).map { real, imaginary in
      Float(10 * log10(real * real + imaginary * imaginary + 1e-30))
    }
    var lines = [Float](repeating: 0, count: Self.bins)
    for block in stride(from: 0, to: power.count, by: Self.surroundings) {
      // The middle of the block's own and its neighbours' values, once for all of the block.
      let around = power[
        max(0, block - Self.surroundings / 2)..<min(power.count, block + 3 * Self.surroundings / 2)
      ].sorted()
      let noise = around[around.count / 2]
      for k in max(1, block)..<min(power.count, block + Self.surroundings) {
        let height = min(Self.range, power[k] - noise - Self.threshold)
        guard height > 0 else { continue }
        let position = log(Double(k) * rate / Double(length) / Self.lowest) / Self.resolution
        guard position >= 0, position < Double(Self.bins) else { continue }
        lines[Int(position)] = max(lines[Int(position)], height)
      }
    }
    self.lines = Self.widened(lines)
  }

  /// Each bin with the highest of its neighbours: two spectra never meet to the bin.
  private static func widened(_ lines: [Float]) -> [Float] {
    lines.indices.map { bin in
      max(lines[bin], lines[max(0, bin - 1)], lines[min(lines.count - 1, bin + 1)])
    }
  }
}

/// How well lines fit on a reference when they are moved, in deviations from the usual fit.
struct LineFit {
  let unmoved: Double
  let best: (factor: Double, score: Double)

  init(_ lines: [Float], _ reference: [Float], _ factors: [Double]) {
    // What lines fit by chance, over all distances up to the largest factor's.
    let usual = stride(from: -1000, through: 1000, by: 7).map {
      Self.fit(lines, reference, moved: $0)
    }
    let mean = usual.reduce(0, +) / Double(usual.count)
    let variance = usual.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(usual.count)
    let deviation = max(variance.squareRoot(), 1e-9)
    func score(_ factor: Double) -> Double {
      let distance = Int((log(factor) / LineSpectrum.resolution).rounded())
      let fit = (-1...1).map { Self.fit(lines, reference, moved: distance + $0) }.max() ?? 0
      return (fit - mean) / deviation
    }
    unmoved = score(1)
    best =
      factors.map { (factor: $0, score: score($0)) }.max { $0.score < $1.score } ?? (1, unmoved)
  }

  /// The cosine between the lines and the reference, over the frequencies that both reach.
  private static func fit(_ lines: [Float], _ reference: [Float], moved distance: Int) -> Double {
    let range = max(0, distance)..<min(lines.count, lines.count + distance)
    guard !range.isEmpty else { return 0 }
    var (xx, yy, xy): (Float, Float, Float) = (0, 0, 0)
    for bin in range {
      let (x, y) = (lines[bin - distance], reference[bin])
      xx += x * x
      yy += y * y
      xy += x * y
    }
    return xx > 0 && yy > 0 ? Double(xy) / Double(xx * yy).squareRoot() : 0
  }
}
