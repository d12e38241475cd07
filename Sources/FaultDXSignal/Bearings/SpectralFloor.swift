#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A spectrum over its local floor, with places that are not looked at.
struct SpectralFloor {
  let resolution: Double
  private let shaft: Double
  private let powers: [Double]
  /// Power over the median around it.
  private let ratios: [Double]
  private var isHidden: [Bool]

  /// The floor of what lies below a frequency: the median over as much as the shaft's frequency to either side.
  init(_ spectrum: SquaredEnvelopeSpectrum, shaft: Double, upTo limit: Double) {
    resolution = spectrum.resolution
    self.shaft = shaft
    let reach = max(4, Int((shaft / resolution).rounded()))
    powers = spectrum.power
    let power = spectrum.power
    let lines = Int(min(Double(power.count), (limit / resolution).rounded(.up)))
    ratios = (0..<lines).map { line in
      let range = max(2, line - reach)..<min(power.count, line + reach + 1)
      guard !range.isEmpty else { return 0 }
      let around = power[range].sorted()
      let floor = around[around.count / 2]
      return floor > 0 ? power[line] / floor : 0
    }
    isHidden = [Bool](repeating: false, count: lines)
  }

  private func line(at frequency: Double) -> Int? {
    let line = (frequency / resolution).rounded()
    return line >= 2 && line < Double(ratios.count) ? Int(line) : nil
  }

  /// How many times the floor the spectrum is there; `nil` beyond it and where it is hidden.
  func ratio(at frequency: Double) -> Double? {
    guard let line = line(at: frequency), !isHidden[line] else { return nil }
    return ratios[line]
  }

  /// Whether a place lies on the line at the end of a range, and that line is the foot of a higher one beyond it.
  func isFoot(at frequency: Double, end: Double, towards sign: Int) -> Bool {
    guard let last = line(at: end), line(at: frequency) == last else { return false }
    return powers.indices.contains(last + sign) && powers[last + sign] > powers[last]
  }

  func power(at frequency: Double) -> Double? { line(at: frequency).map { powers[$0] } }

  /// Hides what lies within two lines, or 0.3 %, of a multiple of the shaft's speed.
  mutating func hideShaft() {
    var multiple = 1.0
    while multiple * shaft / resolution < Double(ratios.count) {
      hide(multiple * shaft, lines: 2, share: 0.003)
      multiple += 1
    }
  }

  /// Hides the lines of a fault that was found, with sidebands of the shaft and of the cage.
  ///
  /// A place of the inner race meets the same rolling element again when the shaft has gained a turn on the cage. As no two
  /// elements are alike, its impacts repeat at that speed as well, and their lines lie close: at whole multiples of BPFI over the number of
  /// elements, of which 8/9 is near 2 BSF of a 6205, and 6/9 near BPFO.
  mutating func hide(_ series: LineSeries, _ frequencies: BearingFrequencies) {
    for harmonic in 1...12 {
      let center = Double(harmonic) * series.measured
      for side in [0, frequencies.shaft, frequencies.ftf] {
        for multiple in side == 0 ? [0.0] : [-2, -1, 1, 2] {
          hide(center + multiple * side, lines: 2.5, share: 0.005)
        }
      }
    }
    guard series.location == .innerRace else { return }
    let elements = (frequencies.bpfi / (frequencies.shaft - frequencies.ftf)).rounded()
    var multiple = series.measured / elements
    let spacing = multiple
    while multiple / resolution < Double(ratios.count) {
      hide(multiple, lines: 1.5, share: 0)
      multiple += spacing
    }
  }

  private mutating func hide(_ frequency: Double, lines: Double, share: Double) {
    guard frequency > 0 else { return }
    let place = frequency / resolution
    let reach = max(lines, place * share)
    let first = max(0, Int((place - reach).rounded(.up)))
    let last = min(Double(isHidden.count - 1), (place + reach).rounded(.down))
    if Double(first) <= last { for line in first...Int(last) { isHidden[line] = true } }
  }
}

/// log10, for files that need no C library otherwise.
func logarithm10(_ value: Double) -> Double { log10(value) }
