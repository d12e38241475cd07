#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How far the lines of a bearing's faults stand out of the floor of the squared-envelope spectrum.
///
///     f[c, l] = log(max of S_c within the tolerance of line l / median of S_c within one order of it)
///
/// of each channel: at these places of the order axis, and nowhere else, lies what tells the faults apart, whatever the
/// speed, the load and the resonance. The signal is whitened first, its spectrum divided by its own mean magnitude over
/// 100 Hz around each coefficient, which takes the strength of resonances and of single tones away and leaves the
/// impacts, so that no band has to be chosen (R. B. Randall, N. Sawalhi, "A new method for separating discrete
/// components from a signal", Sound & Vibration, 2011; J. Antoni, R. B. Randall, MSSP 25, 2011, for the squared
/// envelope).
public struct BearingLines: Sendable {
  /// One line: multiples of the bearing's frequencies.
  struct Line: Sendable, Equatable {
    let name: String
    let order: Double
  }

  /// The bearing.
  public let geometry: BearingGeometry
  let lines: [Line]

  /// The share of its frequency by which a line may be off: rolling elements slip.
  static let tolerance = 0.005
  /// The width of the mean that whitens, in Hz.
  static let whitening = 100.0

  /// The lines of a bearing.
  public init(_ geometry: BearingGeometry) {
    self.geometry = geometry
    let orders = geometry.frequencies(speed: 60)
    var lines: [Line] = []
    func add(_ name: String, _ order: Double) { lines.append(Line(name: name, order: order)) }
    let ballPass = 2 * orders.bsf
    for (name, order) in [("BPFO", orders.bpfo), ("BPFI", orders.bpfi), ("2BSF", ballPass)] {
      for harmonic in 1...4 { add("\(harmonic)x\(name)", Double(harmonic) * order) }
    }
    // The load zone modulates an inner race once a turn of the shaft, a ball once a turn of the cage.
    for harmonic in 1...2 {
      for side in [-1.0, 1] {
        add("\(harmonic)xBPFI\(side < 0 ? "-" : "+")fr", Double(harmonic) * orders.bpfi + side)
        add(
          "\(harmonic)x2BSF\(side < 0 ? "-" : "+")FTF",
          Double(harmonic) * ballPass + side * orders.ftf)
      }
    }
    for side in [-2.0, 2] { add("BPFI\(side < 0 ? "-" : "+")2fr", orders.bpfi + side) }
    for side in [-1.0, 1] { add("BPFO\(side < 0 ? "-" : "+")fr", orders.bpfo + side) }
    for (name, order) in [
      ("fr", 1), ("2fr", 2), ("FTF", orders.ftf), ("2FTF", 2 * orders.ftf), ("BSF", orders.bsf),
      ("3xBSF", 3 * orders.bsf),
    ] { add(name, order) }
    self.lines = lines
  }

  /// Numbers of a channel.
  public var count: Int { lines.count }

  /// What each number is about, such as `1xBPFO` or `2x2BSF+FTF`.
  public var names: [String] { lines.map(\.name) }

  /// The frequency of each over that of the shaft.
  public var orders: [Double] { lines.map(\.order) }

  /// The frames to look at: the smallest power of two that lasts a second.
  public static func frames(atRate rate: Double) -> Int {
    var frames = 1
    while Double(frames) < rate, frames < 1 << 22 { frames *= 2 }
    return frames
  }

  /// The numbers of one channel.
  ///
  /// - Parameters:
  ///   - samples: a second or so.
  ///   - sampleRate: in Hz.
  ///   - speed: of the shaft, in revolutions per minute.
  /// - Returns: `count` numbers; 0 of a line beyond half the rate, and of samples that do not change.
  /// - Precondition: rate and speed are positive and finite.
  public func callAsFunction(
    _ samples: [Double], sampleRate: Double, speed: Double
  ) -> [Double] {
    require(
      sampleRate > 0 && sampleRate.isFinite && speed > 0 && speed.isFinite,
      "no lines at \(sampleRate) Hz and \(speed) revolutions per minute")
    guard samples.count >= 16 else { return [Double](repeating: 0, count: count) }
    let power = squaredEnvelopePower(samples, sampleRate: sampleRate)
    // Twice as fine as the segment is long, because zeros were put behind it.
    let resolution = sampleRate / Double(2 * samples.count)
    let shaft = speed / 60
    return lines.map { line in
      let place = line.order * shaft / resolution
      // A taper makes a line two coefficients of the segment wide, four of these, to either side.
      let reach = max(2, place * Self.tolerance + 1.5)
      let around = shaft / resolution
      guard place + max(reach, around) + 1 < Double(power.count), place > reach else { return 0 }
      let peak = power[Int((place - reach).rounded(.up))...Int(place + reach)].max() ?? 0
      let floor = Self.median(
        power[Int(max(1, (place - around).rounded(.up)))...Int(place + around)])
      return floor > 0 ? log(peak / floor) : 0
    }
  }

  /// The power spectrum of the squared envelope of the whitened samples, `samples.count + 1` coefficients.
  private func squaredEnvelopePower(_ samples: [Double], sampleRate: Double) -> [Double] {
    let count = samples.count
    let mean = samples.reduce(0, +) / Double(count)
    let fourier = FourierTransform(length: count)
    var spectrum = Spectrum(
      real: samples.map { $0 - mean }, imaginary: [Double](repeating: 0, count: count))
    fourier.transform(&spectrum)
    let gains = Self.whiteningGains(
      Array(spectrum.magnitudes.prefix(count / 2 + 1)),
      width: Int(Self.whitening / sampleRate * Double(count)) | 1)
    for bin in 0..<count { spectrum[bin] *= bin < gains.count && bin > 0 ? gains[bin] : 0 }
    fourier.inverse(&spectrum)
    var envelope = (0..<count).map { index in
      let value = spectrum[index]
      return value.x * value.x + value.y * value.y
    }
    let level = envelope.reduce(0, +) / Double(count)
    for index in 0..<count {
      let turn = 2 * Double.pi * Double(index) / Double(count)
      envelope[index] = (envelope[index] - level) * (0.5 - 0.5 * cos(turn))
    }
    var padded = Spectrum(zeros: 2 * count)
    padded.real.replaceSubrange(0..<count, with: envelope)
    FourierTransform(length: 2 * count).transform(&padded)
    return (0...count).map { bin in
      let value = padded[bin]
      return value.x * value.x + value.y * value.y
    }
  }

  /// One over the mean magnitude around each coefficient.
  private static func whiteningGains(_ magnitudes: [Double], width: Int) -> [Double] {
    var sums = [0.0]
    sums.reserveCapacity(magnitudes.count + 1)
    for magnitude in magnitudes { sums.append(sums[sums.count - 1] + magnitude) }
    let half = width / 2
    return magnitudes.indices.map { bin in
      let range = max(0, bin - half)..<min(magnitudes.count, bin + half + 1)
      let mean = (sums[range.upperBound] - sums[range.lowerBound]) / Double(range.count)
      return mean > 0 ? 1 / mean : 0
    }
  }

  private static func median(_ values: ArraySlice<Double>) -> Double {
    let sorted = values.sorted()
    return sorted[sorted.count / 2]
  }
}
